#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace costrel::inline v1 {

// What a program wrote that ended by itself.
struct ToolOutput {
    int status = 0;
    std::string output{};
    std::string errors{};
};

// Runs a program without a shell; a nullptr ends its arguments. Throws std::runtime_error, in whose
// words it is "the tool", when it cannot be started, takes longer than `limit` or writes more than
// `most` bytes: then it is killed.
ToolOutput run_tool(const char* const* arguments, std::chrono::milliseconds limit,
                    std::size_t most);

} // namespace costrel::inline v1
