#pragma once

#include <costrel/session/exchange.hpp>
#include <costrel/session_interface.hpp>
