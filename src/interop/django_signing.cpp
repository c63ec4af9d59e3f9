#include "interop/django_signing.hpp"

#include "encoding/base64.hpp"
#include "interop/base62.hpp"
#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/iso_time.hpp"
#include "interop/json_dialect.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/strict_base64.hpp"
#include "signing/zlib.hpp"

namespace costrel::inline v1::interop {

using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr std::size_t inflate_limit = 1024 * 1024;

// The payload's JSON, in Latin-1. What a key holder signed is read as loosely as Django reads it.
std::optional<std::string> unpacked(std::string_view payload)
{
    const bool compressed = payload.starts_with('.');
    std::string bytes;
    if (!encoding::base64url_decode(payload.substr(compressed ? 1 : 0), bytes))
        return std::nullopt;
    if (!compressed)
        return bytes;
    std::string inflated;
    const auto status = signing::inflate_zlib(bytes, inflate_limit, inflated);
    if (status != signing::InflateStatus::ok && status != signing::InflateStatus::trailing_bytes)
        return std::nullopt;
    return inflated;
}

// When a session with set_expiry() ends, which Django's own reader does not look at.
std::optional<sys_seconds> own_end(std::string_view json, sys_seconds made)
{
    if (json.find("\"_session_expiry\"") == json.npos)
        return std::nullopt;
    const auto values = DjangoSigning::read(json);
    const Value* expiry = values ? values->find("_session_expiry") : nullptr;
    if (!expiry)
        return std::nullopt;
    if (const auto* age = expiry->as<std::int64_t>(); age && *age != 0) // 0: the browser's end
        return made + time_of(*age).time_since_epoch();
    if (const auto* date = expiry->as<std::string>())
        return read_iso_time(*date);
    return std::nullopt;
}

} // namespace

std::string django_key(std::string_view salt, std::string_view secret)
{
    return digest_of("sha256", {salt, secret});
}

DjangoSigning::DjangoSigning(const DjangoOptions& options, std::string_view salt)
{
    require(!options.secret_key.empty(), "Django", "its secret_key");
    const std::string signer_salt = std::string(salt) + "signer";
    keys_.emplace_back("sha256", django_key(signer_salt, options.secret_key));
    for (const std::string& secret : options.secret_key_fallbacks)
        keys_.emplace_back("sha256", django_key(signer_salt, secret));
}

Result<std::string, CannotCarry> DjangoSigning::write(const Dict& values, sys_seconds now) const
{
    auto json = write_json(values, django_json);
    if (!json)
        return json.error();
    std::string text;
    if (const auto compressed = signing::compress_if_smaller(*json))
        text = '.' + base64_of(*compressed, Base64::url);
    else
        text = base64_of(*json, Base64::url);
    text += ':' + base62_of(static_cast<std::uint64_t>(now.time_since_epoch().count()));
    const std::string mac = mac_of(keys_.front(), {text});
    text += ':';
    append_base64(text, mac, Base64::url);
    return text;
}

SealedContent DjangoSigning::open(std::string_view text, sys_seconds now,
                                  std::optional<seconds> max_age) const
{
    const std::size_t last = text.rfind(':');
    if (last == text.npos)
        return rejected(SessionOrigin::malformed);
    const std::string_view value = text.substr(0, last);
    const auto signature = read_base64(text.substr(last + 1), Base64::url);
    std::size_t index = 0;
    while (index < keys_.size() && !(signature && is_mac_of(keys_[index], {value}, *signature)))
        ++index;
    if (index == keys_.size())
        return rejected(SessionOrigin::bad_signature);

    const std::size_t colon = value.rfind(':');
    const auto stamp = colon == value.npos ? std::nullopt : read_base62(value.substr(colon + 1));
    if (!stamp)
        return rejected(SessionOrigin::malformed);
    const sys_seconds made = time_of(*stamp);
    if (max_age && now - made > *max_age)
        return rejected(SessionOrigin::expired);
    auto json = unpacked(value.substr(0, colon));
    if (!json)
        return rejected(SessionOrigin::unreadable);

    SealedContent content = opened(*std::move(json), index);
    content.active = made;
    content.tolerance = any_tolerance; // as in Django
    if (max_age)
        content.ends = made + *max_age + seconds(1);
    if (const auto end = own_end(content.content, made); end && max_age) {
        if (now >= *end)
            return rejected(SessionOrigin::expired);
        content.ends = std::min(*content.ends, *end);
    }
    return content;
}

std::optional<Dict> DjangoSigning::read(std::string_view content)
{
    return read_json_object(latin1_to_utf8(content), JsonReading::python);
}

} // namespace costrel::inline v1::interop
