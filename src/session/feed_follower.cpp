#include "session/feed_follower.hpp"

#include "session/coarse_clock.hpp"
#include "session/ended_line.hpp"

#include <exception>
#include <utility>

namespace costrel::inline v1::session {

FeedFollower::FeedFollower(FeedAccess& feed, FeedTeller& teller, EndedSessions& ended,
                           std::chrono::milliseconds poll)
    : feed_(feed), teller_(teller), ended_(ended), poll_(poll), made_at_(coarse_now()),
      thread_([this] { run(); })
{
}

FeedFollower::~FeedFollower()
{
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void FeedFollower::wait_for_first(std::chrono::milliseconds longest)
{
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, longest, [this] { return has_heard(); });
}

std::chrono::milliseconds FeedFollower::silence() const noexcept
{
    const std::int64_t heard = heard_at_.load(std::memory_order_acquire);
    return std::chrono::milliseconds(coarse_now() - (heard < 0 ? made_at_ : heard));
}

std::string FeedFollower::problem() const
{
    const std::scoped_lock lock(mutex_);
    return problem_;
}

// Whether that was all there is.
bool FeedFollower::fetch(std::string& cursor)
{
    std::string next = cursor; // what could not be kept is fetched again
    const std::vector<std::string> lines = feed_.fetch(next);
    for (const std::string& text : lines)
        if (const auto line = EndedLine::read(text))
            line->apply(ended_);
    cursor = std::move(next);
    return lines.size() < RevocationFeed::most_at_once;
}

void FeedFollower::run() noexcept
{
    std::string cursor;
    FeedPause pause;
    for (;;) {
        std::string problem;
        bool is_all = true;
        try {
            is_all = fetch(cursor);
            if (is_all)
                heard_at_.store(coarse_now(), std::memory_order_release);
            pause.reset();
        } catch (...) { // of a feed that somebody else wrote
            problem = sentence_of(std::current_exception());
            teller_.tell_again();
        }
        std::unique_lock lock(mutex_);
        problem_ = std::move(problem);
        changed_.notify_all();
        const auto is_stopping = [this] { return stopping_; };
        if (!problem_.empty())
            changed_.wait_for(lock, pause.next(), is_stopping);
        else if (is_all && !feed_.waits())
            changed_.wait_for(lock, poll_, is_stopping);
        if (stopping_)
            return;
    }
}

} // namespace costrel::inline v1::session
