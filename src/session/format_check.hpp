#pragma once

#include <costrel/session/config.hpp>
#include <costrel/session/format.hpp>

namespace costrel::inline v1::session {

// Throws ConfigError when the configuration asks for an end of sessions that nobody could see in
// what a format with these traits keeps. A store knows itself when a session was last used.
void check_traits(const SessionConfig& config, const FormatTraits& traits, bool in_store);

} // namespace costrel::inline v1::session
