#include "session/cookie_template.hpp"

#include "encoding/cookie_quoting.hpp"
#include "encoding/http_date.hpp"
#include "session/config_check.hpp"

namespace costrel::inline v1::session {

namespace {

CookieOptions options_of(const SessionConfig& config, const CookieDefaults& defaults)
{
    CookieOptions options;
    options.domain = config.session_cookie_domain;
    options.path = cookie_path(config, defaults);
    options.httponly = config.session_cookie_httponly;
    options.secure = config.session_cookie_secure || defaults.secure;
    options.partitioned = config.session_cookie_partitioned;
    const std::string samesite = config.session_cookie_samesite.value_or(defaults.samesite);
    if (!samesite.empty())
        options.samesite = canonical_samesite(samesite);
    return options;
}

// The attributes that `options` give a cookie.
std::string attributes(const CookieOptions& options)
{
    constexpr std::string_view name = "name";
    return dump_cookie(name, "", options).substr(name.size() + 1);
}

} // namespace

CookieTemplate::CookieTemplate(const SessionConfig& config, const CookieDefaults& defaults)
    : options_(options_of(config, defaults)), max_age_(defaults.max_age)
{
    if (options_.domain) {
        CookieOptions domain;
        domain.path.reset();
        domain.domain = options_.domain;
        before_expires_ = attributes(domain);
    }
    CookieOptions others = options_;
    others.domain.reset();
    after_expires_ = attributes(others);
}

std::string CookieTemplate::set(const OutCookie& cookie, std::chrono::sys_seconds now,
                                const CookieLife& life) const
{
    std::string field;
    field.reserve(cookie.name.size() + cookie.value.size() + before_expires_.size() +
                  after_expires_.size() + 64);
    field += cookie.name;
    field += '=';
    encoding::append_cookie_value(field, cookie.value);
    field += before_expires_;
    if (life.outlives_browser()) {
        field += "; Expires=";
        encoding::append_http_date(field, life.max_age ? now + *life.max_age : *life.expires);
    }
    if (life.max_age)
        field.append("; Max-Age=").append(std::to_string(life.max_age->count()));
    field += after_expires_;
    return field;
}

std::string CookieTemplate::remove(std::string_view name) const
{
    return delete_cookie(name, options_);
}

} // namespace costrel::inline v1::session
