#pragma once

#include <costrel/session/config.hpp>

namespace costrel::inline v1::session {

// Throws ConfigError with the sentence of weak_secret_warning() when the configuration requires
// strong keys: when require_strong_secret says so or, where it is not set, COSTREL_ENV is
// "production".
void require_strong_secret(const SessionConfig& config);

} // namespace costrel::inline v1::session
