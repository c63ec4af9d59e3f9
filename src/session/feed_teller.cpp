#include "session/feed_teller.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <new>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1::session {

namespace {

constexpr std::size_t most_waiting = 10'000;
constexpr std::size_t most_remembered = 10'000;
constexpr std::chrono::seconds told_for{60};

} // namespace

FeedTeller::FeedTeller(FeedAccess& feed) : feed_(feed), thread_([this] { run(); }) {}

FeedTeller::~FeedTeller()
{
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void FeedTeller::tell(std::string line)
{
    {
        const std::scoped_lock lock(mutex_);
        if (waiting_.size() >= most_waiting)
            throw std::runtime_error("costrel: the feed of ended sessions does not reply, and too "
                                     "many wait to be told to it; this one holds here");
        waiting_.push_back(std::move(line));
    }
    changed_.notify_all();
}

void FeedTeller::tell_again()
{
    const std::scoped_lock lock(mutex_);
    take_back();
    changed_.notify_all();
}

// Without memory for that they stay where they are.
void FeedTeller::take_back() noexcept
try {
    while (!told_.empty()) {
        waiting_.push_back(told_.front().line);
        told_.pop_front();
    }
} catch (const std::bad_alloc&) {
}

bool FeedTeller::flush(std::chrono::milliseconds timeout)
{
    std::unique_lock lock(mutex_);
    hurries_ = true; // the feed may reply again
    changed_.notify_all();
    return changed_.wait_for(lock, timeout, [this] { return waiting_.empty(); });
}

std::string FeedTeller::problem() const
{
    const std::scoped_lock lock(mutex_);
    return problem_;
}

std::size_t FeedTeller::waiting() const
{
    const std::scoped_lock lock(mutex_);
    return waiting_.size();
}

void FeedTeller::run() noexcept
{
    FeedPause pause;
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        const bool is_last = stopping_;
        while (!waiting_.empty() && tell_some(lock))
            pause.reset();
        if (is_last)
            return;
        if (!waiting_.empty())
            changed_.wait_for(lock, pause.next(), [this] { return stopping_ || hurries_; });
        hurries_ = false;
    }
}

// False: the feed does not take them.
bool FeedTeller::tell_some(std::unique_lock<std::mutex>& lock)
{
    std::vector<std::string> lines;
    std::string problem;
    try {
        const std::size_t count = std::min(waiting_.size(), RevocationFeed::most_at_once);
        lines.assign(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
        lock.unlock();
        feed_.append(lines);
    } catch (...) { // of a feed that somebody else wrote
        problem = sentence_of(std::current_exception());
    }
    if (!lock.owns_lock())
        lock.lock();
    const bool did = problem.empty();
    if (did) { // they still stand first, for others only join behind them
        waiting_.erase(waiting_.begin(),
                       waiting_.begin() + static_cast<std::ptrdiff_t>(lines.size()));
        remember(std::move(lines));
    } else {
        take_back();
    }
    problem_ = std::move(problem);
    changed_.notify_all();
    return did;
}

void FeedTeller::remember(std::vector<std::string> lines) noexcept
try {
    const TimePoint now = std::chrono::steady_clock::now();
    for (std::string& line : lines)
        told_.push_back({now, std::move(line)});
    while (!told_.empty() &&
           (told_.size() > most_remembered || told_.front().when + told_for < now))
        told_.pop_front();
} catch (const std::bad_alloc&) { // the feed has them
}

} // namespace costrel::inline v1::session
