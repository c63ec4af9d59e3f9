#pragma once

#include <costrel/signing/digest.hpp>

#include <openssl/evp.h>

#include <atomic>
#include <cstddef>
#include <span>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

inline constexpr std::size_t max_digest_size = EVP_MAX_MD_SIZE;
static_assert(max_digest_size == 64);

// One row of the table of digests. A row is fetched from OpenSSL once and then kept for the life of
// the process: fetching costs more than hashing a cookie does.
struct DigestMethod {
    const char* name;         // hashlib's
    const char* openssl_name; // the provider's
    mutable std::atomic<const EVP_MD*> md{nullptr};
};

// The digest of the pieces put one behind the other; returns how many bytes of `out` it takes.
std::size_t compute_digest(Digest digest, std::span<const std::string_view> pieces,
                           std::span<unsigned char, max_digest_size> out);

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
