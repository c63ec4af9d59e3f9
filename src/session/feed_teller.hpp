#pragma once

#include "session/feed_access.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace costrel::inline v1::session {

// Tells a feed lines, in a thread of its own: several at once where several wait. A line leaves the
// queue when the feed has it, so the feed may get one twice, and none is lost.
class FeedTeller {
public:
    explicit FeedTeller(FeedAccess& feed);
    FeedTeller(const FeedTeller&) = delete;
    FeedTeller& operator=(const FeedTeller&) = delete;
    // What waits is tried once more.
    ~FeedTeller();

    // Does not wait. Throws std::runtime_error when too many wait.
    void tell(std::string line);
    // Of the last minute everything: the feed failed, and may have forgotten it.
    void tell_again();
    // Whether the feed has all of it, for which it waits so long at most.
    bool flush(std::chrono::milliseconds timeout);

    std::string problem() const; // of the last attempt; empty: none
    std::size_t waiting() const;

private:
    using TimePoint = std::chrono::steady_clock::time_point;
    struct Told {
        TimePoint when{};
        std::string line{};
    };

    void run() noexcept;
    bool tell_some(std::unique_lock<std::mutex>& lock);
    void remember(std::vector<std::string> lines) noexcept;
    void take_back() noexcept;

    FeedAccess& feed_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> waiting_;
    std::deque<Told> told_; // lately
    std::string problem_;
    bool hurries_ = false; // somebody waits in flush()
    bool stopping_ = false;
    std::thread thread_; // last: it uses all the others
};

} // namespace costrel::inline v1::session
