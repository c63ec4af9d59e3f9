// The application whose sessions the scripts put into real stores. COSTREL_… in the environment
// configures it.
#include <costrel/costrel.hpp>
#include <costrel/session/login.hpp>
#include <costrel/stores/postgresql.hpp>
#include <costrel/stores/redis.hpp>
#include <costrel/stores/sqlite.hpp>

using namespace costrel;

namespace {

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

App make_app()
{
    App app(Config::from_env("COSTREL_", {.secret_key = "not-a-secret"}));
    app.get<nothing>("/");
    app.get<count>("/count");
    app.get<look>("/look");
    app.get<count_by_blocking>("/blocking").blocking();
    app.get<logout>("/logout");
    app.get<login>("/login");
    app.get<who>("/who");
    return app;
}

} // namespace

int main()
{
    return run(make_app);
}
