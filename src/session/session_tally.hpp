#pragma once

#include <costrel/session/config.hpp>
#include <costrel/session_observer.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace costrel::inline v1::session {

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
    enum class Outcome : std::uint8_t { done, missing, conflict, failed };
    void add_store_call(StoreOperation operation, Outcome outcome,
                        std::chrono::microseconds time) noexcept
    {
        Calls& calls = store_[static_cast<std::size_t>(operation)];
        add(calls.outcomes[static_cast<std::size_t>(outcome)]);
        calls.microseconds.fetch_add(static_cast<std::uint64_t>(time.count()),
                                     std::memory_order_relaxed);
        const auto* const bound = std::ranges::lower_bound(store_time_bounds, time);
        add(calls.took[static_cast<std::size_t>(bound - store_time_bounds.begin())]);
    }
    // A call of the store for as long as it lives.
    class InFlight {
    public:
        explicit InFlight(SessionTally& tally) noexcept : in_flight_(tally.in_flight_)
        {
            add(in_flight_);
        }
        InFlight(const InFlight&) = delete;
        InFlight& operator=(const InFlight&) = delete;
        ~InFlight() { in_flight_.fetch_sub(1, std::memory_order_relaxed); }

    private:
        std::atomic<std::uint64_t>& in_flight_;
    };
    void add_merged() noexcept { add(merged_); }
    void add_gave_up() noexcept { add(gave_up_); }
    void add_ended_meanwhile() noexcept { add(ended_meanwhile_); }
    void add_own_write_found() noexcept { add(own_write_found_); }
    void add_rotated() noexcept { add(rotated_); }
    void add_reused_after_rotation() noexcept { add(reused_after_rotation_); }
    void add_outage(Outage outcome) noexcept { add(outages_[static_cast<std::size_t>(outcome)]); }

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
        for (std::size_t i = 0; i < store_.size(); ++i) {
            const auto outcome = [&](Outcome one) {
                return store_[i].outcomes[static_cast<std::size_t>(one)].load(
                    std::memory_order_relaxed);
            };
            counters.store[i] = {
                outcome(Outcome::done),
                outcome(Outcome::missing),
                outcome(Outcome::conflict),
                outcome(Outcome::failed),
                std::chrono::microseconds(store_[i].microseconds.load(std::memory_order_relaxed)),
                {}};
            for (std::size_t bound = 0; bound < store_[i].took.size(); ++bound)
                counters.store[i].took[bound] =
                    store_[i].took[bound].load(std::memory_order_relaxed);
        }
        counters.merged = merged_.load(std::memory_order_relaxed);
        counters.gave_up = gave_up_.load(std::memory_order_relaxed);
        counters.ended_meanwhile = ended_meanwhile_.load(std::memory_order_relaxed);
        counters.own_write_found = own_write_found_.load(std::memory_order_relaxed);
        counters.store_in_flight = in_flight_.load(std::memory_order_relaxed);
        counters.rotated = rotated_.load(std::memory_order_relaxed);
        counters.reused_after_rotation = reused_after_rotation_.load(std::memory_order_relaxed);
        for (std::size_t i = 0; i < outages_.size(); ++i)
            counters.outages[i] = outages_[i].load(std::memory_order_relaxed);
        return counters;
    }

private:
    using Counter = std::atomic<std::uint64_t>;
    struct Calls {
        std::array<Counter, 4> outcomes{};
        Counter microseconds{};
        std::array<Counter, store_time_bounds.size() + 1> took{};
    };

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
    std::array<Calls, store_operation_count> store_{};
    Counter merged_{};
    Counter gave_up_{};
    Counter ended_meanwhile_{};
    Counter own_write_found_{};
    Counter in_flight_{};
    Counter rotated_{};
    Counter reused_after_rotation_{};
    std::array<Counter, 3> outages_{};
};

} // namespace costrel::inline v1::session
