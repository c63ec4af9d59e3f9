#include "session/line_revocations.hpp"

#include <costrel/session/revocation.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <time.h>
#include <utility>

namespace costrel::inline v1 {

namespace {

using session::EndedLine;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::size_t most_waiting = 10'000; // lines that the feed was not told yet
constexpr std::size_t max_entries = 1'000'000;
constexpr milliseconds start_wait{5'000};
constexpr milliseconds first_pause{100};
constexpr milliseconds longest_pause{30'000};

// A clock that costs little and is a few milliseconds late.
std::int64_t coarse_now() noexcept
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec * 1'000 + now.tv_nsec / 1'000'000;
}

// Bounded: a feed may throw what a server said. Short of memory it is a shorter sentence.
std::string sentence_of(const std::exception_ptr& thrown) noexcept
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

class ReplicatedRevocations final : public session::LineRevocations {
public:
    ReplicatedRevocations(std::unique_ptr<RevocationFeed> feed, ReplicaOptions options)
        : LineRevocations(max_entries), feed_(std::move(feed)), options_(options),
          thread_([this] { follow(); })
    {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, start_wait, [this] { return heard_; });
    }
    ReplicatedRevocations(const ReplicatedRevocations&) = delete;
    ReplicatedRevocations& operator=(const ReplicatedRevocations&) = delete;
    ~ReplicatedRevocations() override
    {
        {
            const std::scoped_lock lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    Verdict check(const SessionFacts& facts, sys_seconds now) const noexcept override
    {
        if (ended_.has_ended(facts, now))
            return Verdict::ended;
        return options_.refuse_when_stale && is_stale() ? Verdict::unknown : Verdict::good;
    }
    std::optional<seconds> max_staleness() const noexcept override
    {
        if (!options_.refuse_when_stale)
            return std::nullopt;
        return options_.max_staleness;
    }
    sys_seconds earliest_birth(std::string_view user, sys_seconds now) const noexcept override
    {
        return ended_.earliest_birth(user, now);
    }

    seconds staleness() const noexcept override
    {
        const std::int64_t heard = heard_at_.load(std::memory_order_acquire);
        const std::int64_t since = heard < 0 ? made_at_ : heard;
        return std::chrono::floor<seconds>(milliseconds(coarse_now() - since));
    }

    bool flush(milliseconds timeout) override
    {
        std::unique_lock lock(mutex_);
        hurries_ = true; // the feed may reply again
        changed_.notify_all();
        return changed_.wait_for(lock, timeout, [this] { return waiting_.empty(); });
    }
    std::string problem() const override
    {
        const std::scoped_lock lock(mutex_);
        if (problem_.empty())
            return {};
        return "costrel: the feed of ended sessions failed: " + problem_ +
               "; endings that wait to be told to it: " + std::to_string(waiting_.size()) +
               (!is_stale()                  ? ""
                : options_.refuse_when_stale ? "; sessions are rejected until it replies"
                                             : "; sessions are believed though others may have "
                                               "ended them");
    }

private:
    bool is_stale() const noexcept
    {
        const std::int64_t heard = heard_at_.load(std::memory_order_acquire);
        return heard < 0 || coarse_now() - heard > milliseconds(options_.max_staleness).count();
    }

    // The thread tells the feed as soon as it replies.
    void tell(const EndedLine& line) override
    {
        line.apply(ended_);
        {
            const std::scoped_lock lock(mutex_);
            if (waiting_.size() >= most_waiting)
                throw std::runtime_error("costrel: the feed of ended sessions does not reply, and "
                                         "too many wait to be told to it; this one holds here");
            waiting_.push_back(line.text());
        }
        changed_.notify_all();
    }

    void follow() noexcept
    {
        std::string cursor;
        milliseconds pause = first_pause;
        for (;;) {
            std::string problem;
            try {
                append_waiting();
                for (const std::string& text : feed_->fetch(cursor))
                    if (const auto line = EndedLine::read(text))
                        line->apply(ended_);
                heard_at_.store(coarse_now(), std::memory_order_release);
                pause = first_pause;
            } catch (...) { // of a feed that somebody else wrote
                problem = sentence_of(std::current_exception());
            }
            std::unique_lock lock(mutex_);
            heard_ = heard_ || problem.empty();
            problem_ = std::move(problem);
            hurries_ = false;
            changed_.notify_all();
            if (problem_.empty())
                changed_.wait_for(lock, options_.poll,
                                  [this] { return stopping_ || !waiting_.empty(); });
            else
                changed_.wait_for(lock, std::exchange(pause, std::min(pause * 2, longest_pause)),
                                  [this] { return stopping_ || hurries_; });
            if (stopping_)
                return;
        }
    }

    // A line leaves the queue when the feed has it: it may get one twice, and none is lost.
    void append_waiting()
    {
        std::unique_lock lock(mutex_);
        while (!waiting_.empty()) {
            const std::string line = waiting_.front();
            lock.unlock();
            feed_->append(line);
            lock.lock();
            waiting_.pop_front();
        }
        changed_.notify_all(); // who flushes
    }

    std::unique_ptr<RevocationFeed> feed_;
    ReplicaOptions options_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> waiting_;
    std::string problem_; // of the last round; empty: none
    bool heard_ = false;
    bool hurries_ = false; // somebody waits in flush()
    bool stopping_ = false;
    std::atomic<std::int64_t> heard_at_{-1}; // by coarse_now(); -1: never
    std::int64_t made_at_ = coarse_now();
    std::thread thread_; // last: it uses all the others
};

} // namespace

std::shared_ptr<RevocationList> replicated_revocations(std::unique_ptr<RevocationFeed> feed,
                                                       ReplicaOptions options)
{
    return std::make_shared<ReplicatedRevocations>(std::move(feed), options);
}

} // namespace costrel::inline v1
