#pragma once

#include <costrel/session/config.hpp>
#include <costrel/session/store.hpp>

#include <memory>

namespace costrel::inline v1::session {

// The store of a configuration, or nullptr when it has none. Throws ConfigError when no store of
// the program knows the URL.
std::shared_ptr<SessionStore> open_store(const SessionStoreRef& store);

} // namespace costrel::inline v1::session
