#pragma once

#include <costrel/session_observer.hpp>

#include <array>
#include <atomic>
#include <cstdint>

namespace costrel::session {

// SessionCounters that all threads add to.
class SessionTally {
public:
    void add_opened(SessionOrigin origin, std::size_t key_index) noexcept
    {
        if (origin == SessionOrigin::opened)
            add(by_key_[key_index < by_key_.size() ? key_index : by_key_.size() - 1]);
        else
            add(opened_[static_cast<std::size_t>(origin)]);
    }
    void add_saved() noexcept { add(saved_); }
    void add_deleted() noexcept { add(deleted_); }
    void add_too_large() noexcept { add(too_large_); }
    void add_keys_loaded() noexcept { add(keys_loaded_); }
    void add_keys_failed() noexcept { add(keys_failed_); }
    void add_remembered() noexcept { add(remembered_); }
    void add_stolen() noexcept { add(stolen_); }

    SessionCounters read() const noexcept
    {
        SessionCounters counters;
        for (std::size_t i = 0; i < opened_.size(); ++i)
            counters.opened[i] = opened_[i].load(std::memory_order_relaxed);
        // A good cookie is counted once, by its key.
        auto& good = counters.opened[static_cast<std::size_t>(SessionOrigin::opened)];
        for (std::size_t i = 0; i < by_key_.size(); ++i)
            good += counters.by_key[i] = by_key_[i].load(std::memory_order_relaxed);
        counters.saved = saved_.load(std::memory_order_relaxed);
        counters.deleted = deleted_.load(std::memory_order_relaxed);
        counters.too_large = too_large_.load(std::memory_order_relaxed);
        counters.keys_loaded = keys_loaded_.load(std::memory_order_relaxed);
        counters.keys_failed = keys_failed_.load(std::memory_order_relaxed);
        counters.remembered = remembered_.load(std::memory_order_relaxed);
        counters.stolen = stolen_.load(std::memory_order_relaxed);
        return counters;
    }

private:
    using Counter = std::atomic<std::uint64_t>;

    static void add(Counter& counter) noexcept { counter.fetch_add(1, std::memory_order_relaxed); }

    std::array<Counter, session_origin_count> opened_{};
    std::array<Counter, 8> by_key_{};
    Counter saved_{};
    Counter deleted_{};
    Counter too_large_{};
    Counter keys_loaded_{};
    Counter keys_failed_{};
    Counter remembered_{};
    Counter stolen_{};
};

} // namespace costrel::session
