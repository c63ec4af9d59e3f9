#pragma once

#include <cstddef>

// What the threads of this program did, without those that called leave_out_this_thread().
struct Counts {
    std::size_t system_calls = 0; // those that tests/counts/CMakeLists.txt names
    std::size_t allocations = 0;  // calls of operator new
};

Counts counts() noexcept;
void leave_out_this_thread() noexcept;
