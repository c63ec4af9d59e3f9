// What a connection does about time: until when each thing is waited for, and what follows then.
#include "http/connection.hpp"

#include <algorithm>

namespace costrel::inline v1::http {

namespace {

using RequestState = RequestReader::State;

// An idle connection gives its buffers back after this long, and not at once: the next request of a
// page is often on its way.
constexpr std::chrono::seconds release_delay{1};

// How long a connection waits for a request once the server was told to stop: from then on when it
// had none yet, and from the end of the response that did not say "close".
constexpr std::chrono::seconds last_first_request{3};
constexpr std::chrono::seconds last_next_request{1};

} // namespace

// Until when an idle connection is kept: a new one as long as a head may take.
Connection::TimePoint Connection::idle_end() const noexcept
{
    const bool is_new = responded_ == 0;
    std::chrono::milliseconds longest = is_new ? limits_.header_timeout : limits_.keepalive_idle;
    if (finishing_)
        longest = std::min<std::chrono::milliseconds>(longest, is_new ? last_first_request
                                                                      : last_next_request);
    return since_ + longest;
}

Connection::TimePoint Connection::deadline() const noexcept
{
    switch (next()) {
    case Action::write:
        return progress_ + limits_.write_stall;
    case Action::linger:
        return std::min({since_ + limits_.lingering_time, progress_ + limits_.lingering_gap,
                         body_pace_.deadline()});
    case Action::read:
        if (requests_.state() == RequestState::body)
            return body_pace_.deadline();
        if (requests_.state() == RequestState::head)
            return since_ + limits_.header_timeout;
        return holds_memory_ ? std::min(idle_end(), since_ + release_delay) : idle_end();
    default:
        return TimePoint::max();
    }
}

std::optional<Connection::TimePoint> Connection::idle_since() const noexcept
{
    const bool is_idle = waits_for_request() && output().empty();
    return is_idle ? std::optional(since_) : std::nullopt;
}

void Connection::tick(TimePoint now)
{
    if (now < deadline())
        return;
    switch (next()) {
    case Action::write:
        stage_ = Stage::reset;
        if (observer_)
            observer_->traffic.write_timeouts.add();
        break;
    case Action::linger:
        if (now >= since_ + limits_.lingering_time || now >= progress_ + limits_.lingering_gap ||
            !body_pace_.check(now))
            stage_ = Stage::closed;
        break;
    case Action::read:
        if (requests_.state() == RequestState::body) {
            if (!body_pace_.check(now))
                refuse({408, Rule::body_timeout}, now);
        } else if (requests_.state() == RequestState::head) {
            refuse({408, Rule::header_timeout}, now);
        } else if (now >= idle_end()) {
            stage_ = Stage::look;
        } else {
            release_memory();
        }
        break;
    default:
        break;
    }
}

void Connection::finish(TimePoint now) noexcept
{
    finishing_ = true;
    if (!waits_for_request() || !output().empty())
        return;
    if (responded_ == 0)
        since_ = now;
    else if (now >= idle_end())
        stage_ = Stage::look;
}

} // namespace costrel::inline v1::http
