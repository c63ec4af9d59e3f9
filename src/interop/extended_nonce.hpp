#pragma once

#include <costrel/signing/secret.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The ciphers of Bernstein's family with nonces of 24 bytes, which OpenSSL does not have.
namespace costrel::inline v1::interop {

inline constexpr std::size_t extended_nonce_size = 24;

// The key for the last eight bytes of such a nonce (draft-irtf-cfrg-xchacha section 2.2).
signing::Secret hchacha20(std::string_view key, std::string_view nonce16);

// libsodium's secretbox: XSalsa20 and Poly1305, the tag before the ciphertext.
std::string seal_secretbox(std::string_view key, std::string_view nonce,
                           std::string_view plaintext);
std::optional<std::string> open_secretbox(std::string_view key, std::string_view nonce,
                                          std::string_view box);

} // namespace costrel::inline v1::interop
