#pragma once

#include <costrel/session/flash.hpp>
