#pragma once

#include "net/resumption.hpp"
#include "net/socket.hpp"

#include <costrel/detail/body_source.hpp>

#include <boost/asio/post.hpp>

#include <coroutine>
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
        if (self.loop_.running_in_this_thread())
            self.connection_.resume();
        else
            boost::asio::post(self.loop_, Resumption(self.connection_));
    }

    detail::BodySource& source_;
    Executor loop_;
    std::coroutine_handle<> connection_;
};

} // namespace costrel::net
