// Reads sessions, and nothing else: each line of the standard input is the value of a Cookie field,
// and the answer is what its session holds, or why there is none. No server, no port.
//
//     echo 'session=eyJhIjoxfQ.ZVPxAA.…' | COSTREL_SECRET_KEY=… cookie_reader
#include <costrel/session_exchange.hpp>
#include <costrel/tagged_json.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <string_view>

using namespace costrel;

namespace {

std::string_view sentence(SessionOrigin origin)
{
    switch (origin) {
    case SessionOrigin::none:
        return "there is no session cookie";
    case SessionOrigin::opened:
        return "the session is good";
    case SessionOrigin::bad_signature:
        return "the cookie is not signed by a key of ours";
    case SessionOrigin::expired:
        return "the session is too old";
    case SessionOrigin::from_the_future:
        return "the cookie was signed later than now; is a clock wrong?";
    case SessionOrigin::unreadable:
        return "the cookie is rightly signed, but holds no session";
    case SessionOrigin::too_large:
        return "the cookie is too large";
    case SessionOrigin::no_key:
        return "there is no secret key to check it with; set COSTREL_SECRET_KEY";
    case SessionOrigin::idle:
        return "the session was not used for too long";
    case SessionOrigin::revoked:
    case SessionOrigin::unknown_id:
        return "the session has ended";
    default: // of other formats and of stores
        return "there is no session that could be read";
    }
}

int run()
{
    const SessionInterface sessions(Config::from_env());
    std::string field;
    while (std::getline(std::cin, field)) {
        SessionExchange exchange(sessions);
        exchange.add_cookie_field(field);
        const Session& session = exchange.session();
        std::cout << sentence(session.origin());
        if (const auto key = session.key_index(); key && *key > 0)
            std::cout << ", by fallback key " << *key;
        if (session.origin() == SessionOrigin::opened)
            std::cout << ": " << TaggedJSONSerializer::dumps(session.items());
        std::cout << std::endl; // whoever feeds the lines one by one waits for it
    }
    return 0;
}

} // namespace

int main()
try {
    return run();
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
