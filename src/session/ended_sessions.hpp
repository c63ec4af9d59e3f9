#pragma once

#include "session/even_time.hpp"
#include "session/revocation_table.hpp"
#include "session/siphash.hpp"

#include <costrel/session/revocation.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>

namespace costrel::inline v1::session {

// What a process knows of ended sessions: the memory of every revocation list. Asking takes no lock
// and never waits.
class EndedSessions {
public:
    explicit EndedSessions(std::size_t max_entries);

    bool has_ended(const SessionFacts& facts, std::chrono::sys_seconds now) const noexcept;
    std::chrono::sys_seconds earliest_birth(std::string_view user,
                                            std::chrono::sys_seconds now) const noexcept;
    std::optional<RememberedUse> last_use(const Handle& series) const noexcept;
    std::size_t size() const noexcept { return sessions_.size() + users_.size() + series_.size(); }

    // They throw nothing but std::bad_alloc, and have then changed nothing.
    void end_session(const Handle& handle, std::chrono::sys_seconds created,
                     std::chrono::sys_seconds from, std::chrono::sys_seconds until);
    void end_user(std::string_view user, std::chrono::sys_seconds second);
    void end_all(std::chrono::sys_seconds second) noexcept;
    // Of the login that `series` names, which was at `since`.
    void use(const Handle& series, std::chrono::sys_seconds since, const RememberedUse& use);

private:
    Handle handle_of(std::string_view user) const;
    // The last second whose sessions of that user have ended, -1: none have. Nothing: the name is
    // long, and there was no memory to hash it, so nobody can tell.
    std::optional<std::int64_t> user_until(std::string_view user) const noexcept;
    std::int64_t everybody_until() const noexcept;
    std::uint32_t time_to_forget() noexcept;

    std::mutex writing_;
    RevocationTable sessions_;
    RevocationTable users_;
    RevocationTable series_; // of remembered logins: see use()
    std::atomic<std::int64_t> everybody_{-1};
    std::array<std::uint64_t, 2> hash_key_;

    // The clock that requests are judged by, as a request told it last; 0: none has.
    mutable std::atomic<std::int64_t> told_{0};
    EvenTime time_;
};

} // namespace costrel::inline v1::session
