#include "encoding/base64.hpp"
#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/json_dialect.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/strict_base64.hpp"
#include "signing/timestamp.hpp"

#include <costrel/interop/starlette.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

// BASE64(JSON) "." TIME "." SIGNATURE, as itsdangerous' TimestampSigner signs it.
class Starlette final : public OneCookieFormat {
public:
    explicit Starlette(StarletteOptions options)
        : OneCookieFormat(options.cookie_name, CookieField::Reading::python),
          options_(std::move(options)),
          key_("sha1", digest_of("sha1", {"itsdangerous.Signer", "signer", options_.secret_key}))
    {
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        auto json = write_json(session.values, starlette_json);
        if (!json)
            return json.error();
        std::string text = base64_of(*json, Base64::standard) + '.';
        signing::append_timestamp(
            text, static_cast<std::uint64_t>(session.now.time_since_epoch().count()));
        const std::string mac = mac_of(key_, {text});
        text += '.';
        append_base64(text, mac, Base64::url);
        return std::vector<OutCookie>{{name(), std::move(text)}};
    }

    FormatTraits traits() const noexcept override
    {
        return {.framework = "Starlette",
                .keeps_created = false,
                .keeps_active = true,
                .keeps_handle = false,
                .lifetime = options_.max_age.value_or(no_end)};
    }
    CookieDefaults defaults() const override
    {
        return {.name = name(), .max_age = options_.max_age, .samesite = "Lax"};
    }

private:
    SealedContent open_value(std::string_view text, sys_seconds now) const override
    {
        const std::size_t last = text.rfind('.');
        if (last == text.npos)
            return rejected(SessionOrigin::malformed);
        const std::string_view value = text.substr(0, last);
        const auto signature = read_base64(text.substr(last + 1), Base64::url);
        if (!signature || !is_mac_of(key_, {value}, *signature))
            return rejected(SessionOrigin::bad_signature);

        const std::size_t dot = value.rfind('.');
        const auto seconds =
            dot == value.npos ? std::nullopt : signing::read_timestamp(value.substr(dot + 1));
        if (!seconds)
            return rejected(SessionOrigin::malformed);
        const sys_seconds made = time_of(*seconds);
        if (options_.max_age && made > now)
            return rejected(SessionOrigin::from_the_future);
        if (options_.max_age && now - made > *options_.max_age)
            return rejected(SessionOrigin::expired);

        SealedContent content = opened({});
        if (!encoding::base64_decode(value.substr(0, dot), content.content))
            return rejected(SessionOrigin::unreadable);
        content.active = made;
        if (options_.max_age)
            content.ends = made + *options_.max_age + std::chrono::seconds(1);
        else
            content.tolerance = any_tolerance;
        return content;
    }

    std::optional<Dict> read_content(std::string_view content) const override
    {
        if (content.starts_with("\xef\xbb\xbf")) // json.loads() of bytes
            content.remove_prefix(3);
        return read_json_object(content, JsonReading::python);
    }

    StarletteOptions options_;
    signing::Hmac key_;
};

} // namespace

std::shared_ptr<const SessionFormat> starlette(StarletteOptions options)
{
    require(!options.secret_key.empty(), "Starlette", "its secret_key");
    return std::make_shared<Starlette>(std::move(options));
}

} // namespace costrel::inline v1::interop
