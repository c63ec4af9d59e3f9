#pragma once

#include <costrel/web/headers.hpp>
