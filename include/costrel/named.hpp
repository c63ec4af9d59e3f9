#pragma once

#include <costrel/encoding/named.hpp>
