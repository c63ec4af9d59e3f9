#pragma once

#include "net/resumption.hpp"
#include "net/socket.hpp"

#include <boost/asio/post.hpp>

#include <coroutine>
#include <utility>

namespace costrel::net {

// Lets all others of the loop run before the coroutine goes on.
class Turn {
public:
    explicit Turn(Executor loop) noexcept : loop_(std::move(loop)) {}

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiting)
    {
        boost::asio::post(loop_, Resumption(waiting));
    }
    void await_resume() const noexcept {}

private:
    Executor loop_;
};

} // namespace costrel::net
