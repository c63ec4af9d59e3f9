#pragma once

#include "net/resumption.hpp"
#include "net/socket.hpp"

#include <costrel/detail/body_source.hpp>

#include <boost/asio/post.hpp>

#include <atomic>
#include <coroutine>
#include <thread>
#include <utility>

namespace costrel::net {

// Waits, on behalf of a connection, until the source of its answer's body has more. Wherever that
// comes from (another thread, say), the connection goes on in its loop.
class SourceReady {
public:
    SourceReady(detail::BodySource& source, Executor loop) noexcept
        : source_(source), loop_(std::move(loop))
    {
    }

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> connection) noexcept
    {
        connection_ = connection;
        return source_.wait({&SourceReady::woken, this});
    }
    void await_resume() const noexcept {}

private:
    static void woken(void* waiting) noexcept
    {
        SourceReady& self = *static_cast<SourceReady*>(waiting);
        if (self.loop_.running_in_this_thread()) {
            self.connection_.resume();
            return;
        }
        boost::asio::post(self.loop_, [&self, resume = Resumption(self.connection_)]() mutable {
            self.wait_until_left();
            resume();
        });
        self.has_left_.store(true, std::memory_order_release);
    }

    // The connection may be the last one, and its end that of the loop: so not before the thread
    // that woke it has left the loop.
    void wait_until_left() const noexcept
    {
        while (!has_left_.load(std::memory_order_acquire))
            std::this_thread::yield();
    }

    detail::BodySource& source_;
    Executor loop_;
    std::coroutine_handle<> connection_;
    std::atomic<bool> has_left_ = false;
};

} // namespace costrel::net
