#pragma once

#include "session/ended_sessions.hpp"
#include "session/feed_access.hpp"
#include "session/feed_teller.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace costrel::inline v1::session {

// Fetches what others told a feed, in a thread of its own, and lets it hold here.
class FeedFollower {
public:
    FeedFollower(FeedAccess& feed, FeedTeller& teller, EndedSessions& ended,
                 std::chrono::milliseconds poll);
    FeedFollower(const FeedFollower&) = delete;
    FeedFollower& operator=(const FeedFollower&) = delete;
    ~FeedFollower();

    // Until all that the feed had was heard, for that long at most.
    void wait_for_first(std::chrono::milliseconds longest);
    // Since all that the feed had was heard, or since this was made.
    std::chrono::milliseconds silence() const noexcept;
    bool has_heard() const noexcept { return heard_at_.load(std::memory_order_acquire) >= 0; }
    std::string problem() const; // of the last attempt; empty: none

private:
    void run() noexcept;
    bool fetch(std::string& cursor);

    FeedAccess& feed_;
    FeedTeller& teller_;
    EndedSessions& ended_;
    const std::chrono::milliseconds poll_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string problem_;
    bool stopping_ = false;
    std::atomic<std::int64_t> heard_at_{-1}; // in milliseconds; -1: never
    const std::int64_t made_at_;
    std::thread thread_; // last: it uses all the others
};

} // namespace costrel::inline v1::session
