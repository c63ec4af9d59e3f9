#include "site.hpp"

#include <costrel/base64.hpp>
#include <costrel/config_error.hpp>
#include <costrel/interop/authjs.hpp>
#include <costrel/interop/cookie_crate.hpp>
#include <costrel/interop/cookie_session.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/interop/express_session.hpp>
#include <costrel/interop/gorilla.hpp>
#include <costrel/interop/hono.hpp>
#include <costrel/interop/iron_session.hpp>
#include <costrel/interop/laravel.hpp>
#include <costrel/interop/phoenix.hpp>
#include <costrel/interop/php_session.hpp>
#include <costrel/interop/play.hpp>
#include <costrel/interop/rails.hpp>
#include <costrel/interop/secure_session.hpp>
#include <costrel/interop/starlette.hpp>

#include <algorithm>
#include <charconv>

namespace costrel::inline v1::command {

namespace {

// The keys and options of a site, each taken out by its name: what is left over is a mistake.
class Given {
public:
    explicit Given(SiteOptions given) : given_(std::move(given))
    {
        if (flag("keys_in_base64"))
            for (std::string& key : given_.keys)
                key = decoded(key);
    }

    const std::string& key() const
    {
        if (given_.keys.empty())
            throw ConfigError("costrel: name the site's key with --key-file");
        return given_.keys.front();
    }
    std::vector<std::string> keys() const
    {
        key();
        return given_.keys;
    }
    std::vector<std::string> older_keys() const
    {
        key();
        return {given_.keys.begin() + 1, given_.keys.end()};
    }

    std::string text(std::string_view name, std::string_view otherwise = {})
    {
        const auto found =
            std::ranges::find(given_.options, name, &std::pair<std::string, std::string>::first);
        if (found == given_.options.end())
            return std::string(otherwise);
        std::string value = std::move(found->second);
        given_.options.erase(found);
        return value;
    }
    bool flag(std::string_view name)
    {
        const std::string value = text(name, "false");
        if (value != "true" && value != "false")
            throw ConfigError("costrel: --option " + std::string(name) + " is true or false");
        return value == "true";
    }
    std::chrono::seconds time(std::string_view name, std::chrono::seconds otherwise)
    {
        const std::string value = text(name, std::to_string(otherwise.count()));
        std::int64_t count = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
        if (error != std::errc() || end != value.data() + value.size() || count < 0)
            throw ConfigError("costrel: --option " + std::string(name) + " is a number of seconds");
        return std::chrono::seconds(count);
    }
    // Throws when an option was not taken.
    void finish() const
    {
        if (!given_.options.empty())
            throw ConfigError("costrel: the format " + given_.format + " has no option \"" +
                              given_.options.front().first + "\"");
    }

private:
    static std::string decoded(const std::string& key)
    {
        auto bytes = base64_decode(key);
        if (!bytes)
            throw ConfigError("costrel: a key is not in base64");
        return *std::move(bytes);
    }

    SiteOptions given_;
};

interop::DjangoOptions django_options(Given& given)
{
    return {.secret_key = given.key(),
            .secret_key_fallbacks = given.older_keys(),
            .cookie_name = given.text("cookie_name", "sessionid"),
            .cookie_age = given.time("cookie_age", std::chrono::days(14))};
}

interop::AuthJsOptions authjs_options(Given& given, unsigned version)
{
    return {.secrets = given.keys(), .version = version, .cookie_name = given.text("cookie_name")};
}

interop::RailsOptions rails_options(Given& given)
{
    const bool sha1 = given.flag("sha1");
    interop::RailsOptions options{
        .secret_key_base = given.key(), .cookie_name = given.text("cookie_name"), .sha1 = sha1};
    for (const std::string& key : given.older_keys())
        options.rotations.push_back({key, sha1});
    return options;
}

interop::PhoenixOptions phoenix_options(Given& given)
{
    interop::PhoenixOptions options{.secret_key_base = given.key(),
                                    .cookie_name = given.text("cookie_name", "_session"),
                                    .signing_salt = given.text("signing_salt"),
                                    .encryption_salt = given.text("encryption_salt")};
    for (const std::string& key : given.older_keys())
        options.rotations.push_back({key, options.signing_salt, options.encryption_salt});
    return options;
}

interop::GorillaOptions gorilla_options(Given& given)
{
    const std::string block = given.text("block_key");
    interop::GorillaOptions options{.cookie_name = given.text("cookie_name")};
    for (const std::string& key : given.keys())
        options.key_pairs.emplace_back(key, block);
    if (given.text("payload", "gob") == "json")
        options.payload = interop::GorillaOptions::Payload::json;
    options.max_age = given.time("max_age", options.max_age);
    return options;
}

interop::IronSessionOptions iron_options(Given& given)
{
    interop::IronSessionOptions options{.cookie_name = given.text("cookie_name"),
                                        .chunk = given.flag("chunk")};
    // The first one seals, so it has the greatest number.
    auto number = static_cast<unsigned>(given.keys().size());
    for (const std::string& key : given.keys())
        options.passwords.emplace_back(number--, key);
    return options;
}

interop::LaravelOptions laravel_options(Given& given)
{
    return {.app_key = given.key(),
            .previous_keys = given.older_keys(),
            .gcm = given.flag("gcm"),
            .cookie_name = given.text("cookie_name", "laravel_session")};
}

struct Named {
    std::string_view name;
    std::string_view cookie_name; // the usual one; empty: each site has its own
    Site (*make)(Given& given);
};

constexpr Named formats[] = {
    {"authjs", "__Secure-authjs.session-token",
     [](Given& given) { return Site{.session = authjs(authjs_options(given, 5))}; }},
    {"cookie-crate", "",
     [](Given& given) {
         return Site{.text = interop::cookie_crate({.key = given.key(),
                                                    .derive = given.flag("derive"),
                                                    .cookie_name = given.text("cookie_name"),
                                                    .encrypted = !given.flag("signed")})};
     }},
    {"cookie-session", "session",
     [](Given& given) {
         return Site{.session = interop::cookie_session(
                         {given.keys(), given.text("cookie_name", "session")})};
     }},
    {"django", "sessionid",
     [](Given& given) { return Site{.session = django(django_options(given))}; }},
    {"django-rows", "sessionid",
     [](Given& given) { return Site{.record = django_rows(django_options(given))}; }},
    {"express-session", "connect.sid",
     [](Given& given) {
         return Site{.record = interop::express_session(
                         {.secrets = given.keys(),
                          .cookie_name = given.text("cookie_name", "connect.sid")})};
     }},
    {"gorilla", "", [](Given& given) { return Site{.session = gorilla(gorilla_options(given))}; }},
    {"hono", "",
     [](Given& given) {
         return Site{.text = interop::hono_cookie({given.key(), given.text("cookie_name")})};
     }},
    {"iron-session", "",
     [](Given& given) { return Site{.session = iron_session(iron_options(given))}; }},
    {"laravel", "laravel_session",
     [](Given& given) { return Site{.record = laravel(laravel_options(given))}; }},
    {"laravel-cookie", "laravel_session",
     [](Given& given) { return Site{.text = laravel_cookie(laravel_options(given))}; }},
    {"nextauth", "__Secure-next-auth.session-token",
     [](Given& given) { return Site{.session = authjs(authjs_options(given, 4))}; }},
    {"phoenix", "_session",
     [](Given& given) { return Site{.session = phoenix(phoenix_options(given))}; }},
    {"php", "PHPSESSID",
     [](Given& given) {
         return Site{.record = interop::php_session(
                         {.cookie_name = given.text("cookie_name", "PHPSESSID")})};
     }},
    {"play", "PLAY_SESSION",
     [](Given& given) {
         return Site{.session =
                         interop::play({.secret_key = given.key(),
                                        .cookie_name = given.text("cookie_name", "PLAY_SESSION"),
                                        .accept_legacy = given.flag("accept_legacy")})};
     }},
    {"rails", "", [](Given& given) { return Site{.session = rails(rails_options(given))}; }},
    {"rails-signed", "",
     [](Given& given) { return Site{.text = rails_signed_cookie(rails_options(given))}; }},
    {"secure-session", "session",
     [](Given& given) {
         return Site{.session = interop::secure_session(
                         {.keys = given.keys(),
                          .cookie_name = given.text("cookie_name", "session"),
                          .expiry = given.time("expiry", std::chrono::seconds(86'401))})};
     }},
    {"starlette", "session",
     [](Given& given) {
         return Site{.session = interop::starlette(
                         {.secret_key = given.key(),
                          .cookie_name = given.text("cookie_name", "session"),
                          .max_age = given.time("max_age", std::chrono::days(14))})};
     }},
};

const Named& named(std::string_view name)
{
    const auto* const format = std::ranges::find(formats, name, &Named::name);
    if (format == std::end(formats))
        throw ConfigError("costrel: there is no format \"" + std::string(name) +
                          "\"; there are: " + format_names());
    return *format;
}

} // namespace

std::string cookie_name(const SiteOptions& options)
{
    for (const auto& [name, value] : options.options)
        if (name == "cookie_name")
            return value;
    return std::string(named(options.format).cookie_name);
}

Site site_of(const SiteOptions& options)
{
    Given given(options);
    Site site = named(options.format).make(given);
    given.finish();
    return site;
}

std::string format_names()
{
    std::string names;
    for (const Named& format : formats)
        names.append(names.empty() ? "" : ", ").append(format.name);
    return names;
}

} // namespace costrel::inline v1::command
