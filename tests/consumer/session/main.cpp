// Somebody else's server takes over a login of Flask's: a Cookie header in, a Set-Cookie header
// out.
#include <costrel/session_interface.hpp>

#include <chrono>
#include <cstdio>
#include <string_view>

int main()
{
    const costrel::SecureCookieSessionInterface sessions({.secret_key = "dev"});
    const std::chrono::sys_seconds now{std::chrono::seconds{1'700'000'000}};
    // {"user_id":1}, as Flask signed it
    const std::string_view header = "session=eyJ1c2VyX2lkIjoxfQ.ZVPxAA.-iTHWki8YqEjY8B2FguGpvAGqyg";

    costrel::Session session = sessions.open_session(header, now);
    if (session.get<int>("user_id", 0) != 1)
        return 1;
    session.pop("user_id");
    session["username"] = "admin";
    std::puts(sessions.save_session(session, now).set_cookie.c_str());
}
