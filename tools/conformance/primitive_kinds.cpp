// What sealing and signing are made with: AES-256-GCM and HMAC, as others' vectors have them.
#include "kinds.hpp"
#include "sealing/xaes.hpp"
#include "signing/hmac.hpp"
#include "vector.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace conformance {

namespace {

using namespace costrel;

std::string said(bool valid)
{
    return valid ? "valid" : "invalid";
}

} // namespace

// The key of one message, and as its nonce the half that GCM takes of a sealed cookie's.
Outcome check_gcm(const Dict& vector)
{
    constexpr std::size_t half = sealing::nonce_size / 2;
    const std::string key = hex_field(vector, "key");
    const std::string iv = hex_field(vector, "iv");
    if (key.size() != 32 || iv.size() != half)
        throw std::runtime_error("not the key and the nonce of AES-256-GCM in sealed cookies");
    sealing::MessageKey message_key;
    std::copy_n(key.begin(), key.size(), message_key.bytes().begin());
    std::array<unsigned char, sealing::nonce_size> nonce{};
    std::copy_n(iv.begin(), half, nonce.begin() + half);
    const std::string aad = hex_field(vector, "aad");
    const std::string plaintext = hex_field(vector, "msg");
    const std::string sealed = hex_field(vector, "ct") + hex_field(vector, "tag");

    std::string opened(sealed.size() - sealing::tag_size, '\0');
    const bool valid = sealing::XaesKey::decrypt(message_key, nonce, aad, sealed,
                                                 reinterpret_cast<unsigned char*>(opened.data()));
    if (!valid || !flag(vector, "valid"))
        return compare(said(flag(vector, "valid")), said(valid));
    if (opened != plaintext)
        return compare(to_hex(plaintext), to_hex(opened));
    std::string again(sealed.size(), '\0');
    sealing::XaesKey::encrypt(message_key, nonce, aad, plaintext,
                              reinterpret_cast<unsigned char*>(again.data()));
    return compare(to_hex(sealed), to_hex(again));
}

Outcome check_hmac(const Dict& vector)
{
    const std::string message = hex_field(vector, "msg");
    const std::string tag = hex_field(vector, "tag");
    std::array<unsigned char, signing::max_digest_size> mac{};
    const std::size_t size = signing::Hmac(text_field(vector, "digest"), hex_field(vector, "key"))
                                 .compute(std::array{std::string_view(message)}, mac);
    const std::string_view whole(reinterpret_cast<const char*>(mac.data()), size);
    return compare(said(flag(vector, "valid")), said(whole.substr(0, tag.size()) == tag));
}

} // namespace conformance
