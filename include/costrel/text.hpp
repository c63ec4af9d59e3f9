#pragma once

#include <costrel/encoding/text.hpp>
