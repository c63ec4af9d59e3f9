#include "flow_config.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace conformance {

namespace {

using costrel::Value;

std::string text(const Value& value)
{
    if (const auto* found = value.as<std::string>())
        return *found;
    return {}; // null and false
}

std::optional<std::string> optional_text(const Value& value)
{
    if (const auto* found = value.as<std::string>())
        return *found;
    return std::nullopt;
}

// Rule: a lifetime has whole seconds. Flask truncates the age limit too, and Expires has none.
std::chrono::seconds whole_seconds(const Value& value)
{
    if (const auto* number = value.as<double>())
        return std::chrono::seconds(static_cast<std::int64_t>(std::floor(*number)));
    return std::chrono::seconds(*value.as<std::int64_t>());
}

void set(costrel::Config& config, std::string_view key, const Value& value)
{
    if (key == "SECRET_KEY")
        config.secret_key = text(value);
    else if (key == "SECRET_KEY_FALLBACKS") {
        if (const auto* keys = value.as<costrel::List>())
            for (const Value& old : *keys)
                config.secret_key_fallbacks.push_back(text(old));
    } else if (key == "SESSION_COOKIE_NAME")
        config.session_cookie_name = text(value);
    else if (key == "SESSION_COOKIE_DOMAIN")
        config.session_cookie_domain = optional_text(value);
    else if (key == "SESSION_COOKIE_PATH")
        config.session_cookie_path = optional_text(value);
    else if (key == "SESSION_COOKIE_HTTPONLY")
        config.session_cookie_httponly = value.truth();
    else if (key == "SESSION_COOKIE_SECURE")
        config.session_cookie_secure = value.truth();
    else if (key == "SESSION_COOKIE_PARTITIONED")
        config.session_cookie_partitioned = value.truth();
    else if (key == "SESSION_COOKIE_SAMESITE")
        config.session_cookie_samesite = optional_text(value);
    else if (key == "APPLICATION_ROOT")
        config.application_root = text(value);
    else if (key == "SESSION_REFRESH_EACH_REQUEST")
        config.session_refresh_each_request = value.truth();
    else if (key == "PERMANENT_SESSION_LIFETIME")
        config.permanent_session_lifetime = whole_seconds(value);
    else if (key == "MAX_COOKIE_SIZE")
        config.max_cookie_size = static_cast<std::size_t>(*value.as<std::int64_t>());
    else
        throw std::runtime_error("unknown configuration key " + std::string(key));
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

} // namespace

costrel::Config flow_config(const costrel::Dict& config)
{
    costrel::Config result;
    for (const auto& [key, value] : config)
        set(result, key, value);
    return result;
}

bool is_refused_at_start(const costrel::Config& config)
{
    const bool secure = config.session_cookie_secure || config.session_cookie_partitioned;
    const std::string name = lower(config.session_cookie_name.value_or("session"));
    if (const auto& samesite = config.session_cookie_samesite) {
        const std::string kind = lower(*samesite);
        if (kind != "strict" && kind != "lax" && kind != "none")
            return true;
        if (kind == "none" && !secure)
            return true;
    }
    if (const auto& domain = config.session_cookie_domain) {
        const auto ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
        if (domain->empty() || !std::all_of(domain->begin(), domain->end(), ascii))
            return true;
    }
    const std::string path = config.session_cookie_path.value_or("");
    const bool root = (path.empty() ? config.application_root : path) == "/";
    if (name.starts_with("__host-") && (!secure || config.session_cookie_domain || !root))
        return true;
    if (name.starts_with("__secure-") && !secure)
        return true;
    return config.permanent_session_lifetime.count() < 0;
}

} // namespace conformance
