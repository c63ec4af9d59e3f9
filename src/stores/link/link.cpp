#include "stores/link/link.hpp"

#include "signing/random.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using Code = StoreError::Code;

std::uint32_t chance()
{
    std::array<std::byte, sizeof(std::uint32_t)> bytes;
    signing::fill_random(std::span<std::byte>(bytes));
    std::uint32_t number = 0;
    std::memcpy(&number, bytes.data(), sizeof(number));
    return number;
}

} // namespace

void Link::push(std::shared_ptr<Request> request)
{
    if (waiting_.size() + places_.size() >= most_requests)
        finish(std::move(request), {Code::unavailable, "too many requests wait for the store"});
    else
        waiting_.push_back(std::move(request));
}

Link::Want Link::step(TimePoint now)
{
    now_ = now;
    expire();
    detail::Direction direction = detail::Direction::none;
    // Once more when the connection turns out to be of no use: what was not sent goes by another.
    for (int attempt = 0; attempt < 3 && !is_idle(); ++attempt) {
        if (state_ == State::open && places_.empty() && !is_alive()) {
            about_to_close();
            close(); // the server ended it while nobody used it: nothing was lost
            closed();
        }
        if (state_ == State::closed && !begin_to_open())
            break;
        if (state_ == State::opening)
            direction = go_on_opening();
        if (state_ == State::open) {
            send_waiting();
            direction = transfer();
        }
        if (state_ != State::closed)
            break;
    }
    // Late replies that nobody waits for are read with the next request.
    if (state_ == State::closed || waiting_.size() + places_.size() == abandoned_)
        return {};
    return {descriptor(), direction, earliest()};
}

bool Link::begin_to_open()
{
    if (backoff_.is_waiting(now_)) {
        for (std::shared_ptr<Request>& request : std::exchange(waiting_, {}))
            finish(std::move(request), last_error_);
        return false;
    }
    state_ = State::opening;
    open();
    return true;
}

void Link::opened() noexcept
{
    if (std::exchange(state_, State::open) == State::open)
        return;
    ++tally_->open;
    if (std::exchange(was_open_, true))
        ++tally_->reconnects;
    backoff_.connected();
}

void Link::closed() noexcept
{
    if (std::exchange(state_, State::closed) == State::open)
        --tally_->open;
}

void Link::fail(StoreError error)
{
    const bool was_open = state_ == State::open;
    about_to_close();
    close();
    closed();
    const StoreError broken{Code::broken, "the connection to the store broke"};
    bool is_first = true; // what makes no sense was meant for the first
    for (Place& place : std::exchange(places_, {})) {
        if (place.request)
            finish(std::move(place.request),
                   is_first && error.code == Code::corrupt ? error : broken);
        is_first = false;
    }
    abandoned_ = 0;
    if (was_open) // what was not sent is tried on another one
        return;
    for (std::shared_ptr<Request>& request : std::exchange(waiting_, {}))
        finish(std::move(request), error);
    backoff_.failed(now_, chance());
    last_error_ = std::move(error);
}

void Link::replied()
{
    if (--places_.front().replies > 0)
        return;
    Place place = std::move(places_.front());
    places_.pop_front();
    if (place.request)
        finish(std::move(place.request));
    else
        --abandoned_;
}

void Link::finish(std::shared_ptr<Request> request)
{
    request->is_done = true;
    done_.push_back(std::move(request));
}

void Link::finish(std::shared_ptr<Request> request, const StoreError& error)
{
    request->error = error;
    finish(std::move(request));
}

// Those whose time is up, and those that nobody waits for. What was sent keeps its place.
void Link::expire()
{
    const auto is_over = [this](const Request& request) {
        return request.is_cancelled || request.deadline <= now_;
    };
    bool is_late = false; // one that was not cancelled
    std::erase_if(waiting_, [&](std::shared_ptr<Request>& request) {
        if (!is_over(*request))
            return false;
        is_late = is_late || !request->is_cancelled;
        finish(std::move(request), {Code::unavailable, "the store could not be asked in time"});
        return true;
    });
    for (Place& place : places_) {
        if (!place.request || !is_over(*place.request))
            continue;
        finish(std::exchange(place.request, nullptr),
               {Code::timed_out, "the store did not reply in time"});
        place.abandoned = now_;
        ++abandoned_;
    }
    if (state_ == State::opening && is_late)
        fail({Code::unavailable, "the store does not let a connection be opened in time"});
    if (state_ == State::open && abandoned_ > 0 &&
        (abandoned_ > most_abandoned ||
         (!places_.front().request && places_.front().abandoned + longest_abandoned <= now_)))
        fail({Code::broken, "the store does not reply"});
}

void Link::send_waiting()
{
    while (!waiting_.empty()) {
        send(*waiting_.front());
        const unsigned replies = waiting_.front()->replies;
        places_.push_back({std::move(waiting_.front()), replies});
        waiting_.pop_front();
    }
}

Link::TimePoint Link::earliest() const noexcept
{
    TimePoint first = now_ + longest_abandoned;
    for (const auto& request : waiting_)
        first = std::min(first, request->deadline);
    for (const Place& place : places_)
        if (place.request)
            first = std::min(first, place.request->deadline);
    return first;
}

} // namespace costrel::inline v1::stores
