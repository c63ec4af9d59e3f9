#pragma once

#include "session/ended_sessions.hpp"

#include <costrel/session/handle.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::session {

// What ended, as a line of text that processes tell each other in files and feeds:
//     s HANDLE CREATED FROM UNTIL     one session
//     u SECOND USER                   all sessions of a user that began until then
//     a SECOND                        all sessions that began until then
//     r HANDLE CREATED COUNTER SECOND how often a remembered login was used, and when last
// The handle is base64url, the user percent-encoded (or, too long for the line, hashed_name()),
// times are seconds since 1970. Applying a line
// twice, or lines in another order, changes nothing, so they may come at least once and anyhow.
struct EndedLine {
    enum class Kind : std::uint8_t { session, user, all, use } kind = Kind::all;
    Handle handle{};
    std::string user{};
    std::chrono::sys_seconds created{}, from{}, until{}; // of a session; a login has the first
    std::chrono::sys_seconds second{};                   // of a user, all, or a use
    std::uint32_t counter = 0;                           // of uses

    static constexpr std::size_t longest = 512; // bytes

    // Nothing for text that is no such line: an older program reads a newer file.
    static std::optional<EndedLine> read(std::string_view text);
    std::string text() const; // `longest` at most

    void apply(EndedSessions& ended) const;
    // From then on nobody needs it: no session lives longer than 400 days, no remembered login
    // longer than 30.
    std::chrono::sys_seconds needed_until() const noexcept;
};

} // namespace costrel::inline v1::session

#pragma GCC visibility pop
