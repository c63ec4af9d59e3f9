#pragma once

#include <costrel/signing/secret_keys.hpp>
#include <costrel/signing/serializer.hpp>

#include <vector>

namespace costrel::inline v1::signing {

// The signers that a serializer tries on a token, in the order of itsdangerous: its own with all
// the keys, then each fallback with each key by itself, oldest first.
template <class S>
std::vector<S> make_unsigners(const SecretKeys& keys, const SerializerOptions& options)
{
    std::vector<S> signers;
    signers.reserve(1 + options.fallback_signers.size() * keys.size());
    signers.emplace_back(keys,
                         SignerOptions{options.salt, options.separator, options.key_derivation,
                                       options.digest, options.algorithm});
    for (const FallbackSigner& fallback : options.fallback_signers) {
        for (const Secret& key : keys)
            signers.emplace_back(SecretKeys(key.view()),
                                 SignerOptions{options.salt, fallback.separator,
                                               fallback.key_derivation, fallback.digest,
                                               fallback.algorithm});
    }
    return signers;
}

} // namespace costrel::inline v1::signing
