#include "auth.hpp"

#include "blog.hpp"
#include "device.hpp"
#include "page.hpp"
#include "user.hpp"

#include <costrel/flash.hpp>
#include <costrel/password.hpp>
#include <costrel/session/login.hpp>

using namespace costrel;

namespace flaskr::auth {

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
    return page(request, "auth/register.html");
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
            session["device"] = device_name(request.header("User-Agent").value_or(""));
            return redirect(request.url_for<blog::index>());
        }
    }
    return page(request, "auth/login.html");
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
