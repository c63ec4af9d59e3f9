#pragma once

#include <costrel/encoding/utf8.hpp>
