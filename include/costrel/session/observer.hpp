#pragma once

#include <costrel/session/session.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Told of what happens to sessions, for logs and alarms. Derive from it and set it as
/// Config::session_observer. Its functions are called from every thread that opens or saves
/// sessions, while the request waits.
class SessionObserver {
public:
    virtual ~SessionObserver() = default;

    /// A session was used for the first time in its request. `key_index` is 0 for the current key,
    /// 1 and up for the fallbacks, newest first; it means something only for SessionOrigin::opened.
    virtual void opened(SessionOrigin origin, std::size_t key_index) noexcept;
    /// A cookie was made that browsers will drop: `warning` is Flask's sentence about it.
    virtual void too_large(std::string_view warning) noexcept;
    /// The key file has changed and cannot be used: `why` says what is wrong and quotes no key. The
    /// keys stay as they were.
    virtual void keys_failed(std::string_view why) noexcept;
    /// The keys can be used, but something is wrong with them: one will cease to open while its
    /// sessions are alive, or within a week none will sign. `what` is a sentence with the date.
    virtual void keys_warned(std::string_view what) noexcept;
    /// The end of a session could not be written down, or what other processes ended could not be
    /// read: `why` says what is wrong. What ended here holds in this process.
    virtual void revocations_failed(std::string_view why) noexcept;
    /// The store of sessions did not do what it was asked to: `why` says what is wrong, and holds
    /// no ID, key or password. The request ends with 503, unless the store does it after all in
    /// time.
    virtual void store_failed(std::string_view why) noexcept;
    /// An old value of the cookie "remember" came back: it was copied. All sessions of the user
    /// have been ended.
    virtual void login_stolen(std::string_view user) noexcept;
    /// An ID came back that session_rotate_after had replaced, after its grace: it was copied. The
    /// session has been ended.
    virtual void id_reused() noexcept;
};

/// The calls of a store that are counted.
enum class StoreOperation : std::uint8_t {
    load,
    insert,
    replace,
    touch,
    erase,
    users, ///< a call about the list of a user's sessions
};
inline constexpr std::size_t store_operation_count = 6;

/// The upper bounds by which the times of calls are counted; those that took longer are counted,
/// too.
inline constexpr std::array<std::chrono::microseconds, 10> store_time_bounds{{
    std::chrono::microseconds(100),
    std::chrono::microseconds(250),
    std::chrono::microseconds(500),
    std::chrono::microseconds(1'000),
    std::chrono::microseconds(2'500),
    std::chrono::microseconds(5'000),
    std::chrono::microseconds(10'000),
    std::chrono::microseconds(50'000),
    std::chrono::microseconds(250'000),
    std::chrono::microseconds(1'000'000),
}};

/// How the calls of one kind ended, and how long they took.
struct StoreCounters {
    std::uint64_t done = 0;
    std::uint64_t missing = 0;  ///< there was no record; for insert(), there was one
    std::uint64_t conflict = 0; ///< for replace(): another version was there
    std::uint64_t failed = 0;   ///< the store did not do it
    std::chrono::microseconds time{0};
    /// By store_time_bounds, each call once; the last are those that took longer.
    std::array<std::uint64_t, store_time_bounds.size() + 1> took{};
};

/// How often each thing happened to the sessions of one interface since it was made.
struct SessionCounters {
    /// By SessionOrigin: counters.opened[static_cast<std::size_t>(SessionOrigin::expired)].
    std::array<std::uint64_t, session_origin_count> opened{};
    /// Good cookies by the key that signed them; the last one counts all older keys too.
    std::array<std::uint64_t, 8> by_key{};
    std::uint64_t saved = 0;
    std::uint64_t deleted = 0;
    std::uint64_t too_large = 0;   ///< cookies that browsers will drop
    std::uint64_t keys_loaded = 0; ///< changed key files that were taken
    std::uint64_t keys_failed = 0; ///< changed key files that could not be used
    std::uint64_t remembered = 0;  ///< sessions that the cookie "remember" began
    std::uint64_t stolen = 0;      ///< copies of such a cookie that came back
    std::array<StoreCounters, store_operation_count> store{}; ///< by StoreOperation
    std::uint64_t merged = 0;          ///< changes that were merged with those of other requests
    std::uint64_t gave_up = 0;         ///< requests that met too many others of their session
    std::uint64_t ended_meanwhile = 0; ///< requests whose session another one ended
    std::uint64_t own_write_found = 0; ///< writes that turned out to have been done after all
    std::uint64_t store_in_flight = 0; ///< calls that are waiting for the store now
    std::uint64_t rotated = 0;         ///< sessions that went on under a new ID, without a login
    std::uint64_t reused_after_rotation = 0; ///< IDs that came back after that and its grace
    /// Requests whose session the store did not return, by what became of them (Outage).
    std::array<std::uint64_t, 3> outages{};

    std::uint64_t operator[](SessionOrigin origin) const noexcept
    {
        return opened[static_cast<std::size_t>(origin)];
    }
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
