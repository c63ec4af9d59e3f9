#pragma once

#include "net/operation_memory.hpp"
#include "net/suspension.hpp"

#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>

#include <array>
#include <chrono>
#include <coroutine>
#include <cstddef>

namespace costrel::inline v1::net {

// The connections of a loop that became ready together. They do each step one after another: all
// receive, then all are answered, then all send; so that a step finds its code and data in the
// processor's caches, where the one before it would have replaced them. That takes a turn of the
// loop more, which few connections do not pay: then each goes on at once, and now and then a look
// is taken at how many are ready together (docs/decisions/cohorts.md).
class Cohort final : public boost::asio::execution_context::service {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // A service, because what it holds may neither go on nor be forgotten when the io_context ends.
    static boost::asio::execution_context::id id;
    explicit Cohort(boost::asio::execution_context& context);
    // The one of an io_context, which one thread runs.
    static Cohort& of(boost::asio::io_context& context);

    // How long a response waits for those that handlers are still at.
    static constexpr std::chrono::microseconds usual_longest_wait{100};
    void set_longest_wait(std::chrono::nanoseconds time) noexcept { longest_wait_ = time; }

    // What a connection awaits to go on together with others.
    class Turn;

private:
    static constexpr std::size_t most = 128; // as many events as Asio asks for at once

    class Run;
    class Members {
    public:
        void add(Suspension& connection) noexcept;
        Suspension& take() noexcept; // the one that has been in for longest
        bool is_empty() const noexcept { return first_ == end_; }
        bool is_full() const noexcept { return end_ == most; }

    private:
        std::array<Suspension*, most> members_{};
        std::size_t first_ = 0, end_ = 0;
    };

    bool gathers();
    void post_run();
    void run();
    void grow_cautious() noexcept;
    void answer(Suspension& connection);
    void weigh(unsigned ready) noexcept;
    void send();
    void shutdown() noexcept override;

    const Executor loop_;
    OperationMemory memory_; // of the run that was posted
    Members received_, answered_;
    Suspension* current_ = nullptr; // is answered now
    TimePoint time_{};
    std::chrono::nanoseconds longest_wait_ = usual_longest_wait;
    bool is_together_ = true; // several have been ready together of late
    bool is_posted_ = false;  // a run, which is not over yet
    unsigned ready_ = 0;      // since the last run began
    unsigned few_ = 0;        // runs in turn in which few were ready
    unsigned until_look_ = 0; // so many go on at once, and nobody counts them
    unsigned looks_ = 0;      // so many were taken at how many are ready
    unsigned unhurried_ = 0;  // runs, this one among them, in which no response waits for others
    unsigned caution_ = 1;    // runs to come in which none will after the next slow handler
};

// Of one connection. It asks after it has received, and before it sends, and awaits this if it has
// to wait; it may be over when it goes on.
class Cohort::Turn {
public:
    Turn(Cohort& cohort, Suspension& connection) noexcept : cohort_(cohort), connection_(connection)
    {
    }

    // Whether others may be about to receive, too.
    bool waits_for_receivers() const
    {
        if (cohort_.until_look_ == 0)
            return cohort_.gathers();
        --cohort_.until_look_;
        cohort_.time_ = std::chrono::steady_clock::now();
        return false;
    }
    // When it goes on after that.
    TimePoint time() const noexcept { return cohort_.time_; }
    // Whether others are about to be answered, too. Not where a response has come after a wait.
    bool waits_for_responses() const noexcept
    {
        return cohort_.current_ == &connection_ && !cohort_.answered_.is_full();
    }

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> coroutine) const noexcept
    {
        connection_.hold(coroutine);
        (waits_for_responses() ? cohort_.answered_ : cohort_.received_).add(connection_);
    }
    void await_resume() const noexcept {}

private:
    Cohort& cohort_;
    Suspension& connection_;
};

} // namespace costrel::inline v1::net
