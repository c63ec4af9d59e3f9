#pragma once

#include "session/session_cache.hpp"
#include "session/setup.hpp"

#include <costrel/session/exchange.hpp>

#include <chrono>

// A session that is sent again within a second, unchanged, is sent as it was: a page and all that
// it loads are often asked for at once.
namespace costrel::inline v1::session {

// What this thread's cache has of a session whose values are unchanged. Good until its next add().
ReadSession* read_session_of(const Setup& setup, const detail::SessionContent& content,
                             std::chrono::sys_seconds now);

// Whether the same session gives the same field again.
bool repeats_its_field(const Setup& setup, const detail::SessionContent& content);

// Puts in the field that was sent last, if it was made of the same. False otherwise.
bool put_field_again(const Setup& setup, const detail::SessionContent& content,
                     const FieldOrigin& origin, SavedSession& saved);

// Keeps the field that is sent now, if it is one that nobody has to be told of.
void keep_field_to_repeat(const Setup& setup, const detail::SessionContent& content,
                          const FieldOrigin& origin, const SavedSession& saved);

} // namespace costrel::inline v1::session
