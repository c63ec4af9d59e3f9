#pragma once

#include <costrel/session/revocation.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::session {

// A feed that two threads use: at once, if it takes that. What the feed throws they throw.
class FeedAccess {
public:
    explicit FeedAccess(std::unique_ptr<RevocationFeed> feed) : feed_(std::move(feed)) {}

    bool waits() const noexcept { return feed_->waits(); }
    void append(const std::vector<std::string>& lines)
    {
        const auto lock = alone();
        if (lines.size() == 1)
            feed_->append(lines.front());
        else
            feed_->append_all(lines);
    }
    std::vector<std::string> fetch(std::string& cursor)
    {
        const auto lock = alone();
        return feed_->fetch(cursor);
    }

private:
    std::unique_lock<std::mutex> alone()
    {
        return waits() ? std::unique_lock<std::mutex>() : std::unique_lock(mutex_);
    }

    const std::unique_ptr<RevocationFeed> feed_;
    std::mutex mutex_;
};

// How long until a feed that failed is asked again.
class FeedPause {
public:
    void reset() noexcept { next_ = first; }
    std::chrono::milliseconds next() noexcept
    {
        return std::exchange(next_, std::min(next_ * 2, longest));
    }

private:
    static constexpr std::chrono::milliseconds first{100};
    static constexpr std::chrono::milliseconds longest{30'000};
    std::chrono::milliseconds next_ = first;
};

// What a feed threw, as a sentence. Bounded: it may be what a server said. Short of memory it is a
// shorter one.
inline std::string sentence_of(const std::exception_ptr& thrown) noexcept
{
    constexpr std::size_t longest = 300;
    constexpr const char* nameless = "no exception";
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        try {
            return std::string(std::string_view(error.what()).substr(0, longest));
        } catch (...) {
        }
    } catch (...) {
    }
    return nameless;
}

} // namespace costrel::inline v1::session
