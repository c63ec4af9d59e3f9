// Somebody else's server takes over a login of Flask's: a Cookie header in, a Set-Cookie header
// out.
#include <costrel/errors.hpp>
#include <costrel/session_exchange.hpp>

#include <chrono>
#include <cstdio>

int main(int count, char** arguments)
try {
    const costrel::SessionInterface sessions(
        {.secret_key = "dev", .session_store = count > 1 ? arguments[1] : ""});
    const std::chrono::sys_seconds now{std::chrono::seconds{1'700'000'000}};
    // {"user_id":1}, as Flask signed it
    const char* const header = "session=eyJ1c2VyX2lkIjoxfQ.ZVPxAA.-iTHWki8YqEjY8B2FguGpvAGqyg";

    costrel::SessionExchange exchange(sessions, now);
    exchange.add_cookie_field(header);
    costrel::Session& session = exchange.session();
    if (session.get<int>("user_id", 0) != 1)
        return 1;
    try { // what ends a request of costrel's own server can be thrown, and caught, on any
        costrel::abort(404);
    } catch (const costrel::HttpError& error) {
        if (error.status() != 404)
            return 1;
    }
    session.pop("user_id");
    session["username"] = "admin";
    std::puts(exchange.finish().set_cookies[0].c_str());
} catch (const costrel::ConfigError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
