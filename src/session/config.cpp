#include "sealing/key_time.hpp"
#include "session/config_variables.hpp"

#include <costrel/config.hpp>
#include <costrel/json.hpp>
#include <costrel/session/format.hpp>
#include <costrel/value.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace costrel::inline v1 {

namespace {

// One variable of the environment: its name for messages and its text.
struct Variable {
    std::string name;
    std::string_view text;
};

[[noreturn]] void refuse(const Variable& variable, std::string_view wanted)
{
    throw ConfigError("costrel: " + variable.name + " must be " + std::string(wanted) + ", not \"" +
                      std::string(variable.text) + "\"");
}

void read(const Variable& variable, std::string& value)
{
    value = variable.text;
}

void read(const Variable& variable, std::optional<std::string>& value)
{
    value = std::string(variable.text);
}

void read(const Variable& variable, SessionStoreRef& value)
{
    value = std::string(variable.text);
}

void read(const Variable& variable, bool& value)
{
    if (variable.text == "true" || variable.text == "True" || variable.text == "1")
        value = true;
    else if (variable.text == "false" || variable.text == "False" || variable.text == "0")
        value = false;
    else
        refuse(variable, "true or false");
}

void read(const Variable& variable, std::optional<bool>& value)
{
    bool flag = false;
    read(variable, flag);
    value = flag;
}

template <std::integral T>
void read(const Variable& variable, T& value)
{
    const char* end = variable.text.data() + variable.text.size();
    T number{};
    const auto [stop, error] = std::from_chars(variable.text.data(), end, number);
    if (error != std::errc{} || stop != end)
        refuse(variable, "a whole number");
    value = number;
}

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};
constexpr std::array<Unit, 6> units = {
    {{"", 1'000}, {"ms", 1}, {"s", 1'000}, {"min", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

// A number of seconds, or one with its unit: "90", "30min", "31d".
void read(const Variable& variable, std::chrono::milliseconds& value)
{
    constexpr std::string_view wanted = "a number of seconds, or one with ms, s, min, h or d";
    const char* const end = variable.text.data() + variable.text.size();
    std::int64_t count{};
    const auto [stop, error] = std::from_chars(variable.text.data(), end, count);
    const std::string_view name(stop, static_cast<std::size_t>(end - stop));
    const auto unit = std::ranges::find(units, name, &Unit::name);
    std::int64_t product{};
    if (error != std::errc{} || unit == units.end() ||
        __builtin_mul_overflow(count, unit->milliseconds, &product))
        refuse(variable, wanted);
    value = std::chrono::milliseconds(product);
}

void read(const Variable& variable, std::chrono::seconds& value)
{
    std::chrono::milliseconds exact{};
    read(variable, exact);
    value = std::chrono::duration_cast<std::chrono::seconds>(exact);
    if (value != exact)
        refuse(variable, "a whole number of seconds");
}

void read(const Variable& variable, std::optional<std::chrono::seconds>& value)
{
    read(variable, value.emplace());
}

void read(const Variable& variable, std::optional<std::chrono::sys_seconds>& value)
{
    value = sealing::read_key_time(variable.text);
    if (!value)
        refuse(variable, "a time such as 2026-11-27T08:00:00Z");
}

void read(const Variable& variable, detail::Shared<const SessionFormat>& value)
{
    if (variable.text == "flask")
        value = SessionFormat::flask();
    else if (variable.text == "sealed")
        value = SessionFormat::sealed();
    else
        refuse(variable, "flask or sealed");
}

void read(const Variable& variable, Outage& value)
{
    if (variable.text == "fail")
        value = Outage::fail;
    else if (variable.text == "anonymous")
        value = Outage::anonymous;
    else if (variable.text == "stale")
        value = Outage::stale;
    else
        refuse(variable, "fail, anonymous or stale");
}

// The text is not quoted: it may be made of keys.
[[noreturn]] void refuse_list(const Variable& variable)
{
    throw ConfigError("costrel: " + variable.name +
                      R"( must be a JSON list of texts, such as ["one","another"])");
}

void read(const Variable& variable, std::vector<std::string>& value)
{
    const auto list = json_loads(variable.text);
    if (!list || !list->as<List>())
        refuse_list(variable);
    value.clear();
    for (const Value& element : *list->as<List>()) {
        const auto* text = element.as<std::string>();
        if (!text)
            refuse_list(variable);
        value.push_back(*text);
    }
}

// Calls `take` with the name in the environment, without its prefix, and the value of each key.
template <class Take>
void take_all(Config& base, Take take)
{
    take("SECRET_KEY", base.secret_key);
    take("SECRET_KEY_FALLBACKS", base.secret_key_fallbacks);
    take("SESSION_KEYS_FILE", base.session_keys_file);
    take("SESSION_KEYS", base.session_keys);
    take("SESSION_KEYS_INTERVAL", base.session_keys_interval);
    take("SESSION_FORMAT", base.session_format);
    take("SESSION_APPLICATION", base.session_application);
    take("SESSION_PADDING", base.session_padding);
    take("SESSION_COMPRESSION", base.session_compression);
    take("SESSION_ACCEPT_OTHER_UNTIL", base.session_accept_other_until);
    take("SESSION_ACCEPT_OTHER_NAME", base.session_accept_other_name);
    take("FAIL_ON_LOST_LOGOUT", base.fail_on_lost_logout);
    take("PROTECT_CSRF", base.protect_csrf);
    take("SESSION_COOKIE_NAME", base.session_cookie_name);
    take("SESSION_COOKIE_DOMAIN", base.session_cookie_domain);
    take("SESSION_COOKIE_PATH", base.session_cookie_path);
    take("SESSION_COOKIE_HTTPONLY", base.session_cookie_httponly);
    take("SESSION_COOKIE_SECURE", base.session_cookie_secure);
    take("SESSION_COOKIE_PARTITIONED", base.session_cookie_partitioned);
    take("SESSION_COOKIE_SAMESITE", base.session_cookie_samesite);
    take("PERMANENT_SESSION_LIFETIME", base.permanent_session_lifetime);
    take("SESSION_REFRESH_EACH_REQUEST", base.session_refresh_each_request);
    take("SESSION_IDLE_TIMEOUT", base.session_idle_timeout);
    take("SESSION_ABSOLUTE_TIMEOUT", base.session_absolute_timeout);
    take("SESSION_RENEW_AFTER", base.session_renew_after);
    take("SESSION_CLOCK_SKEW", base.session_clock_skew);
    take("SESSION_USER_KEY", base.session_user_key);
    take("SESSION_STORE", base.session_store);
    take("SESSION_MAX_RECORD", base.session_max_record);
    take("SESSION_STORE_TIMEOUT", base.session_store_timeout);
    take("SESSION_OUTAGE", base.session_outage);
    take("SESSION_STALE_FOR", base.session_stale_for);
    take("SESSION_ROTATE_AFTER", base.session_rotate_after);
    take("SESSION_ROTATE_GRACE", base.session_rotate_grace);
    take("SESSION_MAX_PER_USER", base.session_max_per_user);
    take("SESSION_SUMMARY_KEYS", base.session_summary_keys);
    take("MAX_COOKIE_SIZE", base.max_cookie_size);
    take("APPLICATION_ROOT", base.application_root);
    take("MAX_CONTENT_LENGTH", base.max_content_length);
    take("MAX_FORM_MEMORY_SIZE", base.max_form_memory_size);
    take("MAX_FORM_PARTS", base.max_form_parts);
    take("DEBUG", base.debug);
    take("TEMPLATES_AUTO_RELOAD", base.templates_auto_reload);
    take("TRUSTED_HOSTS", base.trusted_hosts);
    take("RESIGN_ON_FALLBACK", base.resign_on_fallback);
    take("REQUIRE_STRONG_SECRET", base.require_strong_secret);
    take("FAIL_ON_LARGE_COOKIE", base.fail_on_large_cookie);
    take("SESSION_MAX_COOKIE_IN", base.session_max_cookie_in);
    take("SESSION_INFLATE_LIMIT", base.session_inflate_limit);
    take("SESSION_JSON_DEPTH", base.session_json_depth);
    take("SESSION_CACHE_BYTES", base.session_cache_bytes);
    take("MAX_BODY_MEMORY", base.max_body_memory);
    take("MAX_TEMPORARY_BYTES", base.max_temporary_bytes);
    take("TEMPORARY_FOLDER", base.temporary_folder);
    take("PROXY_FIX_X_FOR", base.proxy_fix.x_for);
    take("PROXY_FIX_X_PROTO", base.proxy_fix.x_proto);
    take("PROXY_FIX_X_HOST", base.proxy_fix.x_host);
    take("PROXY_FIX_X_PORT", base.proxy_fix.x_port);
    take("PROXY_FIX_X_PREFIX", base.proxy_fix.x_prefix);
    take("BLOCKING_THREADS", base.blocking_threads);
    take("BLOCKING_QUEUE", base.blocking_queue);
    take("ACCESS_LOG", base.access_log);
    take("ACCESS_LOG_FILE", base.access_log_file);
    take("ACCESS_LOG_QUERY", base.access_log_query);
    take("REQUEST_ID_HEADER", base.request_id_header);
    take("SEND_REQUEST_ID", base.send_request_id);
}

} // namespace

Config Config::from_env(std::string_view prefix)
{
    return from_env(prefix, Config{});
}

Config Config::from_env(std::string_view prefix, Config base)
{
    take_all(base, [&](std::string_view key, auto& value) {
        const Variable variable{std::string(prefix) + std::string(key), {}};
        if (const char* text = std::getenv(variable.name.c_str()))
            read(Variable{variable.name, text}, value);
    });
    return base;
}

std::vector<std::string_view> config_variables()
{
    std::vector<std::string_view> names;
    Config base;
    take_all(base, [&](std::string_view key, auto&) { names.push_back(key); });
    return names;
}

} // namespace costrel::inline v1
