#pragma once

#include <costrel/config.hpp>
#include <costrel/session/interface.hpp>
