#pragma once

#include <costrel/signing/secret.hpp>

#include <array>
#include <string_view>

namespace costrel::inline v1::sealing {

// Names a key within a ring. It follows from the secret: nobody assigns it, and two hosts cannot
// have different secrets under one ID.
using KeyId = std::array<unsigned char, 4>;

KeyId key_id(std::string_view secret);

// What keys are for. Two contexts that differ in one of these have keys that nothing connects, so
// that what was sealed in one never opens in the other.
struct Context {
    std::string_view application;
    std::string_view purpose;
    std::string_view cookie_name;
};

// The keys of 32 bytes that one secret gives in one context (HKDF-SHA256, RFC 5869).
struct DerivedKeys {
    signing::Secret seal;  // encrypts
    signing::Secret nonce; // makes nonces
    signing::Secret mac;   // for HMACs beside the cookies, such as the successor of a rotated ID
};

DerivedKeys derive_keys(std::string_view secret, const Context& context);

} // namespace costrel::inline v1::sealing
