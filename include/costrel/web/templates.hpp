#pragma once

#include <cstddef>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A folder of templates as data, which costrel_add_templates() of CMake writes into a program.
struct Templates {
    const char* data = nullptr;
    std::size_t size = 0;
    /// Of a Debug build, or with RELOAD: the folder of the templates, and the command that makes
    /// the data anew, which a nullptr ends.
    const char* folder = nullptr;
    const char* const* command = nullptr;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
