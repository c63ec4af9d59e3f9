#pragma once

#include "net/suspension.hpp"

#include <costrel/response.hpp>
#include <costrel/task.hpp>

#include <atomic>
#include <coroutine>
#include <optional>
#include <utility>

namespace costrel::inline v1::net {

// Awaits a handler's task on behalf of a connection, and gives its response; 500 when the task
// ended with an exception. Wherever the task ends (another thread, say, that it waited for), the
// connection goes on in its loop.
//
// A task that ends without waiting does not suspend the connection at all: thousands of pipelined
// requests must not nest thousands of resumptions on the stack, which symmetric transfer prevents
// only in optimised builds.
class ReplyTask {
public:
    // `connection` is the coroutine that will await this.
    ReplyTask(Task<Response> task, Suspension& connection) noexcept
        : task_(std::move(task)), connection_(connection)
    {
    }
    ReplyTask(const ReplyTask&) = delete;
    ReplyTask& operator=(const ReplyTask&) = delete;
    // A task that is not done is destroyed where it waits.
    ~ReplyTask()
    {
        if (runner_)
            runner_.destroy();
    }

    // Runs the task until it first waits. Before the wait for it.
    void start()
    {
        runner_ = run(*this).coroutine;
        runner_.resume();
    }
    // Whether the task came to its end.
    bool is_done() const noexcept { return arrived_.load(std::memory_order_acquire); }

    bool await_ready() const noexcept { return is_done(); }
    bool await_suspend(std::coroutine_handle<> coroutine) noexcept
    {
        connection_.hold(coroutine);
        return !second_to_arrive();
    }
    // Good as long as this object; nothing when there was no memory for any response.
    Response* await_resume() noexcept { return response_ ? &*response_ : nullptr; }

private:
    struct Runner {
        struct promise_type {
            Runner get_return_object() noexcept
            {
                return {std::coroutine_handle<promise_type>::from_promise(*this)};
            }
            std::suspend_always initial_suspend() const noexcept { return {}; }
            std::suspend_never final_suspend() const noexcept { return {}; }
            void return_void() const noexcept {}
            void unhandled_exception() const noexcept {} // run() lets none out
        };
        std::coroutine_handle<> coroutine;
    };

    static Runner run(ReplyTask& self)
    {
        {
            // The task is gone, with all that it holds, before the connection goes on.
            Task<Response> task = std::move(self.task_);
            try {
                self.response_ = co_await std::move(task);
            } catch (...) {
                self.fail();
            }
        }
        self.runner_ = nullptr;
        if (self.second_to_arrive())
            self.connection_.go_on_in_loop();
    }

    void fail() noexcept
    try {
        // Flask's page would take memory, of which there may be none.
        response_.emplace("Internal Server Error").status = 500;
    } catch (...) {
        response_.reset();
    }

    // Two sides meet: the connection, once it is suspended, and the end of the task. Whoever comes
    // second lets the connection go on.
    bool second_to_arrive() noexcept { return arrived_.exchange(true, std::memory_order_acq_rel); }

    Task<Response> task_;
    Suspension& connection_;
    std::coroutine_handle<> runner_;
    std::optional<Response> response_;
    std::atomic<bool> arrived_ = false;
};

} // namespace costrel::inline v1::net
