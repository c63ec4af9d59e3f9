#pragma once

#include <costrel/web/objects.hpp>
