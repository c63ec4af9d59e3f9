#include "signing/token.hpp"

#include "encoding/base64.hpp"
#include "signing/derived_key.hpp"
#include "signing/timestamp.hpp"
#include "signing/zlib.hpp"

#include <array>
#include <span>
#include <stdexcept>

namespace costrel::inline v1::signing {

namespace {

constexpr char separator = '.';
constexpr std::size_t longest_timestamp = encoding::base64url_size(8);

std::string_view as_text(std::span<const unsigned char> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void append_payload(std::string& out, std::string_view json)
{
    const auto compressed = compress_if_smaller(json);
    const std::string_view bytes = compressed.value_or(json);
    out.reserve(out.size() + encoding::base64url_size(bytes.size()) + longest_timestamp +
                encoding::base64url_size(max_digest_size) + 3);
    if (compressed)
        out += separator;
    encoding::base64url_encode(out, bytes);
}

void require_time(std::int64_t now)
{
    if (now < 0)
        throw std::invalid_argument(
            "costrel: a token cannot be signed at a time before 1970; set the system's clock");
}

} // namespace

TokenSigner::TokenSigner(const SecretKeys& keys, TokenOptions options)
    : max_token_(options.max_token), max_payload_(options.max_payload)
{
    if (keys.empty())
        throw std::invalid_argument("costrel: a session cookie needs a secret key to sign with; "
                                    "SecretKeys is empty");
    keys_.reserve(keys.size());
    for (auto key = keys.end(); key != keys.begin();) {
        --key;
        const Secret derived =
            derive_key(options.key_derivation, options.digest, options.salt, key->view());
        keys_.emplace_back(options.digest, derived.view());
    }
}

void TokenSigner::sign(std::string& out, std::string_view json, std::int64_t now,
                       std::size_t key) const
{
    require_time(now);
    const std::size_t start = out.size();
    append_payload(out, json);
    finish(out, start, now, key);
}

void TokenSigner::sign_again(std::string& out, std::string_view earlier, std::int64_t now,
                             std::size_t key) const
{
    require_time(now);
    const std::size_t tail = 1 + encoding::base64url_size(keys_[key].size());
    const std::string_view signed_text = earlier.substr(0, earlier.size() - tail);
    const std::size_t time_dot = signed_text.rfind(separator);
    const auto time = read_canonical_timestamp(signed_text.substr(time_dot + 1));
    const std::size_t start = out.size();
    out.reserve(start + earlier.size() + 1); // the time can take a character more
    if (time && static_cast<std::int64_t>(*time) == now) {
        out += earlier;
        return;
    }
    out += signed_text.substr(0, time_dot);
    finish(out, start, now, key);
}

void TokenSigner::finish(std::string& out, std::size_t start, std::int64_t now,
                         std::size_t key) const
{
    out += separator;
    append_timestamp(out, static_cast<std::uint64_t>(now));

    std::array<unsigned char, max_digest_size> mac;
    const std::array signed_text{std::string_view(out).substr(start)};
    const std::size_t size = keys_[key].compute(signed_text, mac);
    out += separator;
    encoding::base64url_encode(out, as_text({mac.data(), size}));
}

TokenStatus TokenSigner::verify(std::string_view token, std::string_view& payload,
                                OpenInfo& info) const
{
    if (token.size() > max_token_)
        return TokenStatus::malformed;
    // Of a good token the last separator is where a whole signature leaves it, which need not be
    // searched for: no other signature has a canonical spelling of this size.
    const std::size_t tail = 1 + encoding::base64url_size(keys_.front().size());
    if (token.size() < tail || token[token.size() - tail] != separator)
        return TokenStatus::malformed;
    const std::string_view signed_text = token.substr(0, token.size() - tail);
    const std::size_t time_dot = signed_text.rfind(separator);
    if (time_dot == std::string_view::npos)
        return TokenStatus::malformed;
    std::array<unsigned char, max_digest_size> signature;
    const auto size =
        encoding::base64url_decode_canonical(token.substr(token.size() - tail + 1), signature);
    if (size != keys_.front().size())
        return TokenStatus::malformed;

    const std::size_t key = find_key(signed_text, as_text({signature.data(), *size}));
    if (key == keys_.size())
        return TokenStatus::bad_signature;

    const auto time = read_canonical_timestamp(signed_text.substr(time_dot + 1));
    if (!time || *time > last_datetime)
        return TokenStatus::bad_timestamp;
    info.date_signed = static_cast<std::int64_t>(*time);
    info.key_index = key;
    payload = signed_text.substr(0, time_dot);
    return TokenStatus::ok;
}

TokenStatus TokenSigner::open(std::string_view token, std::int64_t now, std::int64_t max_age,
                              std::string& json_out, OpenInfo& info) const
{
    json_out.clear();
    std::string_view payload;
    const TokenStatus status = verify(token, payload, info);
    if (status != TokenStatus::ok)
        return status;
    const std::int64_t age = now - info.date_signed;
    if (age > max_age)
        return TokenStatus::expired;
    if (age < 0)
        return TokenStatus::from_the_future;
    return read_payload(payload, json_out);
}

std::size_t TokenSigner::find_key(std::string_view text, std::string_view signature) const
{
    std::array<unsigned char, max_digest_size> mac;
    std::size_t key = 0;
    for (; key < keys_.size(); ++key) {
        const std::size_t size = keys_[key].compute(std::array{text}, mac);
        if (constant_time_equal(as_text({mac.data(), size}), signature))
            break;
    }
    return key;
}

TokenStatus TokenSigner::read_payload(std::string_view payload, std::string& json_out) const
{
    if (!payload.starts_with(separator)) {
        const bool good = encoding::base64url_decode_canonical(payload, json_out);
        return good && !json_out.empty() ? TokenStatus::ok : TokenStatus::unreadable;
    }
    static thread_local std::string compressed;
    if (!encoding::base64url_decode_canonical(payload.substr(1), compressed))
        return TokenStatus::unreadable;
    const InflateStatus status = inflate_zlib(compressed, max_payload_, json_out);
    if (status == InflateStatus::too_large)
        return TokenStatus::too_large;
    if (status != InflateStatus::ok || json_out.empty()) {
        json_out.clear(); // a stream with something after it is read, but is not what we sign
        return TokenStatus::unreadable;
    }
    return TokenStatus::ok;
}

} // namespace costrel::inline v1::signing
