#pragma once

#include "sealing/derived_keys.hpp"
#include "sealing/key_windows.hpp"
#include "signing/hmac.hpp"

#include <costrel/session/config.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::formats {

// The IDs that one session has in turn. What leads from one to the next, its trace, stands in the
// record that the first one leaves behind:
//
//      0  4 bytes    the ID of a key
//      4  24 bytes   random
//
// The next ID is an HMAC of both the ID before and the random bytes. So the client's old cookie and
// the application's key give it, and who reads the store alone does not learn it.
class RotatedIds {
public:
    using Random = std::array<std::byte, 24>;

    RotatedIds(const KeyRing& ring, const SessionConfig& config);

    struct Step {
        std::string id;
        std::string trace;
    };
    // Where the session of `id` goes on; nothing: no key signs now.
    std::optional<Step> next(std::string_view id, const Random& random,
                             std::chrono::sys_seconds now) const;
    // Where `trace` leads from `id`; nothing when it is none, or its key is gone or revoked.
    std::optional<std::string> follow(std::string_view id, std::string_view trace) const;

private:
    struct Key {
        sealing::KeyId id;
        signing::Hmac mac;
    };

    std::string after(const Key& key, std::string_view id, std::string_view random) const;

    sealing::KeyWindows windows_;
    std::vector<Key> keys_; // one for each of the ring
};

} // namespace costrel::inline v1::formats
