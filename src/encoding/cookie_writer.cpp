#include "encoding/cookie_quoting.hpp"
#include "encoding/http_date.hpp"
#include "encoding/number_text.hpp"
#include "encoding/percent.hpp"
#include "encoding/system_time.hpp"

#include <costrel/cookie.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

using std::chrono::sys_seconds;

bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void check_name(std::string_view name)
{
    const auto is_bad = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= ' ' || byte == 0x7f || c == '=' || c == ';' || c == ',' || c == '"';
    };
    if (name.empty() || std::ranges::any_of(name, is_bad))
        throw std::invalid_argument("costrel: the name of a cookie must not be empty nor have "
                                    "control characters, white space, '=', ';', ',' or quotes");
}

void append_path(std::string& out, std::string_view path)
{
    encoding::append_percent_encoded(out, path, "_.-~%!$&'()*+,/:=@");
}

void append_domain(std::string& out, std::string_view domain)
{
    domain = domain.substr(0, domain.find(':'));
    domain.remove_prefix(std::min(domain.find_first_not_of('.'), domain.size()));
    std::size_t label = 0; // its length so far
    for (std::size_t i = 0; i < domain.size(); ++i) {
        const char c = domain[i];
        const bool dot = c == '.';
        if (!dot && !is_alphanumeric(c) && c != '-' && c != '_')
            throw std::invalid_argument(
                "costrel: the domain of a cookie must be a host name in ASCII; write an "
                "international name in its xn-- form, such as xn--mnchen-3ya.de");
        label = dot ? 0 : label + 1;
        if ((dot && (i == 0 || domain[i - 1] == '.')) || label > 63)
            throw std::invalid_argument("costrel: the domain of a cookie has a label (the part "
                                        "between two dots) that is empty or too long");
    }
    out += domain;
}

std::string_view checked_samesite(std::string_view samesite)
{
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    for (const std::string_view known : {"Strict", "Lax", "None"}) {
        if (std::ranges::equal(samesite, known, {}, lower, lower))
            return known;
    }
    throw std::invalid_argument("costrel: SameSite must be 'Strict', 'Lax', or 'None'.");
}

// The attributes come in Werkzeug's order.
std::string write(std::string_view name, std::string_view value, const CookieOptions& options,
                  std::optional<sys_seconds> expires)
{
    check_name(name);
    std::string out;
    out.reserve(name.size() + value.size() + 128);
    out += name;
    out += '=';
    encoding::append_cookie_value(out, value);
    if (options.domain) {
        out += "; Domain=";
        append_domain(out, *options.domain);
    }
    if (expires) {
        out += "; Expires=";
        encoding::append_http_date(out, *expires);
    }
    if (options.max_age) {
        out += "; Max-Age=";
        encoding::append_integer(out, std::int64_t{options.max_age->count()});
    }
    if (options.secure || options.partitioned)
        out += "; Secure";
    if (options.httponly)
        out += "; HttpOnly";
    if (options.path) {
        out += "; Path=";
        append_path(out, *options.path);
    }
    if (options.samesite) {
        out += "; SameSite=";
        out += checked_samesite(*options.samesite);
    }
    if (options.partitioned)
        out += "; Partitioned";
    return out;
}

bool expires_follows(const CookieOptions& options)
{
    return !options.expires && options.max_age && options.sync_expires;
}

// Where a browser drops the cookie that it is given now: at `now` + max_age, but not beyond the
// last time point that can be written.
sys_seconds expiry(sys_seconds now, std::chrono::seconds max_age)
{
    using namespace std::chrono;
    constexpr sys_seconds first = sys_days(year(1) / 1 / 1);
    constexpr sys_seconds last = sys_days(year(10000) / 1 / 1) - seconds(1);
    now = std::clamp(now, first, last);
    return now + std::clamp(max_age, first - now, last - now);
}

} // namespace

std::string dump_cookie(std::string_view name, std::string_view value, const CookieOptions& options)
{
    if (!expires_follows(options))
        return write(name, value, options, options.expires);
    return dump_cookie(name, value, options, encoding::system_time());
}

std::string dump_cookie(std::string_view name, std::string_view value, const CookieOptions& options,
                        sys_seconds now)
{
    if (!expires_follows(options))
        return write(name, value, options, options.expires);
    return write(name, value, options, expiry(now, *options.max_age));
}

std::string delete_cookie(std::string_view name, CookieOptions options)
{
    options.expires = sys_seconds();
    options.max_age = std::chrono::seconds(0);
    return dump_cookie(name, "", options);
}

std::string cookie_size_warning(std::string_view name, std::string_view header, std::size_t limit)
{
    if (limit == 0 || header.size() <= limit)
        return {};
    // No ';' is in a value: it would have been escaped.
    const std::size_t value_size =
        std::min(header.find(';'), header.size()) - std::min(name.size() + 1, header.size());
    std::string out = "The '";
    out += name;
    out += "' cookie is too large: the value was " + std::to_string(value_size);
    out += " bytes but the header required " + std::to_string(header.size() - value_size);
    out += " extra bytes. The final size was " + std::to_string(header.size());
    out += " bytes but the limit is " + std::to_string(limit);
    out += " bytes. Browsers may silently ignore cookies larger than this.";
    return out;
}

} // namespace costrel::inline v1
