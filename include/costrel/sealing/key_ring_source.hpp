#pragma once

#include <costrel/sealing/key_ring.hpp>

#include <functional>
#include <memory>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Where keys come from when neither the configuration nor a file holds them: a service that
/// manages keys, a database. Set as session_keys_source.
class KeyRingSource {
public:
    virtual ~KeyRingSource() = default;
    /// All keys, as they are now. Called at the start and then every session_keys_interval, in a
    /// thread of its own, so it may wait. When it throws, the keys stay as they are, and the
    /// observer is told; at the start, the application does not start.
    virtual KeyRing load() = 0;
};

/// One that calls a function:
///
///     config.session_keys_source =
///         key_ring_source([] { return KeyRing::parse(ask_the_vault()); });
std::shared_ptr<KeyRingSource> key_ring_source(std::function<KeyRing()> load);

} // namespace costrel::inline v1

#pragma GCC visibility pop
