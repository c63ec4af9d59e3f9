#include "session/config_check.hpp"

#include "encoding/ascii.hpp"

#include <costrel/cookie.hpp>
#include <costrel/json.hpp>

#include <algorithm>
#include <array>

namespace costrel::inline v1::session {

namespace {

using encoding::equal_ignoring_case;

[[noreturn]] void refuse(std::string_view key, std::string_view sentence)
{
    throw ConfigError("costrel: " + std::string(key) + " " + std::string(sentence));
}

bool has_control(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
    });
}

// Leading dots and a port are cut off when the cookie is written, as in Flask.
void check_domain(std::string_view domain)
{
    const std::size_t start = domain.find_first_not_of('.');
    const std::string_view host = start == domain.npos ? std::string_view{} : domain.substr(start);
    const bool ascii = std::all_of(host.begin(), host.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!ascii)
        refuse("session_cookie_domain", "must be in ASCII; write an international name as xn--…");
    constexpr std::string_view sentence = "must be a host name such as example.com, or not set";
    const std::size_t colon = std::min(host.find(':'), host.size());
    const std::string_view port = host.substr(colon); // with its colon, or nothing
    if (colon == 0 || port.find_first_not_of("0123456789", 1) != port.npos)
        refuse("session_cookie_domain", sentence);
    try {
        dump_cookie("name", "", {.domain = std::string(domain)});
    } catch (const std::invalid_argument&) {
        refuse("session_cookie_domain", sentence);
    }
}

void check_name(const SessionConfig& config, std::string_view name, bool secure,
                std::string_view path)
{
    // RFC 6265bis section 4.1.3: browsers drop a cookie that does not keep its name's promise.
    if (name.size() >= 9 && equal_ignoring_case(name.substr(0, 9), "__Secure-") && !secure)
        refuse("session_cookie_name",
               "begins with __Secure-, so session_cookie_secure must be true");
    if (name.size() < 7 || !equal_ignoring_case(name.substr(0, 7), "__Host-"))
        return;
    if (!secure)
        refuse("session_cookie_name", "begins with __Host-, so session_cookie_secure must be true");
    if (config.session_cookie_domain)
        refuse("session_cookie_name",
               "begins with __Host-, so session_cookie_domain must not be set");
    if (path != "/")
        refuse("session_cookie_name", "begins with __Host-, so session_cookie_path must be /");
}

} // namespace

std::string_view canonical_samesite(std::string_view value) noexcept
{
    constexpr std::array<std::string_view, 3> names = {"Strict", "Lax", "None"};
    for (const std::string_view name : names)
        if (equal_ignoring_case(value, name))
            return name;
    return {};
}

std::string cookie_path(const SessionConfig& config, const CookieDefaults& defaults)
{
    const std::string own = config.session_cookie_path.value_or("");
    if (!own.empty())
        return own;
    return config.application_root == "/" ? defaults.path : config.application_root;
}

void check_cookies(const SessionConfig& config, const std::vector<std::string>& names,
                   const CookieDefaults& defaults)
{
    const std::string path = cookie_path(config, defaults);
    if (!path.starts_with('/') || has_control(path))
        refuse("session_cookie_path and application_root",
               "must begin with a slash and have no control characters");
    if (const auto& domain = config.session_cookie_domain)
        check_domain(*domain);

    const bool secure =
        config.session_cookie_secure || config.session_cookie_partitioned || defaults.secure;
    if (const auto& samesite = config.session_cookie_samesite) {
        const std::string_view canonical = canonical_samesite(*samesite);
        if (canonical.empty())
            refuse("session_cookie_samesite",
                   "must be \"Strict\", \"Lax\" or \"None\", or not set");
        if (canonical == "None" && !secure)
            refuse("session_cookie_samesite",
                   "is \"None\", so session_cookie_secure must be true: browsers drop the cookie "
                   "otherwise");
    }
    // A format of another framework may have a name that is not a token: "express:sess".
    if (const auto& name = config.session_cookie_name; name && !encoding::is_token(*name))
        refuse("session_cookie_name",
               "must be a cookie name: letters, digits and !#$%&'*+-.^_`|~, at least one");
    for (const std::string& name : names)
        check_name(config, name, secure, path);
    if (const auto& name = config.session_cookie_name;
        name && std::find(names.begin(), names.end(), *name) == names.end())
        refuse("session_cookie_name", "is \"" + *name + "\", but the format's cookie is called \"" +
                                          names.front() +
                                          "\": leave it out, or give the format "
                                          "that name");
}

void check_session_config(const SessionConfig& config)
{
    using namespace std::chrono_literals;
    if (config.permanent_session_lifetime < 0s)
        refuse("permanent_session_lifetime", "must not be negative");
    if (config.permanent_session_lifetime > std::chrono::days(400))
        refuse("permanent_session_lifetime",
               "must be at most 400 days: browsers keep no cookie longer (RFC 6265bis)");
    if (config.session_padding < 1 || config.session_padding > 256)
        refuse("session_padding", "must be from 1 (none) to 256 bytes");
    if (!config.session_accept_other_name.empty() && !config.session_accept_other_until)
        refuse("session_accept_other_name", "needs session_accept_other_until: a migration ends");
    if (config.session_json_depth < json_max_depth)
        refuse("session_json_depth",
               "must be at least 128, the depth to which sessions are written");
    for (const std::string& key : config.secret_key_fallbacks)
        if (key.empty())
            refuse("secret_key_fallbacks",
                   "must not hold an empty key: anybody could sign with it");
}

} // namespace costrel::inline v1::session
