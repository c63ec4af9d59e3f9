#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// What a descriptor is waited for; values can be combined.
enum class Direction : std::uint8_t { none = 0, reading = 1, writing = 2, both = 3 };

/// How a wait for a descriptor ended.
enum class WaitEnd : std::uint8_t { ready, timed_out, woken };

/// Who waits for a descriptor.
class DescriptorWaiter {
public:
    /// In the loop.
    virtual void ended(WaitEnd end) noexcept = 0;

protected:
    ~DescriptorWaiter() = default;
};

/// A descriptor in an event loop, which registers it with the system once. Everything here is
/// called in the loop. It must end before the descriptor is closed; a wait under way then ends
/// silently, as it does when the loop ends.
class DescriptorWatch {
public:
    virtual ~DescriptorWatch() = default;

    /// Calls `waiter` once, later. One wait at a time. The deadline is checked ten times a second.
    virtual void begin(Direction direction, std::chrono::steady_clock::time_point deadline,
                       DescriptorWaiter& waiter) = 0;
    /// Ends the wait under way, if any, a turn of the loop later.
    virtual void wake() noexcept = 0;
    /// Forgets the wait under way, if any.
    virtual void drop() noexcept = 0;
};

/// What somebody keeps in each event loop: a store, for example, its connection.
class LoopLocal {
public:
    virtual ~LoopLocal() = default;
    /// The loop is ending, and nothing will run in it any more.
    virtual void loop_ended() noexcept = 0;
    /// Whether nobody needs it any more.
    virtual bool is_over() const noexcept = 0;
};

/// An event loop as it is seen by those who wait in it and know nothing of its library.
class EventLoop {
public:
    virtual ~EventLoop() = default;

    // From any thread:
    virtual bool is_here() const noexcept = 0; ///< whether this thread runs it now
    virtual void post(std::function<void()> call) = 0;

    // Only in the loop itself:
    virtual std::unique_ptr<DescriptorWatch> watch(int descriptor) = 0;
    /// What the owner of that number keeps here; empty at first. It stays until the loop ends, or
    /// until it is over and somebody asks for one that is not there yet.
    virtual std::shared_ptr<LoopLocal>& local(std::uint64_t owner) = 0;
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
