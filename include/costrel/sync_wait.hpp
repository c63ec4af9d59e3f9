#pragma once

#include <costrel/detail/loop_thread.hpp>
#include <costrel/task.hpp>

#include <stdexcept>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Runs a task in a thread that has no event loop: its waits block this thread. Returns what the
/// task returns, and throws what it throws.
///
///     sync_wait(sessions.end_sessions_of("42"));
///
/// Throws std::logic_error in a thread that runs an event loop, whatever the task would do there:
/// await the task instead, or make the route .blocking(). Also throws it when the task waits for
/// something that only an event loop provides, such as sleep_for().
template <class T>
T sync_wait(Task<T> task)
{
    if (detail::LoopThread::is_here())
        throw std::logic_error("costrel: sync_wait() was called in the thread of an event loop, "
                               "which it would block: co_await the task, or make the route "
                               ".blocking()");
    task.start();
    if (!task.done())
        throw std::logic_error("costrel: sync_wait() was given a task that waits for an event "
                               "loop: let a handler await it");
    return task.result();
}

} // namespace costrel::inline v1

#pragma GCC visibility pop
