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

/// When a call of a store must be over, in the clock that does not jump.
using Deadline = std::chrono::steady_clock::time_point;
/// Times of records, in milliseconds.
using SysMillis = std::chrono::sys_time<std::chrono::milliseconds>;

/// What a record lies under.
struct StoreKey {
    std::string bytes{}; ///< SHA-256 of the ID for our own records; another framework's key as that
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
    std::uint64_t version = 0; ///< random; of a foreign record: of a hash of its bytes
    /// From then on the store may forget it. Whether it is still good is judged by who reads it, so
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

/// What replace() came to.
struct Replaced {
    enum class Outcome : std::uint8_t { done, conflict, gone } outcome = Outcome::done;
    StoredRecord current{}; ///< of a conflict: what is there now
};

/// What a store has to do with its server.
struct StoreConnections {
    std::uint64_t open = 0;       ///< now
    std::uint64_t reconnects = 0; ///< made instead of others that broke or ended
};

/// Which sessions a user has, for stores that can tell. For those who write a store. `user` and
/// `session` are keys of 32 bytes. A session joins the list before its record is inserted, and is
/// confirmed after that; so ending all sessions of the user misses none.
class UserIndex {
public:
    /// More sessions than these no user has.
    static constexpr std::size_t most = 10'000;

    struct Joined {
        std::uint64_t epoch = 0;
        std::vector<StoreKey> displaced{}; ///< the oldest, over the cap
    };
    /// Puts a session into the list until `end`, or moves its end, and takes out those that end by
    /// `now`, which is the application's time. Gives the user's epoch as it was before that, and
    /// the sessions beyond `cap` (0: UserIndex::most), which stay listed: those that end earliest,
    /// but not `session`.
    virtual Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now,
                                           SysMillis end, std::size_t cap, Deadline deadline) = 0;
    /// Whether the session is listed and the epoch is the same.
    virtual Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                            Deadline deadline) = 0;
    /// Takes a session out; whether it was there.
    virtual Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) = 0;
    /// Those that end after `now`.
    virtual Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                          Deadline deadline) = 0;
    /// Makes the epoch another one, which the user has never had, then takes all but `keep` out and
    /// gives them.
    virtual Task<StoreResult<std::vector<StoreKey>>>
    end_all(StoreKey user, std::optional<StoreKey> keep, Deadline deadline) = 0;

protected:
    ~UserIndex() = default;
};

/// Sessions in some database. Five calls; nothing in it knows cookies, JSON or timeouts. A task
/// without a loop may block its thread, one with a loop must not. What the database does is a
/// value, never thrown. Who writes a store runs costrel::store_tests on it.
class SessionStore {
public:
    virtual ~SessionStore() = default;

    /// Nothing where no record is. Of a record under a whole key `expires` has to be right: nothing
    /// else says when that session ends.
    virtual Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key,
                                                                Deadline deadline) = 0;
    /// Puts a record where none is; false, and no change, where one is.
    virtual Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record,
                                           Deadline deadline) = 0;
    /// Puts a record in the place of the one whose version is `expected`. Never makes one where
    /// none is.
    virtual Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected,
                                                StoredRecord record, Deadline deadline) = 0;
    /// Moves the end, never back, and writes `renewed` into the record's header; the version stays.
    /// False where no record is.
    virtual Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                          Deadline deadline) = 0;
    /// Whether there was a record. `durable`: the end must outlive a crash of the database.
    virtual Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) = 0;

    /// Forgets at most `limit` expired records and says how many it forgot. By default none.
    virtual Task<StoreResult<std::size_t>> collect(std::size_t limit, Deadline deadline);
    /// How many records are there that end after `now`, for who operates it: it may take seconds.
    /// Nothing where it cannot be told, which is so by default.
    virtual Task<StoreResult<std::optional<std::size_t>>> count(SysMillis now, Deadline deadline);
    virtual UserIndex* users() noexcept { return nullptr; }
    /// For the metrics; of a store without a server, nothing. Asked from any thread.
    virtual StoreConnections connections() const noexcept { return {}; }
    /// Whether it may forget sessions before their end: a cache, such as memcached. `costrel
    /// doctor` says so.
    virtual bool is_cache() const noexcept { return false; }
    /// Whether no call ever waits: the memory of this process.
    virtual bool is_immediate() const noexcept { return false; }
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
