#pragma once

#include <cstddef>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A folder of templates as data, which costrel_add_templates() of CMake writes into a program.
struct Templates {
    const char* data = nullptr;
    std::size_t size = 0;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
