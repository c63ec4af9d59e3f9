#pragma once

#include <costrel/encoding/dict.hpp>
