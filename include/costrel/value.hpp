#pragma once

#include <costrel/encoding/value.hpp>
