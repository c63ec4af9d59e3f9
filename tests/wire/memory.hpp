#pragma once

#include <cstddef>
#include <fstream>
#include <string>

namespace costrel::inline v1::wire {

// A line of /proc/self/status in bytes: "VmRSS", or "RssAnon" for what is in no file.
inline std::size_t memory_of_process(const std::string& name)
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word == name + ":") {
            std::size_t kilobytes = 0;
            status >> kilobytes;
            return kilobytes * 1024;
        }
    }
    return 0;
}

} // namespace costrel::inline v1::wire
