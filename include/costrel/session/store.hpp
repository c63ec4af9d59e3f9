#pragma once

#include <costrel/result.hpp>
#include <costrel/task.hpp>

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// When a call of a store has to be over, by the clock that does not jump.
using Deadline = std::chrono::steady_clock::time_point;
/// Times of records, in milliseconds.
using SysMillis = std::chrono::sys_time<std::chrono::milliseconds>;

/// What a record is kept under.
struct StoreKey {
    std::string bytes{}; ///< SHA-256 of the ID for our own records; another framework's key as it
                         ///< writes it
    bool whole = false;  ///< another framework's: no prefix of the store is put before it
    // Not `auto`: the text of libc++ before 17 has no <=> to take it from.
    friend std::strong_ordering operator<=>(const StoreKey&, const StoreKey&) = default;
};

/// Where touch() writes the time of the last renewal into a record with our header: milliseconds
/// since 1970, eight bytes, little-endian.
inline constexpr std::size_t record_renewed_at = 88;

/// A session as a store keeps it.
struct StoredRecord {
    std::string bytes{};       ///< with our header, or another framework's text
    std::uint64_t version = 0; ///< random; for a foreign record, from a hash of its bytes
    /// From then on the store may forget it. Whether it is still good is decided by its reader, so
    /// a database whose clock is wrong ends nothing, and a test can stop the clock.
    SysMillis expires{};
};

/// What touch() does to a record with our header, for stores that keep the bytes where they can be
/// changed. Leaves foreign records as they are.
void write_renewed(std::string& record, SysMillis renewed) noexcept;

/// Why a store did not do what it was asked to.
struct StoreError {
    enum class Code : std::uint8_t {
        unavailable,
        timed_out,
        broken,
        full,
        denied,
        corrupt
    } code = Code::unavailable;
    std::string message{}; ///< for the log: no key, ID, password or record
    /// Whether it may have been done all the same.
    bool is_ambiguous() const noexcept { return code == Code::timed_out || code == Code::broken; }
};
template <class T>
using StoreResult = Result<T, StoreError>;

/// The result of replace().
struct Replaced {
    enum class Outcome : std::uint8_t { done, conflict, gone } outcome = Outcome::done;
    StoredRecord current{}; ///< after a conflict: what is there now
};

/// The connections of a store to its server.
struct StoreConnections {
    std::uint64_t open = 0;       ///< now
    std::uint64_t reconnects = 0; ///< made to replace others that broke or ended
};

/// Which sessions a user has, for stores that can tell. It is for those who write a store. `user`
/// and `session` are keys of 32 bytes. A session joins the list before its record is inserted, and
/// is confirmed after that; so ending all sessions of the user misses none.
class UserIndex {
public:
    /// No user has more sessions than this.
    static constexpr std::size_t most = 10'000;

    struct Joined {
        std::uint64_t epoch = 0;
        std::vector<StoreKey> displaced{}; ///< the oldest, over the cap
    };
    /// Puts a session into the list until `end`, or moves its end, and takes out those that end by
    /// `now`, which is the application's time. Returns the user's epoch as it was before that, and
    /// the sessions beyond `cap` (0: UserIndex::most), which stay listed: those that end earliest,
    /// but not `session`.
    virtual Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now,
                                           SysMillis end, std::size_t cap, Deadline deadline) = 0;
    /// Whether the session is listed and the epoch is the same.
    virtual Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                            Deadline deadline) = 0;
    /// Takes a session out; returns whether it was there.
    virtual Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) = 0;
    /// Those that end after `now`.
    virtual Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                          Deadline deadline) = 0;
    /// Changes the epoch to one that the user has never had, then takes all but `keep` out and
    /// returns them.
    virtual Task<StoreResult<std::vector<StoreKey>>>
    end_all(StoreKey user, std::optional<StoreKey> keep, Deadline deadline) = 0;

protected:
    ~UserIndex() = default;
};

/// Sessions in some database. Five calls; nothing in it knows cookies, JSON or timeouts. A task
/// without a loop may block its thread; one with a loop must not. Whatever the database does is a
/// value, never an exception. Run costrel::store_tests on a store that you write.
class SessionStore {
public:
    virtual ~SessionStore() = default;

    /// Nothing where there is no record. For a record under a whole key, `expires` has to be right:
    /// nothing else says when that session ends.
    virtual Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key,
                                                                Deadline deadline) = 0;
    /// Adds a record where there is none; false, and no change, where there is one.
    virtual Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record,
                                           Deadline deadline) = 0;
    /// Replaces the record whose version is `expected`. Never makes one where there is none.
    virtual Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected,
                                                StoredRecord record, Deadline deadline) = 0;
    /// Moves the end forward, never back, and writes `renewed` into the record's header; the
    /// version stays. False where there is no record.
    virtual Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                          Deadline deadline) = 0;
    /// Deletes a record; returns whether there was one. `durable`: the deletion has to outlive a
    /// crash of the database.
    virtual Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) = 0;

    /// Deletes at most `limit` expired records and returns how many it deleted. By default none.
    virtual Task<StoreResult<std::size_t>> collect(std::size_t limit, Deadline deadline);
    /// How many records there are that end after `now`, for operators: it may take seconds. Nothing
    /// where that cannot be told, which is the default.
    virtual Task<StoreResult<std::optional<std::size_t>>> count(SysMillis now, Deadline deadline);
    virtual UserIndex* users() noexcept { return nullptr; }
    /// For the metrics; nothing for a store without a server. Called from any thread.
    virtual StoreConnections connections() const noexcept { return {}; }
    /// Whether it may forget sessions before their end: a cache, such as memcached. `costrel
    /// doctor` says so.
    virtual bool is_cache() const noexcept { return false; }
    /// Whether no call ever waits: the memory of this process.
    virtual bool is_immediate() const noexcept { return false; }
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
