#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>

namespace costrel::inline v1::http {

// How bodies of requests are kept that are too large for memory: in temporary files. Used by all
// loops at once.
class Spool {
public:
    // `most` is how many bytes all files together may have. `folder` is where the files are; one
    // that is larger than `max_memory` bytes is in a file. `failed` is told the error number when
    // one cannot be made or written, from any thread.
    Spool(std::string folder, std::size_t max_memory, std::function<void(int error)> failed,
          std::uint64_t most = std::numeric_limits<std::uint64_t>::max())
        : folder_(std::move(folder)), max_memory_(max_memory), failed_(std::move(failed)),
          most_(most)
    {
    }

    const std::string& folder() const noexcept { return folder_; }
    std::size_t max_memory() const noexcept { return max_memory_; }
    void report(int error) const { failed_(error); }

    // For a file that has `own` bytes already. False when there would be too much; one that is
    // alone may have any size.
    bool take(std::uint64_t bytes, std::uint64_t own) const noexcept
    {
        const std::uint64_t before = used_.fetch_add(bytes, std::memory_order_relaxed);
        if (before == own || (before <= most_ && bytes <= most_ - before))
            return true;
        give_back(bytes);
        return false;
    }
    void give_back(std::uint64_t bytes) const noexcept
    {
        used_.fetch_sub(bytes, std::memory_order_relaxed);
    }

private:
    std::string folder_;
    std::size_t max_memory_;
    std::function<void(int error)> failed_;
    std::uint64_t most_;
    mutable std::atomic<std::uint64_t> used_ = 0;
};

// What a request is told whose head was read and whose body was not.
struct Admission {
    std::size_t max_body = static_cast<std::size_t>(-1); // bytes; a longer one is rejected
    const Spool* spool = nullptr;                        // where a large one goes; or into memory
};

} // namespace costrel::inline v1::http
