#include "interop/keys.hpp"

#include "encoding/ascii.hpp"
#include "signing/openssl_error.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace costrel::inline v1::interop {

using signing::Digest;
using signing::Secret;

namespace {

const EVP_MD* method_of(Digest digest)
{
    const EVP_MD* const method = EVP_get_digestbyname(std::string(digest.name()).c_str());
    if (!method)
        throw std::runtime_error("costrel: OpenSSL has no digest " + std::string(digest.name()));
    return method;
}

std::span<const std::string_view> span_of(std::initializer_list<std::string_view> pieces)
{
    return {pieces.begin(), pieces.size()};
}

} // namespace

Secret pbkdf2(Digest digest, std::string_view secret, std::string_view salt, int rounds,
              std::size_t size)
{
    std::array<unsigned char, 64> key{};
    if (size > key.size() ||
        PKCS5_PBKDF2_HMAC(secret.data(), static_cast<int>(secret.size()),
                          reinterpret_cast<const unsigned char*>(salt.data()),
                          static_cast<int>(salt.size()), rounds, method_of(digest),
                          static_cast<int>(size), key.data()) != 1)
        throw std::runtime_error("costrel: OpenSSL could not derive a key: " +
                                 signing::take_openssl_error());
    Secret derived(std::string_view(reinterpret_cast<const char*>(key.data()), size));
    OPENSSL_cleanse(key.data(), key.size());
    return derived;
}

Secret hkdf_sha256(std::string_view secret, std::string_view salt, std::string_view info,
                   std::size_t size)
{
    const std::string zeros(32, '\0');
    const signing::Hmac extractor("sha256", salt.empty() ? std::string_view(zeros) : salt);
    const Secret key(mac_of(extractor, {secret}));
    return hkdf_sha256_expand(key.view(), info, size);
}

Secret hkdf_sha256_expand(std::string_view key, std::string_view info, std::size_t size)
{
    const signing::Hmac expander("sha256", key);
    std::string all;
    std::string block;
    for (char counter = 1; all.size() < size; ++counter) {
        block = mac_of(expander, {block, info, std::string_view(&counter, 1)});
        all += block;
    }
    Secret derived(std::string_view(all).substr(0, size));
    OPENSSL_cleanse(all.data(), all.size());
    OPENSSL_cleanse(block.data(), block.size());
    return derived;
}

std::string digest_of(Digest digest, std::initializer_list<std::string_view> pieces)
{
    std::array<unsigned char, signing::max_digest_size> bytes;
    const std::size_t size = signing::compute_digest(digest, span_of(pieces), bytes);
    return {reinterpret_cast<const char*>(bytes.data()), size};
}

std::string mac_of(const signing::Hmac& key, std::initializer_list<std::string_view> pieces)
{
    std::array<unsigned char, signing::max_digest_size> bytes;
    const std::size_t size = key.compute(span_of(pieces), bytes);
    return {reinterpret_cast<const char*>(bytes.data()), size};
}

bool is_mac_of(const signing::Hmac& key, std::initializer_list<std::string_view> pieces,
               std::string_view mac)
{
    std::array<unsigned char, signing::max_digest_size> bytes;
    const std::size_t size = key.compute(span_of(pieces), bytes);
    return signing::constant_time_equal(mac, {reinterpret_cast<const char*>(bytes.data()), size});
}

std::string hex_of(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += encoding::hex_digits[byte >> 4];
        text += encoding::hex_digits[byte & 15];
    }
    return text;
}

std::string_view view_of(std::span<const std::byte> bytes) noexcept
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace costrel::inline v1::interop
