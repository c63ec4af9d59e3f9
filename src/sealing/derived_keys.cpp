#include "sealing/derived_keys.hpp"

#include "signing/hmac.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace costrel::inline v1::sealing {

namespace {

// Another version of the format has another label here, and so other keys.
constexpr std::string_view extract_salt = "costrel sealed session v1";
constexpr std::size_t key_size = 32;

using Digest256 = std::array<unsigned char, signing::max_digest_size>;

std::string_view view(const Digest256& bytes, std::size_t size)
{
    return {reinterpret_cast<const char*>(bytes.data()), size};
}

// HMAC-SHA256, whose result is wiped with the object.
class Mac {
public:
    template <std::size_t n>
    Mac(std::string_view key, const std::array<std::string_view, n>& pieces)
        : size_(signing::compute_hmac("sha256", key, pieces, bytes_))
    {
    }
    Mac(const Mac&) = delete;
    Mac& operator=(const Mac&) = delete;
    ~Mac() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

    std::string_view view() const { return sealing::view(bytes_, size_); }

private:
    Digest256 bytes_{};
    std::size_t size_;
};

// One block of HKDF-Expand, which is all that a key of at most 32 bytes takes.
Mac expand(std::string_view prk, std::string_view label, std::string_view context)
{
    return Mac(prk, std::array<std::string_view, 3>{label, context, std::string_view("\x01", 1)});
}

// The length in two bytes, big-endian, then the text: ("ab", "c") and ("a", "bc") differ.
void append_prefixed(std::string& out, std::string_view text)
{
    if (text.size() > 0xffff)
        throw std::invalid_argument("costrel: the name of a cookie or of an application must be at "
                                    "most 65,535 bytes long");
    out += static_cast<char>(text.size() >> 8);
    out += static_cast<char>(text.size() & 0xff);
    out += text;
}

signing::Secret derive(std::string_view prk, std::string_view label, std::string_view context)
{
    return signing::Secret(expand(prk, label, context).view().substr(0, key_size));
}

Mac extract(std::string_view secret)
{
    return Mac(extract_salt, std::array<std::string_view, 1>{secret});
}

} // namespace

KeyId key_id(std::string_view secret)
{
    const Mac id = expand(extract(secret).view(), "key id", {});
    KeyId bytes;
    std::copy_n(id.view().begin(), bytes.size(), bytes.begin());
    return bytes;
}

DerivedKeys derive_keys(std::string_view secret, const Context& context)
{
    std::string text;
    append_prefixed(text, context.application);
    append_prefixed(text, context.purpose);
    append_prefixed(text, context.cookie_name);
    const Mac prk = extract(secret);
    return {derive(prk.view(), std::string_view("seal\0", 5), text),
            derive(prk.view(), std::string_view("nonce\0", 6), text),
            derive(prk.view(), std::string_view("mac\0", 4), text)};
}

} // namespace costrel::inline v1::sealing
