#pragma once

#include "net/suspension.hpp"

#include <boost/asio/post.hpp>

#include <coroutine>

namespace costrel::inline v1::net {

// Lets all others of the loop run before the coroutine goes on.
class Turn {
public:
    explicit Turn(Suspension& connection) noexcept : connection_(connection) {}

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> coroutine)
    {
        connection_.hold(coroutine);
        boost::asio::post(connection_.loop(), Resumption(connection_));
        connection_.operation_begun();
    }
    void await_resume() const noexcept {}

private:
    Suspension& connection_;
};

} // namespace costrel::inline v1::net
