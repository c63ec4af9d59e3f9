#pragma once

#include <cstddef>
#include <cstdint>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What the client's cookie was worth. The label of the metrics has the same names.
enum class SessionOrigin : std::uint8_t {
    none,            ///< there was no cookie, or an empty one
    opened,          ///< the cookie was good
    bad_signature,   ///< not signed by a key of ours, or not a signed value at all
    expired,         ///< older than it may become
    from_the_future, ///< made after now
    unreadable,      ///< authentic, but not a session: Flask answers 500 here
    too_large,       ///< longer than session_max_cookie_in, or inflates to too much
    no_key,          ///< the application has no secret key
    malformed,       ///< not of the format's shape
    unknown_key,     ///< names a key that the ring does not hold
    key_revoked,     ///< names a key that was revoked
    key_not_valid,   ///< names a key outside its window
    idle,            ///< was not used for longer than session_idle_timeout
    revoked,         ///< was ended
    unverified,      ///< the revocation list cannot tell, and the configuration rejects then
    unknown_id,      ///< no such record: it expired, was ended, or was evicted
    unavailable,     ///< the store did not answer, and session_outage lets the request go on
};

/// How many SessionOrigin there are.
inline constexpr std::size_t session_origin_count = 17;

} // namespace costrel::inline v1

#pragma GCC visibility pop
