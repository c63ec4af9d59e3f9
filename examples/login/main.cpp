// The login application of Flask's quickstart: the session remembers who you are.
#include <costrel/costrel.hpp>

using namespace costrel;

namespace site {

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

Response logout(Request& request, Session& session)
{
    session.pop("username");
    return redirect(request.url_for<index>());
}

App make_app()
{
    // COSTREL_SECRET_KEY and its like in the environment come before what stands here.
    App app(Config::from_env("COSTREL_", {.secret_key = "any random string"}));
    app.route<index>("/");
    app.route<login>("/login", {GET, POST});
    app.route<logout>("/logout");
    return app;
}

} // namespace site

int main()
{
    return site::make_app().run();
}
