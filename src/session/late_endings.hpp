#pragma once

#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <atomic>
#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace costrel::inline v1::session {

// g++ keeps a class as visible as its first declaration.
#pragma GCC visibility push(default)
class Setup;
#pragma GCC visibility pop

// Sessions that were ended while the store could not be told. In this process they are over from
// then on, and in the store as soon as that replies again. Bounded: what ended first goes first.
class LateEndings {
public:
    static constexpr std::size_t most = 10'000;

    // The session whose record lies at `key`, of the ID `id`. False: there is no memory.
    bool add(const StoreKey& key, const std::string& id) noexcept;
    bool has(const StoreKey& key) const noexcept;
    bool has_any() const noexcept { return count_.load(std::memory_order_relaxed) > 0; }

    // One of them while it is ended in the store; nothing: each is being ended already. It is put
    // back unless that was done.
    class Turn {
    public:
        explicit Turn(LateEndings& endings);
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn();

        // Nothing, or the key and the ID.
        const StoreKey* key() const noexcept { return key_ ? &*key_ : nullptr; }
        const std::string& id() const noexcept { return id_; }
        void done() noexcept { is_done_ = true; }

    private:
        LateEndings& endings_;
        std::optional<StoreKey> key_{};
        std::string id_{};
        bool is_done_ = false;
    };

private:
    struct Entry {
        StoreKey key;
        std::string id;
        bool is_taken = false;
    };
    using Entries = std::list<Entry>; // what ended first is first

    void remove(Entries::iterator entry) noexcept;

    mutable std::mutex mutex_;
    std::atomic<std::size_t> count_ = 0;
    Entries entries_;
    std::map<StoreKey, Entries::iterator> by_key_;
};

// Ends some of them in the store, which has just replied.
Task<void> finish_late_endings(const Setup& setup);

} // namespace costrel::inline v1::session
