#pragma once

#include "session/current_keys.hpp"

#include <costrel/session/config.hpp>
#include <costrel/session/store.hpp>

#include <memory>

namespace costrel::inline v1::session {

// What is given keys.
struct Unkeyed {
    const std::shared_ptr<const SessionFormat>& format; // without a store
    const std::shared_ptr<const RecordFormat>& record;  // with one
    const UserIndex* users;                             // the store's
};

// All that an application's sessions do with the keys of a ring.
Keyed keyed_with(const KeyRing& ring, const SessionConfig& config, const Unkeyed& unkeyed);

} // namespace costrel::inline v1::session
