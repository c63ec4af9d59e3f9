#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// JSON Web Encryption (RFC 7516), compact, with "alg" "dir": the key encrypts the content itself.
namespace costrel::inline v1::interop {

enum class JweEncryption {
    a256gcm,       // RFC 7518 section 5.3, a key of 32 bytes
    a256cbc_hs512, // section 5.2.5, a key of 64 bytes
};

// A compact text taken apart, before anything of it is authentic but needed to find the key.
struct Jwe {
    std::string_view header; // in base64url, as it is authenticated
    JweEncryption encryption = JweEncryption::a256gcm;
    std::optional<std::string> kid{};
    std::string iv{};
    std::string ciphertext{};
    std::string tag{};
};

// Nothing when it is no such text, or asks for what this does not know ("zip", "crit").
std::optional<Jwe> read_jwe(std::string_view text);
// The plaintext, or nothing when the tag is not its.
std::optional<std::string> open_jwe(const Jwe& jwe, std::string_view key);

std::size_t jwe_iv_size(JweEncryption encryption) noexcept;
std::string seal_jwe(JweEncryption encryption, std::string_view header, std::string_view key,
                     std::string_view iv, std::string_view plaintext);

} // namespace costrel::inline v1::interop
