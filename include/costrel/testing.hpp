#pragma once

#include <costrel/web/testing.hpp>
