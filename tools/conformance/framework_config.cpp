#include "argon2_key.hpp"
#include "framework_kinds.hpp"
#include "vector.hpp"

#include <costrel/base64.hpp>
#include <costrel/interop/authjs.hpp>
#include <costrel/interop/cookie_crate.hpp>
#include <costrel/interop/cookie_session.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/interop/express_session.hpp>
#include <costrel/interop/flask_session.hpp>
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

#include <functional>
#include <map>
#include <stdexcept>

namespace conformance {

namespace interop = costrel::interop;
using costrel::Dict;
using costrel::Value;

namespace {

std::string text(const Dict& config, std::string_view name, std::string_view otherwise = {})
{
    return optional_field(config, name) ? text_field(config, name) : std::string(otherwise);
}

std::vector<std::string> texts(const Dict& config, std::string_view name)
{
    std::vector<std::string> all;
    if (const Value* list = optional_field(config, name)) {
        for (const Value& item : *list->as<costrel::List>())
            all.push_back(*item.as<std::string>());
    }
    return all;
}

std::optional<std::chrono::seconds> duration(const Dict& config, std::string_view name)
{
    if (!optional_field(config, name))
        return std::nullopt;
    return std::chrono::seconds(integer_field(config, name));
}

std::string base64(std::string_view encoded)
{
    return costrel::base64_decode(encoded).value();
}

// Calls `add` with each configuration of "old".
template <class Add>
void older(const Dict& config, const Add& add)
{
    if (const Value* list = optional_field(config, "old")) {
        for (const Value& item : *list->as<costrel::List>())
            add(*item.as<Dict>());
    }
}

interop::DjangoOptions django_options(const Dict& config)
{
    interop::DjangoOptions options{.secret_key = text(config, "secret"),
                                   .secret_key_fallbacks = texts(config, "fallbacks"),
                                   .cookie_name = text(config, "cookie_name", "sessionid")};
    options.cookie_age = duration(config, "max_age").value_or(options.cookie_age);
    return options;
}

Framework django(const Dict& config)
{
    return {.session = interop::django(django_options(config))};
}

Framework django_rows(const Dict& config)
{
    return {.record = interop::django_rows(django_options(config))};
}

Framework starlette(const Dict& config)
{
    interop::StarletteOptions options{.secret_key = text(config, "secret"),
                                      .cookie_name = text(config, "cookie_name", "session")};
    if (config.contains("max_age"))
        options.max_age = duration(config, "max_age");
    return {.session = interop::starlette(options)};
}

interop::RailsOptions rails_options(const Dict& config)
{
    interop::RailsOptions options{.secret_key_base = text(config, "secret"),
                                  .cookie_name = text(config, "cookie_name"),
                                  .sha1 = text(config, "digest") == "SHA1",
                                  .expire_after = duration(config, "expire_after"),
                                  .accept_without_purpose = true};
    if (config.contains("expires_in"))
        options.expire_after = duration(config, "expires_in");
    older(config, [&](const Dict& old) {
        options.rotations.push_back({text(old, "secret"), text(old, "digest") == "SHA1"});
    });
    return options;
}

Framework rails(const Dict& config)
{
    return {.session = interop::rails(rails_options(config))};
}

Framework rails_signed(const Dict& config)
{
    return {.text = interop::rails_signed_cookie(rails_options(config))};
}

Framework cookie_session(const Dict& config)
{
    return {.session =
                interop::cookie_session({texts(config, "keys"), text(config, "cookie_name")})};
}

Framework express_session(const Dict& config)
{
    return {.record = interop::express_session(
                {.secrets = texts(config, "secrets"), .cookie_name = text(config, "cookie_name")})};
}

Framework secure_session(const Dict& config)
{
    interop::SecureSessionOptions options{.cookie_name = text(config, "cookie_name"),
                                          .accept_without_time = true};
    options.expiry = duration(config, "expiry").value_or(options.expiry);
    for (const std::string& key : texts(config, "keys_b64"))
        options.keys.push_back(base64(key));
    if (options.keys.empty())
        options.keys.push_back(argon2_key(
            text(config, "secret"),
            config.contains("salt") ? text(config, "salt") : base64("mq9hDxBVDbspDR6nLfFT1g==")));
    return {.session = interop::secure_session(options)};
}

Framework iron(const Dict& config)
{
    interop::IronSessionOptions options{.cookie_name = text(config, "cookie_name"),
                                        .chunk = flag(config, "chunk")};
    options.ttl = duration(config, "ttl").value_or(options.ttl);
    for (const costrel::DictItem& item : dict_field(config, "passwords"))
        options.passwords.emplace_back(static_cast<unsigned>(std::stoul(item.key)),
                                       *item.value.as<std::string>());
    return {.session = interop::iron_session(options)};
}

Framework authjs(const Dict& config)
{
    interop::AuthJsOptions options{.secrets = texts(config, "secrets"),
                                   .version =
                                       static_cast<unsigned>(integer_field(config, "version")),
                                   .cookie_name = text(config, "cookie_name"),
                                   .accept_without_exp = true};
    options.max_age = duration(config, "max_age").value_or(options.max_age);
    if (options.version == 4)
        options.secrets.resize(1);
    return {.session = interop::authjs(options)};
}

Framework hono(const Dict& config)
{
    return {.text = interop::hono_cookie({text(config, "secret"), text(config, "cookie_name")})};
}

Framework phoenix(const Dict& config)
{
    interop::PhoenixOptions options{text(config, "secret"), text(config, "cookie_name"),
                                    text(config, "signing_salt"), text(config, "encryption_salt")};
    older(config, [&](const Dict& old) {
        options.rotations.push_back(
            {text(old, "secret"), text(old, "signing_salt"), text(old, "encryption_salt")});
    });
    return {.session = interop::phoenix(options)};
}

Framework play(const Dict& config)
{
    return {.session = interop::play({.secret_key = text(config, "secret"),
                                      .max_age = duration(config, "max_age"),
                                      .accept_legacy = true,
                                      .legacy = flag(config, "legacy")})};
}

interop::LaravelOptions laravel_options(const Dict& config)
{
    return {.app_key = text(config, "key"),
            .previous_keys = texts(config, "previous"),
            .gcm = text(config, "cipher").ends_with("GCM"),
            .cookie_name = text(config, "cookie_name"),
            .storage = text(config, "storage") == "database"
                           ? interop::LaravelOptions::Storage::database
                           : interop::LaravelOptions::Storage::file};
}

// The driver "cookie" is two such cookies: framework_read.cpp takes them apart.
Framework laravel(const Dict& config)
{
    return {.record = interop::laravel(laravel_options(config)),
            .text = interop::laravel_cookie(laravel_options(config))};
}

Framework laravel_cookie(const Dict& config)
{
    return {.text = interop::laravel_cookie(laravel_options(config))};
}

Framework flask_session(const Dict& config)
{
    using enum interop::FlaskSessionSerialization;
    interop::FlaskSessionOptions options{.serialization =
                                             text(config, "format") == "json" ? json : msgpack};
    if (optional_field(config, "signer_key"))
        options.signer_key = text_field(config, "signer_key");
    return {.record = interop::flask_session(options)};
}

Framework php_session(const Dict& config)
{
    using Handler = interop::PhpSessionOptions::Handler;
    return {.record = interop::php_session(
                {text(config, "handler") == "php" ? Handler::php : Handler::php_serialize})};
}

Framework gorilla(const Dict& config)
{
    using Payload = interop::GorillaOptions::Payload;
    interop::GorillaOptions options{.cookie_name = text(config, "cookie_name"),
                                    .payload = text(config, "format") == "json" ? Payload::json
                                                                                : Payload::gob};
    options.max_age = duration(config, "max_age").value_or(options.max_age);
    for (const Value& pair : list_field(config, "keys_hex")) {
        const auto& keys = *pair.as<costrel::List>();
        options.key_pairs.emplace_back(from_hex(*keys[0].as<std::string>()),
                                       from_hex(*keys[1].as<std::string>()));
    }
    return {.session = interop::gorilla(options)};
}

Framework cookie_crate(const Dict& config)
{
    return {.text = interop::cookie_crate({.key = base64(text(config, "key_b64")),
                                           .derive = flag(config, "derive"),
                                           .cookie_name = text(config, "cookie_name"),
                                           .encrypted = text(config, "jar") == "private"})};
}

} // namespace

Framework framework_of(const Dict& vector)
{
    static const std::map<std::string_view, Framework (*)(const Dict&)> makers{
        {"authjs", authjs},
        {"cookie_rs", cookie_crate},
        {"cookie_session", cookie_session},
        {"django", django},
        {"django_db", django_rows},
        {"express_session", express_session},
        {"flask_session", flask_session},
        {"gorilla", gorilla},
        {"hono", hono},
        {"iron", iron},
        {"laravel", laravel},
        {"laravel_cookie", laravel_cookie},
        {"phoenix", phoenix},
        {"php_session", php_session},
        {"play", play},
        {"rails", rails},
        {"rails_signed", rails_signed},
        {"secure_session", secure_session},
        {"starlette", starlette},
    };
    return makers.at(text_field(vector, "kind"))(dict_field(vector, "config"));
}

std::string random_of(const Dict& vector)
{
    const Value* random = optional_field(vector, "random");
    const Dict* drawn = random ? random->as<Dict>() : nullptr;
    std::string bytes;
    if (!drawn) // it refused before it drew any
        return std::string(128, '\0');
    for (const char* name : {"salt_e", "salt_m", "iv", "nonce"}) {
        if (drawn->contains(name))
            bytes += hex_field(*drawn, name);
    }
    if (drawn->contains("jti")) { // the last 16 of 32
        bytes.resize(16);
        const auto jti = costrel::Uuid::parse(text_field(*drawn, "jti"));
        for (const unsigned char byte : jti.value().bytes)
            bytes += static_cast<char>(byte);
    }
    return bytes;
}

} // namespace conformance
