#pragma once

#include <costrel/session/store.hpp>

#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <mutex>
#include <optional>

namespace costrel::inline v1::session {

// What this process has read from its store lately, to be shown while that does not reply; and what
// it has ended, so that a load that was under way brings none of that back. Bounded; what was read
// longest ago goes first.
class StaleRecords {
public:
    static constexpr std::size_t most = 10'000;
    static constexpr std::size_t most_bytes = std::size_t{16} * 1024 * 1024;

    // How long ago what is shown was read at most.
    explicit StaleRecords(std::chrono::seconds show_for) noexcept : show_for_(show_for) {}

    void keep(const StoreKey& key, const StoredRecord& record, std::chrono::sys_seconds now);
    std::optional<StoredRecord> find(const StoreKey& key, std::chrono::sys_seconds now);
    // It has ended, and what is kept of it later counts for nothing.
    void forget(const StoreKey& key) noexcept;

private:
    struct Entry {
        StoreKey key;
        std::optional<StoredRecord> record; // nothing: it has ended
        std::chrono::sys_seconds read;
    };
    using Entries = std::list<Entry>; // what was read longest ago first

    void add(Entry entry);
    void remove(Entries::iterator entry) noexcept;

    const std::chrono::seconds show_for_;
    std::mutex mutex_;
    Entries entries_;
    std::map<StoreKey, Entries::iterator> by_key_;
    std::size_t bytes_ = 0;
};

} // namespace costrel::inline v1::session
