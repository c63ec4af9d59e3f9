#pragma once

#include "stores/link/backoff.hpp"
#include "stores/link/request.hpp"

#include <costrel/detail/event_loop.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string_view>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1::stores {

// The connections of a store.
struct LinkTally {
    std::atomic<std::uint64_t> open{0};
    std::atomic<std::uint64_t> reconnects{0}; // instead of others
};

// A connection to a database, without any wait: its driver says when something may have become
// possible, and is told what to wait for. Requests are replied to in their order, so each
// has a place in a queue from the moment it is sent, also when nobody waits for it any more. Memory
// that runs out ends requests, and loses none: each is a node of a list, which goes from what waits
// by its place to what is done.
class Link {
public:
    using Requests = std::list<std::shared_ptr<Request>>;
    using TimePoint = std::chrono::steady_clock::time_point;

    Link() = default;
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;
    virtual ~Link() { closed(); }

    // What a link waits for. It has no descriptor when nobody waits for it.
    struct Want {
        int descriptor = -1;
        detail::Direction direction = detail::Direction::none;
        TimePoint until{}; // and then, in any case
    };

    void push(std::shared_ptr<Request> request);
    // Does what can be done without waiting.
    Want step(TimePoint now) noexcept;
    // Ends all requests: there is no memory to go on with them.
    void give_up() noexcept;
    // Those that were replied to, failed, or are late, since the last call.
    Requests take_done() noexcept { return std::exchange(done_, {}); }
    // Where it is counted, with others.
    void count_in(std::shared_ptr<LinkTally> tally) { tally_ = std::move(tally); }
    // Called before a descriptor is closed, or may be.
    void set_before_close(std::function<void()> call) { before_close_ = std::move(call); }
    // Whether nothing is asked and nothing is outstanding.
    bool is_idle() const noexcept { return waiting_.empty() && places_.empty(); }

    // More than these and it is no use to wait for what was asked before.
    static constexpr std::size_t most_requests = 4096;
    static constexpr std::size_t most_abandoned = 64;
    static constexpr std::chrono::milliseconds longest_abandoned{2'000};
    // While others wait that have time left, opening a connection may take so long.
    static constexpr std::chrono::milliseconds longest_opening{1'000};
    static constexpr std::chrono::milliseconds shortest_use{1'000}; // from one that retires

protected:
    enum class State : std::uint8_t { closed, opening, open };

    // Begins to connect. May fail.
    virtual void open() = 0;
    // It took too long: the next one may begin with another server. Called before it is closed.
    virtual void opening_is_late() noexcept {}
    // Goes on with that; becomes open by opened().
    virtual detail::Direction go_on_opening() = 0;
    // Appends a request to what is to be sent.
    virtual void send(Request& request) = 0;
    // Sends and receives what can be; calls reply_place() for each reply.
    virtual detail::Direction transfer() = 0;
    // Closes what there is of a connection. Those derived do it by themselves at their end.
    virtual void close() noexcept = 0;
    virtual int descriptor() const noexcept = 0;
    // Whether a connection on which nothing is outstanding is still there.
    virtual bool is_alive() noexcept = 0;

    State state() const noexcept { return state_; }
    void opened() noexcept;
    void about_to_close()
    {
        if (before_close_)
            before_close_();
    }
    // The connection is of no use: all that was sent is `broken`, and what waits fails with that
    // error when it could not even be opened.
    void fail(StoreError::Code code, std::string_view why) noexcept;
    void fail(const StoreError& error) noexcept { fail(error.code, error.message); }
    // The server is the wrong one: what was not sent goes over another connection, once the replies
    // have come that are outstanding. False when one retired lately, for the next one may be to
    // the same server.
    bool retire() noexcept;
    // Whose reply comes next: nullptr when nobody waits for it any more.
    Request* next_place() noexcept
    {
        const Requests& of_it = places_.front().request;
        return of_it.empty() ? nullptr : of_it.front().get();
    }
    bool has_place() const noexcept { return !places_.empty(); }
    // A reply to that is whole.
    void replied() noexcept;

private:
    struct Place {
        Requests request{};   // none: abandoned
        unsigned replies = 1; // that have not come yet
        TimePoint abandoned{};
    };

    void closed() noexcept;
    bool is_unused() const noexcept { return places_.size() == abandoned_; }
    void finish(Requests& queue, Requests::iterator at) noexcept;
    void finish(Requests& queue, Requests::iterator at, StoreError::Code code,
                std::string_view why) noexcept;
    void finish_waiting(StoreError::Code code, std::string_view why) noexcept;
    void expire() noexcept;
    detail::Direction go_on();
    bool begin_to_open();
    void send_waiting();
    TimePoint earliest() const noexcept;

    std::function<void()> before_close_;
    std::shared_ptr<LinkTally> tally_ = std::make_shared<LinkTally>();
    bool was_open_ = false; // before
    State state_ = State::closed;
    TimePoint opening_since_{};
    bool is_retiring_ = false;
    TimePoint retired_{}; // the last time
    Backoff backoff_;
    StoreError last_error_{}; // of the attempt to open it
    Requests waiting_;        // to be sent
    std::deque<Place> places_;
    std::size_t abandoned_ = 0;
    Requests done_;
    TimePoint now_{};
};

} // namespace costrel::inline v1::stores

#pragma GCC visibility pop
