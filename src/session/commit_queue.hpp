#pragma once

#include <costrel/detail/event_loop.hpp>
#include <costrel/detail/task_loop.hpp>
#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <array>
#include <concepts>
#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace costrel::inline v1::session {

// The requests of this process that are about to store one session take turns, and each is given
// what the one before it stored: so they do not conflict with each other, only with other
// processes. A queue spares attempts; it is not what makes them right.
class CommitQueue {
public:
    class Turn;

    // So many may wait for one session.
    static constexpr std::size_t longest = 64;

private:
    struct Waiter {
        std::coroutine_handle<> task{}; // none: a thread waits
        detail::EventLoop* loop = nullptr;
        std::condition_variable granted{};
        bool is_granted = false;
        std::optional<StoredRecord> newest{};
    };
    struct Shard {
        std::mutex mutex{};
        // Those that wait behind the one whose turn it is; a session that nobody stores is not
        // here.
        std::map<StoreKey, std::deque<std::shared_ptr<Waiter>>> lines{};
    };

    Shard& shard_of(const StoreKey& key) noexcept;

    std::array<Shard, 16> shards_;
};

// A place in that queue, from `co_await turn` to its end.
class CommitQueue::Turn {
public:
    enum class State : std::uint8_t {
        none, // not asked for yet, or waited for in vain: it goes on without
        waiting,
        granted,
        refused, // too many wait already
    };

    // `key` must stay as it is until its end. A thread waits for its turn until `deadline`. A task
    // of a loop waits for those before it, each of which ends by a deadline that is earlier than
    // its own.
    Turn(CommitQueue& queue, const StoreKey& key, Deadline deadline) noexcept
        : shard_(queue.shard_of(key)), key_(key), deadline_(deadline)
    {
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

    bool await_ready() const noexcept { return false; }
    template <std::derived_from<detail::TaskPromise> P>
    bool await_suspend(std::coroutine_handle<P> task)
    {
        return wait(task, task.promise().loop());
    }
    void await_resume() noexcept;

    State state() const noexcept { return state_; }
    // What the one before has stored; nullptr: nothing that is known here.
    const StoredRecord* newest() const noexcept { return newest_ ? &*newest_ : nullptr; }
    // What the next one is to go on with, if it is known.
    void hand_on(std::optional<StoredRecord> stored) noexcept { stored_ = std::move(stored); }

private:
    bool wait(std::coroutine_handle<> task, detail::TaskLoop* loop);
    void leave() noexcept;
    void grant_next() noexcept;
    static void bring_back(const std::shared_ptr<Waiter>& waiter) noexcept;

    Shard& shard_;
    const StoreKey& key_;
    Deadline deadline_;
    State state_ = State::none;
    std::shared_ptr<Waiter> waiter_{};
    std::optional<StoredRecord> newest_{};
    std::optional<StoredRecord> stored_{};
};

} // namespace costrel::inline v1::session
