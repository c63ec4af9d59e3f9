// The value of a session cookie from somebody who does not have the key.
#include "fuzz/sessions.hpp"

#include <costrel/cookie.hpp>

using namespace costrel;
using fuzz::require;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::Input input(data, size);
    const std::string header = "session=" + std::string(input.rest());
    SessionExchange exchange(fuzz::sessions(), fuzz::now);
    exchange.borrow_cookie_field(header);
    const SessionOrigin origin = exchange.session().origin();
    if (origin != SessionOrigin::opened)
        fuzz::require_nothing_happened(exchange);

    std::string buffer;
    const auto value = find_cookie(header, "session", buffer);
    if (!value) { // Werkzeug drops what is no cookie: a quote within a value, say
        require(origin == SessionOrigin::none, "what is no cookie is no session");
        return 0;
    }
    const SessionConfig defaults;
    if (value->empty())
        require(origin == SessionOrigin::none, "an empty cookie is none");
    else if (value->size() > defaults.session_max_cookie_in)
        require(origin == SessionOrigin::too_large, "a long cookie is not looked at");
    else if (!fuzz::signer().signer().validate(*value))
        require(origin == SessionOrigin::bad_signature, "who has no key makes no session");
    else if (origin == SessionOrigin::opened)
        require(fuzz::signer().validate(*value, defaults.permanent_session_lifetime, fuzz::now),
                "itsdangerous takes what is taken here");
    return 0;
}
