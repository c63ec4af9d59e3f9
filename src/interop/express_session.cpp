#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/framework_entries.hpp"
#include "interop/iso_time.hpp"
#include "interop/json_dialect.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/percent_coding.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/express_session.hpp>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

class ExpressSession final : public RecordFormat {
public:
    explicit ExpressSession(ExpressSessionOptions options) : options_(std::move(options))
    {
        require(!options_.secrets.empty(), "express-session", "its secrets");
        for (const std::string& secret : options_.secrets)
            keys_.emplace_back("sha256", secret);
    }

    CookieId read_id(const CookieField& cookies, std::chrono::sys_seconds) const override
    {
        return first_good_id(cookies.all(options_.cookie_name, CookieField::Reading::uri),
                             [&](std::string_view value) { return signed_id(value); });
    }

    std::vector<OutCookie> write_id(std::string_view id, std::span<const std::byte>,
                                    std::chrono::sys_seconds) const override
    {
        std::string text = "s:" + std::string(id) + '.';
        append_base64(text, mac_of(keys_.front(), {id}), Base64::standard_unpadded);
        return {{options_.cookie_name, percent_of(text, uri_component_marks)}};
    }
    std::string new_id(std::span<const std::byte> random) const override
    {
        return base64_of(view_of(random.first(24)), Base64::url);
    }
    StoreKey key(std::string_view id) const override
    {
        return {options_.key_prefix + std::string(id), true};
    }

    SealedContent open(std::string_view record, sys_seconds now) const override
    {
        return guarded([&] {
            const auto session = read_json_object(record, JsonReading::javascript);
            if (!session)
                return rejected(SessionOrigin::unreadable);
            SealedContent content = opened(std::string(record));
            const Value* cookie = session->find("cookie");
            const Dict* attributes = cookie ? cookie->as<Dict>() : nullptr;
            const Value* expires = attributes ? attributes->find("expires") : nullptr;
            if (!expires || expires->is_null())
                return content;
            const auto* text = expires->as<std::string>();
            content.ends = text ? read_iso_time(*text) : std::nullopt;
            if (!content.ends)
                return rejected(SessionOrigin::unreadable);
            return now < *content.ends ? content : rejected(SessionOrigin::expired);
        });
    }
    std::optional<Dict> read(std::string_view content) const override
    {
        return read_json_object(content, JsonReading::javascript);
    }

    Result<std::string, CannotCarry> write(const SessionToSave& session) const override
    {
        Dict values{{"cookie", attributes(session)}};
        values.update(session.values);
        values.set("cookie", attributes(session));
        return write_json(values, javascript_json);
    }

    std::vector<std::string> cookie_names() const override { return {options_.cookie_name}; }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "express-session",
                .keeps_created = false,
                .keeps_active = false,
                .keeps_handle = false,
                .lifetime = options_.max_age.value_or(std::chrono::days(1)),
                .entries = &express_entries()};
    }
    CookieDefaults defaults() const override
    {
        return {.name = options_.cookie_name, .max_age = options_.max_age};
    }
    std::string user_key() const override { return {}; } // that site has no fixed one

private:
    SealedContent signed_id(std::string_view value) const
    {
        const std::size_t dot = value.rfind('.');
        if (!value.starts_with("s:") || dot == value.npos || dot < 3)
            return rejected(SessionOrigin::malformed);
        const std::string_view id = value.substr(2, dot - 2);
        const auto mac = read_base64(value.substr(dot + 1), Base64::standard_unpadded);
        for (std::size_t i = 0; mac && i < keys_.size(); ++i) {
            if (is_mac_of(keys_[i], {id}, *mac))
                return opened(std::string(id), i);
        }
        return rejected(SessionOrigin::bad_signature);
    }

    // The entry "cookie": what the session says of it, or what Express begins with.
    Dict attributes(const SessionToSave& session) const
    {
        Dict cookie{
            {"originalMaxAge", nullptr}, {"expires", nullptr}, {"httpOnly", true}, {"path", "/"}};
        const Value* own = session.values.find("cookie");
        if (const Dict* kept = own ? own->as<Dict>() : nullptr)
            cookie = *kept;
        if (options_.max_age)
            cookie.set("originalMaxAge", options_.max_age->count() * 1000);
        // Counted anew from each save, as Express does.
        if (const auto age = express_entries().lifetime(Dict{{"cookie", cookie}}, session.now))
            cookie.set("expires", iso_time_of(session.now + *age));
        return cookie;
    }

    ExpressSessionOptions options_;
    std::vector<signing::Hmac> keys_;
};

} // namespace

std::shared_ptr<const RecordFormat> express_session(ExpressSessionOptions options)
{
    return std::make_shared<ExpressSession>(std::move(options));
}

} // namespace costrel::inline v1::interop
