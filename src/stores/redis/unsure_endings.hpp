#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace costrel::inline v1::stores {

// Records that were erased at a server of which too few replicas said that they know. If one of
// them takes its place they are there again. So, for a minute, they are taken for ended here, and
// erased once more every second: that reaches who is in charge then. No ID is ever used twice.
// Bounded; thread-safe.
class UnsureEndings {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    static constexpr std::size_t most = 10'000;
    static constexpr std::chrono::seconds kept{60};
    static constexpr std::chrono::seconds pause{1};

    void add(const std::string& key, TimePoint now = std::chrono::steady_clock::now());
    void remove(const std::string& key);
    bool has_any() const noexcept { return count_.load(std::memory_order_relaxed) > 0; }
    bool has(const std::string& key) const;
    // One that is to be erased again now, if any. Nobody else gets it within a second.
    std::optional<std::string> next(TimePoint now);

private:
    struct Entry {
        TimePoint forgotten; // and until then
        std::multimap<TimePoint, std::string>::iterator due;
    };

    mutable std::mutex mutex_;
    std::atomic<std::size_t> count_ = 0;
    std::map<std::string, Entry> entries_;
    std::multimap<TimePoint, std::string> due_; // when each is erased again
};

} // namespace costrel::inline v1::stores
