// The application whose sessions the scripts put into real stores. COSTREL_… in the environment
// configures it.
#include <costrel/costrel.hpp>
#include <costrel/stores/postgresql.hpp>
#include <costrel/stores/redis.hpp>

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
    return app;
}

} // namespace

int main()
{
    return run(make_app);
}
