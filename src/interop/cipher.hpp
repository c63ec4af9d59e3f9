#pragma once

#include <optional>
#include <string>
#include <string_view>

// The ciphers of the other frameworks, by OpenSSL. A key or nonce of the wrong length throws
// std::logic_error: lengths are checked when a format is made and when a text is taken apart.
namespace costrel::inline v1::interop {

enum class Aead { aes_128_gcm, aes_256_gcm, chacha20_poly1305 };
inline constexpr std::size_t aead_nonce_size = 12;
inline constexpr std::size_t aead_tag_size = 16;

// The ciphertext and, behind it, the tag.
std::string seal(Aead cipher, std::string_view key, std::string_view nonce, std::string_view aad,
                 std::string_view plaintext);
// The plaintext, or nothing when the tag is not its.
std::optional<std::string> open(Aead cipher, std::string_view key, std::string_view nonce,
                                std::string_view aad, std::string_view ciphertext,
                                std::string_view tag);

// AES in CBC mode with the padding of PKCS #7, for texts whose MAC was checked. The key's length
// says which AES.
std::string encrypt_cbc(std::string_view key, std::string_view iv, std::string_view plaintext);
std::optional<std::string> decrypt_cbc(std::string_view key, std::string_view iv,
                                       std::string_view ciphertext);
// AES in counter mode, which is its own inverse.
std::string crypt_ctr(std::string_view key, std::string_view iv, std::string_view text);

} // namespace costrel::inline v1::interop
