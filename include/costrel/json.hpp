#pragma once

#include <costrel/encoding/json.hpp>
