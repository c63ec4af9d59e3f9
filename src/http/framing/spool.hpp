#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

namespace costrel::http {

// How bodies of requests are kept that are too large for memory: in temporary files. Used by all
// loops at once.
class Spool {
public:
    // `folder` is where the files are; one that is larger than `max_memory` bytes is in a file.
    // `failed` is told the error number when one cannot be made or written, from any thread.
    Spool(std::string folder, std::size_t max_memory, std::function<void(int error)> failed)
        : folder_(std::move(folder)), max_memory_(max_memory), failed_(std::move(failed))
    {
    }

    const std::string& folder() const noexcept { return folder_; }
    std::size_t max_memory() const noexcept { return max_memory_; }
    void report(int error) const { failed_(error); }

private:
    std::string folder_;
    std::size_t max_memory_;
    std::function<void(int error)> failed_;
};

// What a request is told whose head was read and whose body was not.
struct Admission {
    std::size_t max_body = static_cast<std::size_t>(-1); // bytes; a longer one is refused
    const Spool* spool = nullptr;                        // where a large one goes; or into memory
};

} // namespace costrel::http
