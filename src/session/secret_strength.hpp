#pragma once

#include <costrel/config.hpp>

namespace costrel::session {

// Throws ConfigError with the sentence of weak_secret_warning() when the configuration requires
// strong keys: when require_strong_secret says so or, where it is not set, COSTREL_ENV is
// "production".
void require_strong_secret(const Config& config);

} // namespace costrel::session
