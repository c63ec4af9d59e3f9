#include "app/csrf_check.hpp"
#include "encoding/base64.hpp"
#include "http/grammar.hpp"
#include "session/foreign.hpp"
#include "signing/hmac.hpp"
#include "signing/random.hpp"

#include <costrel/csrf.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace costrel::inline v1 {

namespace {

constexpr std::string_view session_key = "_csrf_token"; // Session::regenerate() takes it out

using session::foreign_of;
using session::time_of_request;

using Secret = std::array<unsigned char, 32>;

std::string_view text_of(const auto& bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<Secret> secret_of(const Session& session)
{
    const auto text = session.find<std::string>(session_key);
    Secret secret;
    if (!text || encoding::base64url_decode_canonical(*text, secret) != secret.size())
        return std::nullopt;
    return secret;
}

Secret make_secret(Session& session)
{
    Secret secret;
    signing::fill_random(secret);
    std::string text;
    encoding::base64url_encode(text, text_of(secret));
    session.set(session_key, std::move(text));
    return secret;
}

bool is_unsafe(Method method)
{
    return method == POST || method == PUT || method == PATCH || method == DELETE;
}

// A web origin (RFC 6454) taken apart: "https://example.com" and "https://example.com:443" are one.
struct Origin {
    std::string_view scheme;
    std::string_view host; // with its port unless that is the scheme's own

    friend bool operator==(const Origin& a, const Origin& b) noexcept
    {
        return http::equal_ignoring_case(a.scheme, b.scheme) &&
               http::equal_ignoring_case(a.host, b.host);
    }
};

Origin make_origin(std::string_view scheme, std::string_view authority) noexcept
{
    const std::string_view port = http::equal_ignoring_case(scheme, "https")  ? ":443"
                                  : http::equal_ignoring_case(scheme, "http") ? ":80"
                                                                              : "";
    if (!port.empty() && authority.ends_with(port))
        authority.remove_suffix(port.size());
    return {scheme, authority};
}

// Nothing for "null", which sandboxed pages, some redirects and pages without a referrer send, and
// for what is no origin.
std::optional<Origin> parse_origin(std::string_view text) noexcept
{
    const std::size_t colon = text.find("://");
    if (colon == text.npos || colon == 0)
        return std::nullopt;
    const std::string_view authority = text.substr(colon + 3);
    if (authority.empty() || authority.find_first_of("/?#@, \t") != authority.npos)
        return std::nullopt;
    return make_origin(text.substr(0, colon), authority);
}

bool is_own(const Origin& origin, const Request& request, bool same_origin)
{
    if (origin == make_origin(request.scheme, request.host))
        return true;
    // TLS may end at a proxy that proxy_fix does not know of. A browser that says that the two
    // origins are the same knows the scheme; plain HTTP on the port of HTTPS is its other sign.
    return request.scheme == "http" && http::equal_ignoring_case(origin.scheme, "https") &&
           (same_origin || request.host.ends_with(":443")) &&
           origin == make_origin("https", request.host);
}

// What the browser says of where a request comes from. Programs that are no browsers say nothing.
void check_origin(const Request& request, const CsrfOptions& options)
{
    const auto field = request.header("Origin");
    const auto origin = field ? parse_origin(*field) : std::nullopt;
    const auto is_trusted = [&](const std::string& text) { return parse_origin(text) == origin; };
    if (origin && std::ranges::any_of(options.trusted_origins, is_trusted))
        return;
    const auto site = request.header("Sec-Fetch-Site");
    const bool same_origin = site == "same-origin";
    // Without an origin the browser's word for it decides; an old one has none.
    const bool passes = origin ? is_own(*origin, request, same_origin) : site || !field;
    if (!passes || (site && !same_origin && site != "none"))
        throw CsrfError("The request comes from another site.");
}

void check_trusted_origins(const CsrfOptions& options)
{
    for (const std::string& text : options.trusted_origins)
        if (!parse_origin(text))
            throw std::invalid_argument("costrel: csrf_protect: a trusted origin is a scheme, a "
                                        "host and perhaps a port, such as https://example.com, "
                                        "not \"" +
                                        text + "\"");
}

void check_token(Request& request, const CsrfOptions& options)
{
    const session::Foreign* const foreign = foreign_of(request.session());
    if (foreign && !foreign->signs_tokens(time_of_request(request.session())))
        return; // where the request comes from was checked
    std::string token = request.form.get(options.field_name);
    if (token.empty())
        token = request.header(options.header_name).value_or("");
    if (token.empty())
        throw CsrfError("The CSRF token is missing.");
    if (!foreign && !secret_of(request.session()))
        throw CsrfError("The CSRF session token is missing.");
    if (!is_csrf_token(request.session(), token))
        throw CsrfError("The CSRF token is invalid.");
}

} // namespace

CsrfError::CsrfError(std::string_view sentence)
    : HttpError(400, "costrel: CSRF: " + std::string(sentence), sentence)
{
}

std::string csrf_token(Session& session)
{
    if (const auto* const foreign = foreign_of(session))
        return foreign->token(session.items(), time_of_request(session));
    const auto kept = secret_of(session);
    const Secret secret = kept ? *kept : make_secret(session);
    std::array<unsigned char, 2 * std::tuple_size_v<Secret>> masked;
    signing::fill_random(std::span(masked).first(secret.size()));
    for (std::size_t i = 0; i < secret.size(); ++i)
        masked[secret.size() + i] = secret[i] ^ masked[i];
    std::string token;
    encoding::base64url_encode(token, text_of(masked));
    return token;
}

bool is_csrf_token(const Session& session, std::string_view token)
{
    if (const auto* const foreign = foreign_of(session))
        return foreign->is_token(token, session.items(), time_of_request(session));
    const auto secret = secret_of(session);
    std::array<unsigned char, 2 * std::tuple_size_v<Secret>> masked;
    if (!secret || encoding::base64url_decode_canonical(token, masked) != masked.size())
        return false;
    Secret unmasked;
    for (std::size_t i = 0; i < unmasked.size(); ++i)
        unmasked[i] = masked[i] ^ masked[unmasked.size() + i];
    return signing::constant_time_equal(text_of(unmasked), text_of(*secret));
}

Html csrf_field(Session& session, std::string_view field_name)
{
    return html("<input type=\"hidden\" name=\"{}\" value=\"{}\">", field_name,
                csrf_token(session));
}

void csrf_protect(Router& router, CsrfOptions options)
{
    check_trusted_origins(options);
    router.before_request(CsrfCheck{std::move(options)});
}

void CsrfCheck::operator()(Request& request, const Session&) const
{
    if (!is_unsafe(request.method) || request.is_csrf_exempt())
        return;
    check_origin(request, options);
    check_token(request, options);
}

} // namespace costrel::inline v1
