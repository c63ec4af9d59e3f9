#pragma once

#include <cstddef>

// How often this program has called operator new since it began.
std::size_t allocations() noexcept;
