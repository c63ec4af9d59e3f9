// The login application of Flask's quickstart: the session remembers who you are.
#include <costrel/costrel.hpp>

using namespace costrel;

namespace site {

// Every page of the site: a whole document, for narrow screens and wide ones.
Html page(const char* title, const Html& content)
{
    return html(R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{}</title>
<style>
:root { color-scheme: light dark }
body { margin: 0 auto; max-width: 30rem; padding: 12vh 1.25rem; font: 1.125rem/1.6 system-ui, sans-serif }
main { border: 1px solid #8886; border-radius: .75rem; padding: 1.5rem 2rem 2rem }
h1 { font-size: 1.5rem; margin: 0 0 1rem }
label { display: block; font-weight: 600 }
input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem .75rem; margin: .25rem 0 1rem;
  border: 1px solid #8888; border-radius: .5rem }
input[type=submit] { margin: 0; border: 0; background: #1c5fb0; color: #fff; cursor: pointer }
a { color: light-dark(#1c5fb0, #8ab8f0) }
@media (max-width: 30rem) { body { padding: 0 } main { border: 0 } }
</style>
</head>
<body>
<main>
<h1>{}</h1>
{}
</main>
</body>
</html>
)",
                title, title, content);
}

Response index(Session& session)
{
    if (session.contains("username"))
        return page("Welcome", html("Logged in as {}<br><b><a href='/logout'>"
                                    "click here to log out</a></b>",
                                    session["username"]));
    return page("Welcome", "You are not logged in<br><a href='/login'>"
                           "<b>click here to log in</b></a>");
}

Response login(Request& request, Session& session)
{
    if (request.method == POST) {
        session["username"] = request.form["username"];
        return redirect(request.url_for<index>());
    }
    return page("Log in", R"(<form method="post">
<label for="username">Name</label>
<input id="username" name="username" autocomplete="username" required autofocus>
<input type="submit" value="Login">
</form>)");
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
