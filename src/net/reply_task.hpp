#pragma once

#include "net/detached.hpp"
#include "net/resumption.hpp"
#include "net/socket.hpp"

#include <costrel/response.hpp>
#include <costrel/task.hpp>

#include <boost/asio/post.hpp>

#include <atomic>
#include <coroutine>
#include <optional>
#include <thread>
#include <utility>

namespace costrel::net {

// Awaits a handler's task on behalf of a connection, and gives its answer; 500 when the task ended
// with an exception. Wherever the task ends (another thread, say, that it waited for), the
// connection goes on in its loop.
//
// A task that ends without waiting does not suspend the connection at all: thousands of pipelined
// requests must not nest thousands of resumptions on the stack, which symmetric transfer prevents
// only in optimised builds.
class ReplyTask {
public:
    ReplyTask(Task<Response> task, Executor loop) noexcept
        : task_(std::move(task)), loop_(std::move(loop))
    {
    }

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> connection)
    {
        connection_ = connection;
        run(*this);
        return !second_to_arrive();
    }
    // Good as long as this object.
    Response&& await_resume() noexcept { return std::move(*response_); }

private:
    static Detached run(ReplyTask& self)
    {
        {
            // The task is gone, with all that it holds, before the connection goes on.
            Task<Response> task = std::move(self.task_);
            try {
                self.response_ = co_await std::move(task);
            } catch (...) {
                // Flask's page would take memory, of which there may be none.
                self.response_.emplace("Internal Server Error").status = 500;
            }
        }
        if (self.second_to_arrive())
            self.resume();
    }

    // Lets the connection go on in its loop. The connection may be the last one, and its end that
    // of the loop: so not before the thread that brings the answer has left the loop.
    class Arrival {
    public:
        explicit Arrival(ReplyTask& reply) noexcept : reply_(&reply), resume_(reply.connection_) {}
        Arrival(Arrival&& other) noexcept
            : reply_(std::exchange(other.reply_, nullptr)), resume_(std::move(other.resume_)),
              from_(other.from_)
        {
        }
        Arrival& operator=(Arrival&&) = delete;
        ~Arrival() { wait(); }
        void operator()()
        {
            wait();
            resume_();
        }

    private:
        void wait() noexcept
        {
            const ReplyTask* reply = std::exchange(reply_, nullptr);
            if (!reply || std::this_thread::get_id() == from_) // which found no memory to post this
                return;
            while (!reply->has_left_.load(std::memory_order_acquire))
                std::this_thread::yield();
        }

        ReplyTask* reply_;
        Resumption resume_;
        std::thread::id from_ = std::this_thread::get_id();
    };

    // Two sides meet: the connection, once it is suspended, and the end of the task. Whoever comes
    // second lets the connection go on.
    bool second_to_arrive() noexcept { return arrived_.exchange(true, std::memory_order_acq_rel); }

    void resume()
    {
        if (loop_.running_in_this_thread()) {
            connection_.resume();
            return;
        }
        boost::asio::post(loop_, Arrival(*this));
        has_left_.store(true, std::memory_order_release);
    }

    Task<Response> task_;
    Executor loop_;
    std::coroutine_handle<> connection_;
    std::optional<Response> response_;
    std::atomic<bool> arrived_ = false;
    std::atomic<bool> has_left_ = false;
};

} // namespace costrel::net
