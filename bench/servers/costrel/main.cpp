// The login application on costrel, with a page that sends the session anew each time, one that
// changes it, and one that keeps a core busy.
#include <costrel/costrel.hpp>

#include <cstdint>
#include <string>

using namespace costrel;

Response index(Session& session)
{
    if (session.contains("username"))
        return html("Logged in as {}<br><b><a href='/logout'>click here to log out</a></b>",
                    session["username"]);
    return "You are not logged in<br><a href='/login'><b>click here to log in</b></a>";
}

Response login(Request& request, Session& session)
{
    if (request.method == POST) {
        session["username"] = request.form["username"];
        return redirect(request.url_for<index>());
    }
    return R"(<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>)";
}

Response refresh(Session& session)
{
    session.set_permanent(true);
    return index(session);
}

Response count(Session& session)
{
    return std::to_string(session.add("visits"));
}

Response hello()
{
    return "Hello";
}

// Some 200 microseconds of a core.
Response work()
{
    volatile std::uint32_t state = 1;
    for (int i = 0; i < 100'000; ++i)
        state = state * 1'664'525 + 1'013'904'223;
    return "done";
}

int main()
{
    App app(Config::from_env("COSTREL_", {.secret_key = "192b9bdd22ab9ed4d12e236c78afcb9a"}));
    app.route<index>("/");
    app.route<login>("/login", {GET, POST});
    app.route<refresh>("/refresh");
    app.route<count>("/count");
    app.route<hello>("/hello");
    app.route<work>("/work");
    return app.run();
}
