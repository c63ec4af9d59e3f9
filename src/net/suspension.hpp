#pragma once

#include "net/operation_memory.hpp"
#include "net/socket.hpp"

#include <costrel/detail/loop_thread.hpp>

#include <boost/asio/post.hpp>

#include <atomic>
#include <coroutine>
#include <thread>
#include <utility>

namespace costrel::inline v1::net {

// A coroutine of a loop, which waits for one thing at a time. What Asio keeps of that wait lies in
// here.
class Suspension {
public:
    explicit Suspension(Executor loop) noexcept : loop_(std::move(loop)) {}
    Suspension(const Suspension&) = delete;
    Suspension& operator=(const Suspension&) = delete;

    const Executor& loop() const noexcept { return loop_; }
    OperationMemory& memory() noexcept { return memory_; }

    // The coroutine that is suspended from here on.
    void hold(std::coroutine_handle<> coroutine) noexcept { coroutine_ = coroutine; }
    void go_on()
    {
        const detail::LoopThread in_loop;
        std::exchange(coroutine_, nullptr).resume();
    }
    // The same from any thread: it goes on in its loop.
    void go_on_in_loop();

    // Between these, in the loop, it goes on a turn later. For whoever ends what it waits for, and
    // is not done with it then.
    void hold_back() noexcept { held_back_ = true; }
    void let_go() noexcept { held_back_ = false; }

    // Asio drops the operations that are under way when their io_context ends, instead of calling
    // their handlers. Not to be told of one that never began, for want of memory.
    void operation_begun() noexcept { under_way_ = true; }
    void operation_ended() noexcept { under_way_ = false; }
    bool has_operation() const noexcept { return under_way_; }
    void operation_dropped() noexcept
    {
        if (std::exchange(under_way_, false))
            dropped();
    }

    // Between these it waits for nothing but its turn among those that are ready.
    void join_cohort() noexcept
    {
        in_cohort_ = true;
        operation_begun();
    }
    void leave_cohort() noexcept
    {
        in_cohort_ = false;
        operation_ended();
    }
    bool is_in_cohort() const noexcept { return in_cohort_; }

protected:
    ~Suspension() = default;

    std::coroutine_handle<> coroutine() const noexcept { return coroutine_; }

private:
    class Arrival;

    // The coroutine will never go on.
    virtual void dropped() noexcept = 0;

    Executor loop_;
    std::coroutine_handle<> coroutine_;
    bool under_way_ = false;
    bool held_back_ = false;
    bool in_cohort_ = false;
    std::atomic<bool> has_left_ = false;
    OperationMemory memory_;
};

// What Asio calls when the wait of a coroutine is over.
class Resumption {
public:
    using allocator_type = OperationAllocator<std::byte>;

    explicit Resumption(Suspension& waiting) noexcept
        : waiting_(&waiting), memory_(&waiting.memory())
    {
    }
    Resumption(Resumption&& other) noexcept
        : waiting_(std::exchange(other.waiting_, nullptr)), memory_(other.memory_)
    {
    }
    Resumption& operator=(Resumption&&) = delete;
    ~Resumption()
    {
        if (waiting_)
            waiting_->operation_dropped();
    }

    allocator_type get_allocator() const noexcept { return allocator_type(*memory_); }
    void operator()()
    {
        Suspension& waiting = *std::exchange(waiting_, nullptr);
        waiting.operation_ended();
        waiting.go_on();
    }

private:
    Suspension* waiting_;
    OperationMemory* memory_;
};

// Brings a coroutine back to its loop. It may be the last one there, and its end that of the loop:
// so it does not go on before the thread that brings it has left the loop.
class Suspension::Arrival {
public:
    using allocator_type = Resumption::allocator_type;

    explicit Arrival(Suspension& waiting) noexcept : waiting_(&waiting), resume_(waiting) {}
    Arrival(Arrival&& other) noexcept
        : waiting_(std::exchange(other.waiting_, nullptr)), resume_(std::move(other.resume_)),
          from_(other.from_)
    {
    }
    Arrival& operator=(Arrival&&) = delete;
    ~Arrival() { wait(); }

    allocator_type get_allocator() const noexcept { return resume_.get_allocator(); }
    void operator()()
    {
        wait();
        resume_();
    }

private:
    void wait() noexcept
    {
        Suspension* const waiting = std::exchange(waiting_, nullptr);
        if (!waiting || std::this_thread::get_id() == from_)
            return;
        while (!waiting->has_left_.exchange(false, std::memory_order_acquire))
            std::this_thread::yield();
    }

    Suspension* waiting_;
    Resumption resume_;
    std::thread::id from_ = std::this_thread::get_id();
};

inline void Suspension::go_on_in_loop()
{
    const bool in_loop = loop_.running_in_this_thread();
    if (in_loop && !held_back_) {
        go_on();
        return;
    }
    operation_begun();
    boost::asio::post(loop_, Arrival(*this));
    if (!in_loop)
        has_left_.store(true, std::memory_order_release);
}

} // namespace costrel::inline v1::net
