#pragma once

#include <costrel/encoding/html.hpp>
#include <costrel/errors.hpp>
#include <costrel/session/session.hpp>
#include <costrel/web/router.hpp>

#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A request with an unsafe method that did not prove that it comes from a page of this site: 400,
/// with a sentence that says what was missing.
class CsrfError : public HttpError {
public:
    explicit CsrfError(std::string_view sentence);
};

struct CsrfOptions {
    std::string field_name = "csrf_token"; ///< of the form
    std::string header_name = "X-CSRF-Token";
    /// Origins, besides the request's own, that may send unsafe requests: a scheme, a host and
    /// perhaps a port, such as "https://example.com".
    std::vector<std::string> trusted_origins{};
};

/// Checks every request of the router whose method is POST, PUT, PATCH or DELETE: first where the
/// browser says that it comes from, then the token of its session, in a field of the form or in a
/// header. A request that fails a check ends with CsrfError. A route can be left out:
/// `app.post<webhook>("/hook").csrf_exempt()`. A request that reaches no handler is not checked: it
/// remains the 404, 405 or 413 that it is.
///
/// No secret is put into the session of another framework: there the token is signed with
/// secret_key, over the entry that names the user. Without a key, or where it is not known which
/// entry that is, only the first check is made, and the log says so when the application starts.
///
/// Origin has to be the request's own, with its scheme (behind a proxy Config::proxy_fix finds it)
/// and its port, or a trusted one. Sec-Fetch-Site, where a browser sends it, has to be same-origin
/// or none; it decides alone when Origin is "null". Throws std::invalid_argument when one of
/// `trusted_origins` is not an origin.
///
///     csrf_protect(app);
///     …
///     html("<form method=post>{}…</form>", csrf_field(session))
void csrf_protect(Router& router, CsrfOptions options = {});

/// The session's token, masked anew at each call, so that a compressed page cannot give it away. It
/// stays good until the session ends or session.regenerate() is called; in the session of another
/// framework, as long as the same user is logged in. Without a secret key it throws
/// NullSessionError, or is empty in the session of another framework.
std::string csrf_token(Session& session);

/// A hidden field of a form with csrf_token(session).
Html csrf_field(Session& session, std::string_view field_name = "csrf_token");

/// Whether `token` is one that csrf_token() made for this session. Takes the same time whatever is
/// wrong with a token of the right size.
bool is_csrf_token(const Session& session, std::string_view token);

} // namespace costrel::inline v1

#pragma GCC visibility pop
