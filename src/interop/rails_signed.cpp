#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/percent_coding.hpp"
#include "interop/rails_envelope.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/rails.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

constexpr std::size_t mac_text = 40; // SHA-1 in hexadecimal digits

signing::Hmac mac_key_of(std::string_view secret, bool sha1)
{
    return {"sha1", pbkdf2(sha1 ? "sha1" : "sha256", secret, "signed cookie", 1000, 64).view()};
}

// BASE64(ENVELOPE) "--" HEX(MAC), percent-encoded.
class RailsSigned final : public TextCookie {
public:
    explicit RailsSigned(const RailsOptions& options)
        : name_(options.cookie_name), envelope_(options, RailsEnvelope::Spelling::either),
          age_(options.expire_after)
    {
        keys_.push_back(mac_key_of(options.secret_key_base, options.sha1));
        for (const RailsOptions::Rotation& older : options.rotations)
            keys_.push_back(mac_key_of(older.secret_key_base, older.sha1));
    }

    SealedContent open(const CookieField& cookies, sys_seconds now) const override
    {
        return guarded([&] {
            return first_good(cookies.all(name_, CookieField::Reading::form),
                              [&](std::string_view value) { return open_value(value, now); });
        });
    }

    Result<OutCookie, CannotCarry> save(std::string_view text, sys_seconds now,
                                        std::span<const std::byte>) const override
    {
        if (!read_json_value(text, JsonReading::ruby))
            return CannotCarry{"", "text that is not JSON, which cookies.signed holds"};
        const std::string data = base64_of(envelope_.wrap(text, now), Base64::standard);
        return OutCookie{
            name_, percent_of(data + "--" + hex_of(mac_of(keys_.front(), {data})), form_marks)};
    }

    bool names_its_times() const noexcept override { return true; }
    CookieDefaults defaults() const override
    {
        return {.name = name_, .max_age = age_, .samesite = "Lax"};
    }

private:
    SealedContent open_value(std::string_view text, sys_seconds now) const
    {
        if (text.size() < mac_text + 2 || text.substr(text.size() - mac_text - 2, 2) != "--")
            return rejected(SessionOrigin::malformed);
        const std::string_view data = text.substr(0, text.size() - mac_text - 2);
        const std::string_view mac = text.substr(text.size() - mac_text);
        for (std::size_t i = 0; i < keys_.size(); ++i) {
            if (!signing::constant_time_equal(mac, hex_of(mac_of(keys_[i], {data}))))
                continue;
            const auto envelope = read_base64(data, Base64::standard);
            if (!envelope)
                return rejected(SessionOrigin::unreadable);
            SealedContent content = envelope_.unwrap(*envelope, now);
            content.key_index = i;
            content.rewrite = i != 0;
            const auto value = read_json_value(content.content, JsonReading::ruby);
            if (content.origin == SessionOrigin::opened && (!value || value->is_null()))
                return rejected(SessionOrigin::unreadable);
            return content;
        }
        return rejected(SessionOrigin::bad_signature);
    }

    std::string name_;
    RailsEnvelope envelope_;
    std::optional<std::chrono::seconds> age_;
    std::vector<signing::Hmac> keys_;
};

} // namespace

std::shared_ptr<const TextCookie> rails_signed_cookie(RailsOptions options)
{
    require(!options.secret_key_base.empty(), "Rails", "its secret_key_base");
    require(!options.cookie_name.empty(), "Rails", "a cookie_name");
    return std::make_shared<RailsSigned>(options);
}

} // namespace costrel::inline v1::interop
