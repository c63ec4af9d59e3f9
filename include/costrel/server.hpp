#pragma once

#include <costrel/web/server.hpp>
