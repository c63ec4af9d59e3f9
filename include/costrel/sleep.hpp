#pragma once

#include <costrel/web/sleep.hpp>
