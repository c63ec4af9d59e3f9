#include "signing/derived_key.hpp"

#include "signing/hmac.hpp"

#include <openssl/crypto.h>

#include <array>
#include <stdexcept>
#include <string>

namespace costrel::inline v1::signing {

KeyDerivation key_derivation_named(std::string_view name)
{
    if (name == "concat")
        return KeyDerivation::concat;
    if (name == "django-concat")
        return KeyDerivation::django_concat;
    if (name == "hmac")
        return KeyDerivation::hmac;
    if (name == "none")
        return KeyDerivation::none;
    throw std::invalid_argument("costrel: Unknown key derivation method '" + std::string(name) +
                                "'; use concat, django-concat, hmac or none");
}

Secret derive_key(KeyDerivation derivation, Digest digest, std::string_view salt,
                  std::string_view secret_key)
{
    std::array<unsigned char, max_digest_size> derived{};
    std::size_t size = 0;
    switch (derivation) {
    case KeyDerivation::concat:
        size = compute_digest(digest, std::array{salt, secret_key}, derived);
        break;
    case KeyDerivation::django_concat:
        size = compute_digest(digest, std::array<std::string_view, 3>{salt, "signer", secret_key},
                              derived);
        break;
    case KeyDerivation::hmac:
        size = compute_hmac(digest, secret_key, std::array{salt}, derived);
        break;
    case KeyDerivation::none:
        return Secret(secret_key);
    }
    Secret key(std::string_view(reinterpret_cast<const char*>(derived.data()), size));
    OPENSSL_cleanse(derived.data(), derived.size());
    return key;
}

} // namespace costrel::inline v1::signing
