#pragma once

#include "session/setup.hpp"

#include <costrel/detail/session_content.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/record_format.hpp>
#include <costrel/session/store.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace costrel::inline v1::session {

// Fills `content` in from a request's Cookie field: what is authentic in it, judged by its times
// and by the list of ended sessions, and then read. Whatever the field holds, it ends with an
// origin; only running out of memory throws.
void open_cookies(const Setup& setup, std::string_view cookie_field, std::chrono::sys_seconds now,
                  detail::SessionContent& content);

// The same from a record of a store: `id` says what the cookie with the ID was worth, and `record`
// is what lay under it, or nullptr.
void open_record(const Setup& setup, const CookieId& id, const StoredRecord* record,
                 std::chrono::sys_seconds now, detail::SessionContent& content);

// The same from a cookie in whose place the store came, which the format for those has found to be
// authentic.
void open_before(const Setup& setup, const SessionFormat& format, SealedContent found,
                 std::chrono::sys_seconds now, detail::SessionContent& content);

// Whether a record is that of a session which is good at `now`, and names a user as login_user()
// does.
bool is_login(const Setup& setup, const StoredRecord& record, std::chrono::sys_seconds now);

// The session in a record, whenever that was used; nothing when it cannot be read.
std::optional<Dict> read_record(const Setup& setup, std::string_view record,
                                std::chrono::sys_seconds now);

} // namespace costrel::inline v1::session
