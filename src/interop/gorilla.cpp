#include "interop/cipher.hpp"
#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/gob.hpp"
#include "interop/json_dialect.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/gorilla.hpp>

#include <charconv>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::size_t max_gorilla_cookie = 4096;
constexpr std::size_t iv_size = 16;
constexpr std::size_t gorilla_mac_size = 32;

struct KeyPair {
    signing::Hmac hash;
    signing::Secret block; // empty: not encrypted
};

std::optional<std::int64_t> read_date(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    std::int64_t seconds_since_1970 = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, seconds_since_1970);
    if (text.empty() || result.ec != std::errc() || result.ptr != end)
        return std::nullopt;
    return seconds_since_1970;
}

// BASE64(DATE "|" BASE64(PAYLOAD) "|" MAC), URL-safe and padded.
class Gorilla final : public OneCookieFormat {
public:
    explicit Gorilla(const GorillaOptions& options)
        : OneCookieFormat(options.cookie_name, CookieField::Reading::raw),
          json_(options.payload == GorillaOptions::Payload::json), age_(options.max_age)
    {
        for (const auto& [hash, block] : options.key_pairs)
            pairs_.push_back({{"sha256", hash}, signing::Secret(block)});
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        auto payload = json_ ? write_json(session.values, go_json) : write_gob(session.values);
        if (!payload)
            return payload.error();
        std::string bytes = *std::move(payload);
        if (json_)
            bytes += '\n'; // as Go's Encoder does
        const KeyPair& pair = pairs_.front();
        if (!pair.block.empty()) {
            const std::string_view iv = view_of(session.random.first(iv_size));
            bytes = std::string(iv) + crypt_ctr(pair.block.view(), iv, bytes);
        }
        std::string data = std::to_string(session.now.time_since_epoch().count()) + '|' +
                           base64_of(bytes, Base64::url_padded);
        const std::string mac = mac_of(pair.hash, {name(), "|", data});
        data += '|' + mac;
        std::string text = base64_of(data, Base64::url_padded);
        if (text.size() > max_gorilla_cookie)
            return CannotCarry{"",
                               "a session of more than 4,096 bytes, which securecookie refuses"};
        return std::vector<OutCookie>{{name(), std::move(text)}};
    }

    std::size_t random_bytes() const noexcept override { return iv_size; }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "gorilla/sessions",
                .keeps_created = false,
                .keeps_active = true,
                .keeps_handle = false,
                .lifetime = age_};
    }
    CookieDefaults defaults() const override
    {
        return {.name = name(), .max_age = age_, .secure = true, .samesite = "None"};
    }

private:
    SealedContent open_value(std::string_view text, sys_seconds now) const override
    {
        if (text.size() > max_gorilla_cookie)
            return rejected(SessionOrigin::too_large);
        const auto data = read_base64(text, Base64::url_padded);
        if (!data || data->size() < gorilla_mac_size + 2)
            return rejected(SessionOrigin::malformed);
        const std::string_view all(*data);
        const std::string_view signed_part = all.substr(0, all.size() - gorilla_mac_size - 1);
        const std::size_t bar = signed_part.find('|');
        if (all[signed_part.size()] != '|' || bar == signed_part.npos)
            return rejected(SessionOrigin::malformed);
        for (std::size_t i = 0; i < pairs_.size(); ++i) {
            if (is_mac_of(pairs_[i].hash, {name(), "|", signed_part},
                          all.substr(signed_part.size() + 1)))
                return open_payload(signed_part, bar, i, now);
        }
        return rejected(SessionOrigin::bad_signature);
    }

    SealedContent open_payload(std::string_view text, std::size_t bar, std::size_t index,
                               sys_seconds now) const
    {
        const auto date = read_date(text.substr(0, bar));
        if (!date)
            return rejected(SessionOrigin::malformed);
        const sys_seconds made = time_of(*date);
        if (made < now - age_)
            return rejected(SessionOrigin::expired);
        auto payload = read_base64(text.substr(bar + 1), Base64::url_padded);
        const signing::Secret& block = pairs_[index].block;
        if (!payload || (!block.empty() && payload->size() <= iv_size))
            return rejected(SessionOrigin::unreadable);
        if (!block.empty()) {
            const std::string_view all(*payload);
            payload = crypt_ctr(block.view(), all.substr(0, iv_size), all.substr(iv_size));
        }
        SealedContent content = opened(*std::move(payload), index);
        content.active = made;
        content.ends = made + age_ + seconds(1);
        content.tolerance = any_tolerance; // as in Go
        return content;
    }

    std::optional<Dict> read_content(std::string_view content) const override
    {
        return json_ ? read_json_object(content, JsonReading::go) : read_gob(content);
    }

    bool json_;
    seconds age_;
    std::vector<KeyPair> pairs_;
};

} // namespace

std::shared_ptr<const SessionFormat> gorilla(GorillaOptions options)
{
    require(!options.cookie_name.empty(), "gorilla", "a cookie_name");
    require(!options.key_pairs.empty(), "gorilla", "its key_pairs");
    for (const auto& [hash, block] : options.key_pairs) {
        require(!hash.empty(), "gorilla", "a hash key in each pair");
        require(block.empty() || block.size() == 16 || block.size() == 24 || block.size() == 32,
                "gorilla", "block keys of 16, 24 or 32 bytes");
    }
    return std::make_shared<Gorilla>(options);
}

} // namespace costrel::inline v1::interop
