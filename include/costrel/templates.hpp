#pragma once

#include <cstddef>

namespace costrel {

/// A folder of templates as data, which costrel_add_templates() of CMake writes into a program.
struct Templates {
    const char* data = nullptr;
    std::size_t size = 0;
};

} // namespace costrel
