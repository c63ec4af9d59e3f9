#pragma once

#include "session/setup.hpp"

#include <costrel/detail/session_content.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace costrel::inline v1::session {

// Why a session is sent to its client, if it is.
enum class Sending : std::uint8_t {
    nothing,   // the client's cookie stays as it is
    emptied,   // the cookie is deleted
    changed,   // the handler changed it
    older_key, // it was used, and an older key signed it
    renewed,   // it was used, and a part of its idle timeout has passed
    refreshed, // it is permanent, and the format sends those with each response
};

// Whether a session that nobody used can be one to send again. Looks at the text of its cookie and
// verifies nothing.
bool may_have_to_be_refreshed(const Setup& setup, std::string_view cookie_field);

// Judged at the second of the opening. A session that was not opened is left alone: it does not
// hold anything that could have to be sent.
Sending reason_to_send(const Setup& setup, const detail::SessionContent& content,
                       std::chrono::sys_seconds opened);

// The truth of Flask's entry "_permanent".
bool is_permanent(const Dict& values);
// How long the cookie of a session that is sent at `now` lasts.
CookieLife cookie_life(const Setup& setup, const Dict& values, std::chrono::sys_seconds now,
                       std::optional<std::chrono::sys_seconds> created);
// How long from `now` on another framework's session is to last, when it says so itself; 0: until
// the browser is closed.
std::optional<std::chrono::seconds> own_lifetime(const Setup& setup, const Dict& values,
                                                 std::chrono::sys_seconds now);

} // namespace costrel::inline v1::session
