#pragma once

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// How many event loops this thread is in.
inline constinit thread_local unsigned loops_of_this_thread = 0;

/// While one lives, its thread runs an event loop: a call that blocks it holds up every connection.
class LoopThread {
public:
    LoopThread() noexcept { ++loops_of_this_thread; }
    ~LoopThread() { --loops_of_this_thread; }
    LoopThread(const LoopThread&) = delete;
    LoopThread& operator=(const LoopThread&) = delete;

    static bool is_here() noexcept { return loops_of_this_thread > 0; }
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
