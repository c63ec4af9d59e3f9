// The application whose sessions the scripts put into real stores. COSTREL_… in the environment
// configures it; FEED is the URL of a Redis or PostgreSQL by which it hears what ended elsewhere,
// for sessions that are in cookies: SEALED ones, or Flask's.
#include <costrel/costrel.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/stores/memcached.hpp>
#include <costrel/stores/postgresql.hpp>
#include <costrel/stores/postgresql_feed.hpp>
#include <costrel/stores/redis.hpp>
#include <costrel/stores/redis_feed.hpp>
#include <costrel/stores/sqlite.hpp>

#include <cstdlib>
#include <string>

using namespace costrel;

namespace {

std::shared_ptr<RevocationList> revocations_by(const std::string& url)
{
    return replicated_revocations(url.starts_with("postgres") ? postgres_feed({.conninfo = url})
                                                              : redis_feed({.url = url}),
                                  {.max_staleness = std::chrono::seconds(2),
                                   .refuse_when_stale = std::getenv("STRICT") != nullptr});
}

Response nothing()
{
    return "nothing";
}
std::string count(Session& session)
{
    return std::to_string(session.add("visits"));
}
std::string count_by_blocking(Session& session)
{
    return count(session);
}
std::string look(const Session& session)
{
    return std::to_string(session.get("visits", 0));
}
Response large(Request& request, Session& session)
{
    session["text"] = std::string(request.args.get<std::size_t>("size", 1), 'x');
    return "kept";
}
std::string login(Request& request, Session& session)
{
    login_user(session, request.args.get("user", "ann"),
               {.remember = request.args.contains("remember")});
    session["device"] = request.args.get("device", "laptop");
    return "logged in";
}
std::string who(const Session& session)
{
    return current_user(session).value_or("nobody");
}
Response logout(Session& session)
{
    session.clear();
    return "logged out";
}
std::string logout_elsewhere(Session& session)
{
    logout_others(session);
    return "logged out elsewhere";
}
Task<Response> logout_everywhere(SessionInterface& sessions, const Session& session)
{
    co_await sessions.end_sessions_of(current_user(session).value_or("nobody"));
    co_return "logged out everywhere";
}

App make_app()
{
    Config config = Config::from_env("COSTREL_", {.secret_key = "not-a-secret"});
    if (const char* const feed = std::getenv("FEED"))
        config.session_revocations = revocations_by(feed);
    if (std::getenv("SEALED"))
        config.session_format = SessionFormat::sealed();
    App app(config);
    app.get<nothing>("/");
    app.get<count>("/count");
    app.get<look>("/look");
    app.get<count_by_blocking>("/blocking").blocking();
    app.get<logout>("/logout");
    app.get<large>("/large");
    app.get<login>("/login");
    app.get<who>("/who");
    app.get<logout_elsewhere>("/elsewhere");
    app.get<logout_everywhere>("/everywhere");
    return app;
}

} // namespace

int main()
{
    return run(make_app);
}
