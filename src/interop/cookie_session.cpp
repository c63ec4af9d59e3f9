#include "interop/foreign_format.hpp"
#include "interop/foreign_json.hpp"
#include "interop/json_dialect.hpp"
#include "interop/keys.hpp"
#include "interop/options.hpp"
#include "interop/strict_base64.hpp"

#include <costrel/interop/cookie_session.hpp>

#include <algorithm>
#include <array>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

// What `in` finds on a session object: cookie-session loses entries of these names.
constexpr std::array<std::string_view, 16> own_names{
    "isChanged",        "isNew",
    "isPopulated",      "_ctx",
    "constructor",      "toString",
    "toLocaleString",   "valueOf",
    "hasOwnProperty",   "isPrototypeOf",
    "__proto__",        "propertyIsEnumerable",
    "__defineGetter__", "__defineSetter__",
    "__lookupGetter__", "__lookupSetter__",
};

bool is_own_name(std::string_view name)
{
    return std::ranges::find(own_names, name) != own_names.end();
}

// NAME = BASE64(JSON), and NAME.sig, the MAC of "NAME=BASE64".
class CookieSession final : public SessionFormat {
public:
    explicit CookieSession(CookieSessionOptions options) : name_(std::move(options.cookie_name))
    {
        require(!options.keys.empty(), "cookie-session", "its keys");
        for (const std::string& key : options.keys)
            keys_.emplace_back("sha1", key);
    }

    SealedContent open(const CookieField& cookies, sys_seconds) const override
    {
        return guarded([&] {
            const auto signatures = cookies.all(name_ + ".sig", CookieField::Reading::raw);
            return first_good(cookies.all(name_, CookieField::Reading::raw),
                              [&](std::string_view value) {
                                  return first_good(signatures, [&](std::string_view signature) {
                                      return open_pair(value, signature);
                                  });
                              });
        });
    }

    std::optional<Dict> read(std::string_view content) const override
    {
        auto session = read_json_object(content, JsonReading::javascript);
        for (const std::string_view name : own_names) {
            if (session)
                session->erase(name);
        }
        return session;
    }

    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        for (const DictItem& item : session.values) {
            if (is_own_name(item.key))
                return CannotCarry{item.key, "an entry of a name that cookie-session keeps"};
        }
        const auto json = write_json(session.values, javascript_json);
        if (!json)
            return json.error();
        std::string value = base64_of(*json, Base64::standard);
        std::string signature = base64_of(mac_of(keys_.front(), {name_, "=", value}), Base64::url);
        return std::vector<OutCookie>{{name_, std::move(value)},
                                      {name_ + ".sig", std::move(signature)}};
    }

    std::uint64_t cache_number(sys_seconds) const noexcept override { return number_; }
    std::vector<std::string> cookie_names() const override { return {name_, name_ + ".sig"}; }
    FormatTraits traits() const noexcept override
    {
        return {.framework = "cookie-session",
                .keeps_created = false,
                .keeps_active = false,
                .keeps_handle = false};
    }
    CookieDefaults defaults() const override { return {.name = name_}; }
    std::string user_key() const override { return {}; } // that site has no fixed one

private:
    SealedContent open_pair(std::string_view value, std::string_view signature) const
    {
        const auto mac = read_base64(signature, Base64::url);
        for (std::size_t i = 0; mac && i < keys_.size(); ++i) {
            if (!is_mac_of(keys_[i], {name_, "=", value}, *mac))
                continue;
            auto json = read_base64(value, Base64::standard);
            return json ? opened(*std::move(json), i) : rejected(SessionOrigin::unreadable);
        }
        return rejected(SessionOrigin::bad_signature);
    }

    std::string name_;
    std::vector<signing::Hmac> keys_;
    std::uint64_t number_ = new_cache_number();
};

} // namespace

std::shared_ptr<const SessionFormat> cookie_session(CookieSessionOptions options)
{
    return std::make_shared<CookieSession>(std::move(options));
}

} // namespace costrel::inline v1::interop
