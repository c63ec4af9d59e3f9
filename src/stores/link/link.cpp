#include "stores/link/link.hpp"

#include "signing/random.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <iterator>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using Code = StoreError::Code;

constexpr std::string_view no_memory = "there is no memory to ask the store";

std::uint32_t chance() noexcept
try {
    std::array<std::byte, sizeof(std::uint32_t)> bytes;
    signing::fill_random(std::span<std::byte>(bytes));
    std::uint32_t number = 0;
    std::memcpy(&number, bytes.data(), sizeof(number));
    return number;
} catch (const std::exception&) {
    return 0;
}

void tell(StoreError& error, Code code, std::string_view why) noexcept
{
    error.code = code;
    try {
        error.message = why;
    } catch (const std::exception&) { // no memory: the code says what has to be known
        error.message.clear();
    }
}

} // namespace

void Link::push(std::shared_ptr<Request> request)
{
    const bool is_too_much = waiting_.size() + places_.size() >= most_requests;
    waiting_.push_back(std::move(request));
    if (is_too_much)
        finish(waiting_, std::prev(waiting_.end()), Code::unavailable,
               "too many requests wait for the store");
}

Link::Want Link::step(TimePoint now) noexcept
{
    now_ = now;
    expire();
    detail::Direction direction = detail::Direction::none;
    try {
        direction = go_on();
    } catch (const std::exception&) { // what was read or written may be lost
        give_up();
    }
    // Late replies that nobody waits for are read with the next request.
    if (state_ == State::closed || waiting_.size() + places_.size() == abandoned_)
        return {};
    return {descriptor(), direction, earliest()};
}

void Link::give_up() noexcept
{
    if (state_ != State::closed)
        fail(Code::unavailable, no_memory);
    finish_waiting(Code::unavailable, no_memory);
}

detail::Direction Link::go_on()
{
    detail::Direction direction = detail::Direction::none;
    // Once more when the connection turns out to be of no use: what was not sent goes by another.
    for (int attempt = 0; attempt < 3 && !is_idle(); ++attempt) {
        if (state_ == State::open && !places_.empty() && is_unused())
            transfer(); // late replies, behind which its end may stand
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
            if (!is_retiring_)
                send_waiting();
            direction = transfer();
        }
        if (is_retiring_ && is_unused())
            fail(Code::broken, "the store is another server");
        if (state_ != State::closed)
            break;
    }
    return direction;
}

bool Link::begin_to_open()
{
    if (backoff_.is_waiting(now_)) {
        finish_waiting(last_error_.code, last_error_.message);
        return false;
    }
    state_ = State::opening;
    opening_since_ = now_;
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
    is_retiring_ = false;
}

bool Link::retire() noexcept
{
    if (now_ - retired_ < shortest_use)
        return false;
    retired_ = now_;
    is_retiring_ = true;
    return true;
}

void Link::fail(Code code, std::string_view why) noexcept
{
    const bool was_open = state_ == State::open;
    about_to_close();
    close();
    closed();
    bool is_first = true; // what makes no sense was meant for the first
    for (Place& place : places_) {
        const bool is_meant = std::exchange(is_first, false) && code == Code::corrupt;
        if (!place.request.empty())
            finish(place.request, place.request.begin(), is_meant ? code : Code::broken,
                   is_meant ? why : "the connection to the store broke");
    }
    places_.clear();
    abandoned_ = 0;
    if (was_open) // what was not sent is tried on another one
        return;
    finish_waiting(code, why);
    backoff_.failed(now_, chance());
    tell(last_error_, code, why);
}

void Link::replied() noexcept
{
    if (--places_.front().replies > 0)
        return;
    Requests& of_it = places_.front().request;
    if (of_it.empty())
        --abandoned_;
    else
        finish(of_it, of_it.begin());
    places_.pop_front();
}

// It goes from its queue to those that are done, which takes no memory.
void Link::finish(Requests& queue, Requests::iterator at) noexcept
{
    (*at)->is_done = true;
    done_.splice(done_.end(), queue, at);
}

void Link::finish(Requests& queue, Requests::iterator at, Code code, std::string_view why) noexcept
{
    tell((*at)->error.emplace(), code, why);
    finish(queue, at);
}

void Link::finish_waiting(Code code, std::string_view why) noexcept
{
    while (!waiting_.empty())
        finish(waiting_, waiting_.begin(), code, why);
}

// Those whose time is up, and those that nobody waits for. What was sent keeps its place.
void Link::expire() noexcept
{
    const auto is_over = [this](const Request& request) {
        return request.is_cancelled || request.deadline <= now_;
    };
    bool is_late = false; // one that was not cancelled
    for (auto next = waiting_.begin(); next != waiting_.end();) {
        const auto at = next++;
        if (!is_over(**at))
            continue;
        is_late = is_late || !(*at)->is_cancelled;
        finish(waiting_, at, Code::unavailable, "the store could not be asked in time");
    }
    for (Place& place : places_) {
        if (place.request.empty() || !is_over(*place.request.front()))
            continue;
        finish(place.request, place.request.begin(), Code::timed_out,
               "the store did not reply in time");
        place.abandoned = now_;
        ++abandoned_;
    }
    if (state_ == State::opening && is_late &&
        (waiting_.empty() || opening_since_ + longest_opening <= now_)) {
        opening_is_late();
        fail(Code::unavailable, "the store does not let a connection be opened in time");
    }
    if (state_ == State::open && abandoned_ > 0 &&
        (abandoned_ > most_abandoned || (places_.front().request.empty() &&
                                         places_.front().abandoned + longest_abandoned <= now_)))
        fail(Code::broken, "the store does not reply");
}

void Link::send_waiting()
{
    while (!waiting_.empty()) {
        places_.emplace_back(); // first: what was sent has one in any case
        try {
            send(*waiting_.front());
        } catch (...) {
            places_.pop_back();
            throw;
        }
        Place& place = places_.back();
        place.replies = waiting_.front()->replies;
        place.request.splice(place.request.end(), waiting_, waiting_.begin());
    }
}

Link::TimePoint Link::earliest() const noexcept
{
    TimePoint first = now_ + longest_abandoned;
    for (const auto& request : waiting_)
        first = std::min(first, request->deadline);
    for (const Place& place : places_)
        if (!place.request.empty())
            first = std::min(first, place.request.front()->deadline);
    return first;
}

} // namespace costrel::inline v1::stores
