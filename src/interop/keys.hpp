#pragma once

#include "signing/hmac.hpp"

#include <costrel/signing/digest.hpp>
#include <costrel/signing/secret.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

// How the other frameworks make keys of their secrets, and MACs of keys.
namespace costrel::inline v1::interop {

// RFC 8018 section 5.2.
signing::Secret pbkdf2(signing::Digest digest, std::string_view secret, std::string_view salt,
                       int rounds, std::size_t size);
// RFC 5869, with SHA-256. `expand` alone takes the secret for the pseudorandom key.
signing::Secret hkdf_sha256(std::string_view secret, std::string_view salt, std::string_view info,
                            std::size_t size);
signing::Secret hkdf_sha256_expand(std::string_view key, std::string_view info, std::size_t size);

std::string digest_of(signing::Digest digest, std::initializer_list<std::string_view> pieces);
std::string mac_of(const signing::Hmac& key, std::initializer_list<std::string_view> pieces);
// Whether `mac` is that of the pieces. Takes equally long for each mac of the right length.
bool is_mac_of(const signing::Hmac& key, std::initializer_list<std::string_view> pieces,
               std::string_view mac);

std::string hex_of(std::string_view bytes); // in lower case
std::string_view view_of(std::span<const std::byte> bytes) noexcept;

} // namespace costrel::inline v1::interop
