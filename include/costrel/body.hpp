#pragma once

#include <costrel/web/body.hpp>
