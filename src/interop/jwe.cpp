#include "interop/jwe.hpp"

#include "interop/cipher.hpp"
#include "interop/foreign_json.hpp"
#include "interop/keys.hpp"
#include "interop/strict_base64.hpp"

#include <array>

namespace costrel::inline v1::interop {

namespace {

constexpr std::size_t jwe_mac_key_size = 32;
constexpr std::size_t cbc_tag_size = 32;

// The tag of RFC 7518 section 5.2.2.1: a MAC, cut in half, of header, IV, ciphertext and the
// header's length in bits.
std::string cbc_tag(std::string_view key, std::string_view header, std::string_view iv,
                    std::string_view ciphertext)
{
    std::uint64_t bits = header.size() * 8;
    std::array<char, 8> length;
    for (std::size_t i = length.size(); i-- > 0; bits >>= 8)
        length[i] = static_cast<char>(bits & 0xff);
    const signing::Hmac mac("sha512", key.substr(0, jwe_mac_key_size));
    return mac_of(mac, {header, iv, ciphertext, std::string_view(length.data(), length.size())})
        .substr(0, cbc_tag_size);
}

const std::string* text_of(const Dict& header, std::string_view name)
{
    const Value* value = header.find(name);
    return value ? value->as<std::string>() : nullptr;
}

} // namespace

std::size_t jwe_iv_size(JweEncryption encryption) noexcept
{
    return encryption == JweEncryption::a256gcm ? aead_nonce_size : 16;
}

std::optional<Jwe> read_jwe(std::string_view text)
{
    std::array<std::string_view, 5> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t dot = text.find('.');
        if ((dot == text.npos) != (i == parts.size() - 1))
            return std::nullopt;
        parts[i] = text.substr(0, dot);
        text.remove_prefix(dot == text.npos ? text.size() : dot + 1);
    }
    if (!parts[1].empty()) // an encrypted key, which "dir" has none of
        return std::nullopt;

    const auto json = read_base64(parts[0], Base64::url);
    const auto header = json ? read_json_object(*json, JsonReading::javascript) : std::nullopt;
    const std::string* alg = header ? text_of(*header, "alg") : nullptr;
    const std::string* enc = header ? text_of(*header, "enc") : nullptr;
    if (!alg || *alg != "dir" || !enc || header->contains("crit") || header->contains("zip"))
        return std::nullopt;

    Jwe jwe{.header = parts[0]};
    if (*enc == "A256CBC-HS512")
        jwe.encryption = JweEncryption::a256cbc_hs512;
    else if (*enc != "A256GCM")
        return std::nullopt;
    if (const Value* kid = header->find("kid")) {
        const auto* name = kid->as<std::string>();
        jwe.kid = name ? *name : std::string{};
    }
    auto iv = read_base64(parts[2], Base64::url);
    auto ciphertext = read_base64(parts[3], Base64::url);
    auto tag = read_base64(parts[4], Base64::url);
    if (!iv || !ciphertext || !tag || iv->size() != jwe_iv_size(jwe.encryption))
        return std::nullopt;
    jwe.iv = *std::move(iv);
    jwe.ciphertext = *std::move(ciphertext);
    jwe.tag = *std::move(tag);
    return jwe;
}

std::optional<std::string> open_jwe(const Jwe& jwe, std::string_view key)
{
    if (jwe.encryption == JweEncryption::a256gcm)
        return open(Aead::aes_256_gcm, key, jwe.iv, jwe.header, jwe.ciphertext, jwe.tag);
    if (!signing::constant_time_equal(jwe.tag, cbc_tag(key, jwe.header, jwe.iv, jwe.ciphertext)))
        return std::nullopt;
    return decrypt_cbc(key.substr(jwe_mac_key_size), jwe.iv, jwe.ciphertext);
}

std::string seal_jwe(JweEncryption encryption, std::string_view header, std::string_view key,
                     std::string_view iv, std::string_view plaintext)
{
    const std::string encoded = base64_of(header, Base64::url);
    std::string sealed;
    if (encryption == JweEncryption::a256gcm) {
        sealed = seal(Aead::aes_256_gcm, key, iv, encoded, plaintext);
    } else {
        sealed = encrypt_cbc(key.substr(jwe_mac_key_size), iv, plaintext);
        sealed += cbc_tag(key, encoded, iv, sealed);
    }
    const std::size_t tag_size =
        encryption == JweEncryption::a256gcm ? aead_tag_size : cbc_tag_size;
    const std::string_view all(sealed);
    return encoded + ".." + base64_of(iv, Base64::url) + '.' +
           base64_of(all.substr(0, all.size() - tag_size), Base64::url) + '.' +
           base64_of(all.substr(all.size() - tag_size), Base64::url);
}

} // namespace costrel::inline v1::interop
