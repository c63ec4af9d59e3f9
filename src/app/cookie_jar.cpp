#include "app/cookie_jar.hpp"

#include "http/grammar.hpp"

#include <costrel/http_date.hpp>

#include <algorithm>
#include <charconv>

namespace costrel::inline v1 {

namespace {

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        c = http::to_lower(c);
    return result;
}

// RFC 6265bis section 5.1.3. An address is no domain of anything.
bool domain_matches(std::string_view host, std::string_view domain)
{
    if (host == domain)
        return true;
    const bool address =
        host.find_first_not_of("0123456789.") == host.npos || host.find(':') != host.npos;
    return !address && host.size() > domain.size() && host.ends_with(domain) &&
           host[host.size() - domain.size() - 1] == '.';
}

// RFC 6265bis section 5.1.4.
bool path_matches(std::string_view request, std::string_view cookie)
{
    return request == cookie || (request.starts_with(cookie) &&
                                 (cookie.ends_with('/') || request[cookie.size()] == '/'));
}

std::string default_path(std::string_view request)
{
    const std::size_t slash = request.rfind('/');
    return std::string(slash == request.npos || slash == 0 ? "/" : request.substr(0, slash));
}

// A Max-Age (RFC 6265bis section 5.6.2): a time point in the past for zero and less.
std::optional<CookieJar::Time> expiry_of_max_age(std::string_view value, CookieJar::Time now)
{
    const std::string_view digits = value.substr(value.starts_with('-') ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos)
        return std::nullopt;
    constexpr std::chrono::seconds longest = std::chrono::days(400);
    std::int64_t seconds = longest.count(); // of a number too large for it
    std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (seconds <= 0)
        return CookieJar::Time::min();
    return now + std::min(longest, std::chrono::seconds(seconds));
}

} // namespace

// RFC 6265bis section 5.7 steps 20 and 21: what the prefixes of a name promise.
bool CookieJar::keeps_its_promise(const Cookie& cookie, bool has_path)
{
    const std::string name = lower(cookie.name);
    if (name.starts_with("__secure-"))
        return cookie.secure_only;
    if (name.starts_with("__host-"))
        return cookie.secure_only && cookie.host_only && has_path && cookie.path == "/";
    return true;
}

void CookieJar::store(std::string_view set_cookie, const CookieTarget& from, Time now)
{
    std::string_view rest = set_cookie;
    const auto next = [&rest] {
        const std::size_t semicolon = rest.find(';');
        const std::string_view piece = rest.substr(0, semicolon);
        rest = semicolon == rest.npos ? std::string_view{} : rest.substr(semicolon + 1);
        return piece;
    };
    const std::string_view pair = next();
    const std::size_t equals = pair.find('=');
    Cookie cookie;
    if (equals != pair.npos)
        cookie.name = http::trim(pair.substr(0, equals));
    cookie.value = http::trim(equals == pair.npos ? pair : pair.substr(equals + 1));
    if ((cookie.name.empty() && cookie.value.empty()) ||
        cookie.name.size() + cookie.value.size() > 4096)
        return;

    cookie.domain = lower(from.host);
    cookie.path = default_path(from.path);
    bool has_path = false;
    std::optional<Time> expires;
    std::optional<Time> max_age;
    while (!rest.empty()) {
        const std::string_view attribute = next();
        const std::size_t sign = attribute.find('=');
        const std::string name = lower(http::trim(attribute.substr(0, sign)));
        const std::string_view value =
            sign == attribute.npos ? std::string_view{} : http::trim(attribute.substr(sign + 1));
        if (name == "expires") {
            if (const auto date = parse_date(value))
                expires = date->time;
        } else if (name == "max-age") {
            max_age = expiry_of_max_age(value, now);
        } else if (name == "domain") {
            const std::string domain = lower(value.starts_with('.') ? value.substr(1) : value);
            if (domain.empty())
                continue;
            if (!domain_matches(lower(from.host), domain))
                return; // a cookie for somebody else
            cookie.domain = domain;
            cookie.host_only = false;
        } else if (name == "path") {
            has_path = value.starts_with('/');
            cookie.path = has_path ? std::string(value) : default_path(from.path);
        } else if (name == "secure") {
            cookie.secure_only = true;
        }
    }
    cookie.expires = max_age ? max_age : expires; // Max-Age comes first
    if ((cookie.secure_only && !from.secure) || !keeps_its_promise(cookie, has_path))
        return;
    put(std::move(cookie), now);
}

void CookieJar::put(Cookie cookie, Time now)
{
    const auto same = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& other) {
        return other.name == cookie.name && other.domain == cookie.domain &&
               other.path == cookie.path && other.host_only == cookie.host_only;
    });
    cookie.created = same != cookies_.end() ? same->created : ++stored_;
    if (same != cookies_.end())
        cookies_.erase(same);
    if (!cookie.expires || *cookie.expires > now)
        cookies_.push_back(std::move(cookie));
}

void CookieJar::set(std::string_view name, std::string_view value, std::string_view host, Time now)
{
    remove(name);
    Cookie cookie;
    cookie.name = name;
    cookie.value = value;
    cookie.domain = lower(host);
    put(std::move(cookie), now);
}

void CookieJar::remove(std::string_view name)
{
    std::erase_if(cookies_, [&](const Cookie& cookie) { return cookie.name == name; });
}

bool CookieJar::matches(const Cookie& cookie, const CookieTarget& to)
{
    const std::string host = lower(to.host);
    return (cookie.host_only ? host == cookie.domain : domain_matches(host, cookie.domain)) &&
           path_matches(to.path, cookie.path) && (!cookie.secure_only || to.secure);
}

std::string CookieJar::header(const CookieTarget& to, Time now) const
{
    std::vector<const Cookie*> sent;
    for (const Cookie& cookie : cookies_)
        if (matches(cookie, to) && (!cookie.expires || *cookie.expires > now))
            sent.push_back(&cookie);
    // RFC 6265bis section 5.8.3: longer paths first, then the older ones.
    std::sort(sent.begin(), sent.end(), [](const Cookie* left, const Cookie* right) {
        return left->path.size() != right->path.size() ? left->path.size() > right->path.size()
                                                       : left->created < right->created;
    });
    std::string header;
    for (const Cookie* cookie : sent) {
        header.append(header.empty() ? "" : "; ");
        if (!cookie->name.empty())
            header.append(cookie->name).append("=");
        header.append(cookie->value);
    }
    return header;
}

std::optional<std::string> CookieJar::value(std::string_view name, Time now) const
{
    for (const Cookie& cookie : cookies_)
        if (cookie.name == name && (!cookie.expires || *cookie.expires > now))
            return cookie.value;
    return std::nullopt;
}

} // namespace costrel::inline v1
