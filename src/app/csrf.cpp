#include "encoding/base64.hpp"
#include "http/grammar.hpp"
#include "signing/hmac.hpp"
#include "signing/random.hpp"

#include <costrel/csrf.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace costrel {

namespace {

constexpr std::string_view session_key = "_csrf_token"; // Session::regenerate() takes it out

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

// What the browser says of where a request comes from. Programs that are no browsers say nothing.
void check_origin(const Request& request, const CsrfOptions& options)
{
    const auto origin = request.header("Origin");
    if (origin) {
        const auto is_origin = [&](std::string_view trusted) {
            return http::equal_ignoring_case(*origin, trusted);
        };
        if (std::any_of(options.trusted_origins.begin(), options.trusted_origins.end(), is_origin))
            return;
        // "null" is what sandboxed pages and some redirects send.
        const std::size_t scheme = origin->find("://");
        if (scheme == origin->npos ||
            !http::equal_ignoring_case(origin->substr(scheme + 3), request.host))
            throw CsrfError("The request comes from another site.");
        return;
    }
    const auto site = request.header("Sec-Fetch-Site");
    if (site && *site != "same-origin" && *site != "none")
        throw CsrfError("The request comes from another site.");
}

void check_token(Request& request, const CsrfOptions& options)
{
    std::string token = request.form.get(options.field_name);
    if (token.empty())
        token = request.header(options.header_name).value_or("");
    if (token.empty())
        throw CsrfError("The CSRF token is missing.");
    if (!secret_of(request.session()))
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
    router.before_request([options = std::move(options)](Request& request) {
        if (!is_unsafe(request.method) || request.is_csrf_exempt())
            return;
        check_origin(request, options);
        check_token(request, options);
    });
}

} // namespace costrel
