#pragma once

#include <costrel/web/blueprint.hpp>
