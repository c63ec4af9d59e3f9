#pragma once

#include "signing/digest_method.hpp"

#include <costrel/signing/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

// HMAC (RFC 2104) under one key, for many messages and from any thread.
//
// Keying a MAC costs more than running it over a cookie. So each thread keeps keyed OpenSSL
// contexts of the keys that it used last (hmac_context.hpp). docs/decisions/hmac.md has the
// figures.
class Hmac {
public:
    // Any key will do, the empty one too. Throws std::invalid_argument when OpenSSL cannot compute
    // an HMAC with that digest, so that a good object never fails for its configuration.
    Hmac(Digest digest, std::string_view key);

    // The MAC of the pieces put one behind the other; returns how many bytes of `out` it takes.
    std::size_t compute(std::span<const std::string_view> pieces,
                        std::span<unsigned char, max_digest_size> out) const;

    std::size_t size() const noexcept { return digest_.size(); } // bytes of a MAC
    std::string_view key() const noexcept { return key_.view(); }

private:
    Digest digest_;
    Secret key_;
    std::uint64_t id_; // the same for copies, which have the same key
};

// The HMAC under a key that is used this once; leaves nothing of the key behind.
std::size_t compute_hmac(Digest digest, std::string_view key,
                         std::span<const std::string_view> pieces,
                         std::span<unsigned char, max_digest_size> out);

// Whether both hold the same bytes. How long it takes hangs on the lengths, never on where the
// bytes differ.
bool constant_time_equal(std::string_view left, std::string_view right) noexcept;

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
