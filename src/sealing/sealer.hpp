#pragma once

#include "sealing/wire.hpp"
#include "signing/hmac.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace costrel::inline v1::sealing {

inline constexpr std::size_t random_size = 24;

// Seals and opens under one secret in one context. Immutable, so any thread may use it.
class Sealer {
public:
    // Derives the keys; what opens derives none. Throws std::runtime_error when OpenSSL has no AES.
    Sealer(std::string_view secret, const Context& context);

    const KeyId& id() const noexcept { return id_; }

    // Makes the wire of the plaintext that lies in `wire` behind Wire::head_size bytes of room and
    // before tag_size of them. The nonce is hedged: it follows from `random`, which the operating
    // system gave, and from the plaintext, so that a repeated `random` (a cloned virtual machine)
    // repeats no nonce for another plaintext, which is what GCM cannot bear.
    void seal(std::span<char> wire, std::span<const unsigned char, random_size> random) const;

    // The plaintext within `wire`, which is overwritten by it; nothing, and the ciphertext wiped,
    // when it is not authentic. `wire` names the key of this Sealer.
    std::optional<std::string_view> open(std::span<char> wire) const;

private:
    Sealer(KeyId id, const DerivedKeys& keys);

    KeyId id_;
    XaesKey seal_;
    signing::Hmac nonce_;
};

} // namespace costrel::inline v1::sealing
