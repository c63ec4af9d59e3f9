#pragma once

#include <coroutine>

namespace costrel::inline v1::net {

// A coroutine that nobody awaits: it runs at once, and frees itself at its end. An exception that
// leaves it (only a lack of memory can cause one here) ends it, and with it the connection that it
// serves; the server lives on.
struct Detached {
    struct promise_type {
        Detached get_return_object() const noexcept { return {}; }
        std::suspend_never initial_suspend() const noexcept { return {}; }
        std::suspend_never final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() const noexcept {}
    };
};

} // namespace costrel::inline v1::net
