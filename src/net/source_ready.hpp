#pragma once

#include "net/suspension.hpp"

#include <costrel/web/detail/body_source.hpp>

#include <coroutine>

namespace costrel::inline v1::net {

// Waits, on behalf of a connection, until the source of its response's body has more. Wherever that
// comes from (another thread, say), the connection goes on in its loop.
class SourceReady {
public:
    SourceReady(detail::BodySource& source, Suspension& connection) noexcept
        : source_(source), connection_(connection)
    {
    }

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> coroutine) noexcept
    {
        connection_.hold(coroutine);
        return source_.wait({&SourceReady::woken, &connection_});
    }
    void await_resume() const noexcept {}

private:
    static void woken(void* connection) noexcept
    {
        static_cast<Suspension*>(connection)->go_on_in_loop();
    }

    detail::BodySource& source_;
    Suspension& connection_;
};

} // namespace costrel::inline v1::net
