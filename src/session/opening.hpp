#pragma once

#include "session/setup.hpp"

#include <costrel/detail/session_content.hpp>

#include <chrono>
#include <string_view>

namespace costrel::session {

// Fills `content` in from a request's Cookie field: what is authentic in it, judged by its times
// and by the list of ended sessions, and then read. Whatever the field holds, it ends with an
// origin; only running out of memory throws.
void open_cookies(const Setup& setup, std::string_view cookie_field, std::chrono::sys_seconds now,
                  detail::SessionContent& content);

} // namespace costrel::session
