#include "auth.hpp"

#include "blog.hpp"
#include "layout.hpp"
#include "user.hpp"

#include <costrel/csrf.hpp>
#include <costrel/flash.hpp>
#include <costrel/password.hpp>
#include <costrel/session/login.hpp>

using namespace costrel;

namespace flaskr::auth {

namespace {

// A name and a password. What was typed as the name stands there again; the password does not.
Html credentials_form(Request& request, std::string_view button, std::string_view autocomplete)
{
    return html(R"(<form method="post">
  {}
  <label for="username">Username</label>
  <input name="username" id="username" value="{}" autocomplete="username" autocapitalize="none"
    spellcheck="false" required>
  <label for="password">Password</label>
  <input type="password" name="password" id="password" autocomplete="{}" required>
  <button>{}</button>
</form>)",
                csrf_field(request.session()), request.form.get("username"), autocomplete, button);
}

} // namespace

Response register_user(Request& request, Session& session)
{
    if (request.method == POST) {
        const std::string& username = request.form["username"];
        const std::string& password = request.form["password"];
        if (username.empty())
            flash(session, "Username is required.");
        else if (password.empty())
            flash(session, "Password is required.");
        else if (!add_user(get_db(request), username, generate_password_hash(password)))
            flash(session, "User " + username + " is already registered.");
        else
            return redirect(request.url_for<login>());
    }
    return page(request, "Register", credentials_form(request, "Register", "new-password"));
}

Response login(Request& request, Session& session)
{
    if (request.method == POST) {
        const auto user = find_user(get_db(request), request.form["username"]);
        const std::string& password = request.form["password"];
        if (!user) {
            flash(session, "Incorrect username.");
        } else if (!check_password_hash(user->password, password)) {
            flash(session, "Incorrect password.");
        } else {
            // Nothing of the visitor that was stays: neither entries, nor tokens, nor the ID.
            login_user(session, std::to_string(user->id));
            session["user_id"] = user->id; // by which the Python original knows them
            return redirect(request.url_for<blog::index>());
        }
    }
    return page(request, "Log in", credentials_form(request, "Log in", "current-password"));
}

Response logout(Request& request, Session& session)
{
    logout_user(session);
    return redirect(request.url_for<blog::index>());
}

Blueprint blueprint()
{
    Blueprint auth("auth", {.url_prefix = "/auth"});
    auth.route<register_user>("/register", {GET, POST}).name("register").blocking();
    auth.route<login>("/login", {GET, POST}).blocking();
    auth.get<logout>("/logout");
    return auth;
}

} // namespace flaskr::auth
