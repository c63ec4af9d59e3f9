#pragma once

#include <costrel/web/embedded.hpp>
