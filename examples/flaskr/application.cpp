#include "application.hpp"

#include "auth.hpp"
#include "blog.hpp"
#include "database.hpp"
#include "flaskr_templates.hpp"
#include "sessions.hpp"
#include "user.hpp"

#include <costrel/csrf.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/static_files.hpp>
#include <costrel/stores/sqlite.hpp> // COSTREL_SESSION_STORE=sqlite:…
#include <costrel/template.hpp>

#include <cstdlib>
#include <utility>

using namespace costrel;

namespace flaskr {

namespace {

std::string variable(const char* name, std::string fallback)
{
    const char* value = std::getenv(name);
    return value ? value : fallback;
}

void set_security_headers(Request&, Response& response)
{
    response.headers.set("Content-Security-Policy",
                         "default-src 'none'; style-src 'self'; img-src 'self'; "
                         "form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Referrer-Policy", "same-origin");
}

Response show_error(Request& request, const HttpError& error)
{
    return Response(render_template(request, "error.html",
                                    {{"reason", reason_phrase(error.status())},
                                     {"sentence", error.description()}}))
        .with_status(error.status());
}

} // namespace

Settings Settings::from_env()
{
    Settings settings;
    settings.config = Config::from_env("COSTREL_", settings.config);
    settings.database = variable("FLASKR_DATABASE", settings.database);
    settings.static_folder = variable("FLASKR_STATIC_FOLDER", settings.static_folder);
    settings.ended_sessions = variable("FLASKR_ENDED_SESSIONS", settings.ended_sessions);
    return settings;
}

App make_app(const Settings& settings)
{
    Config config = settings.config;
    if (!config.session_store) // which knows by itself who has logged out
        config.session_revocations = settings.ended_sessions.empty()
                                         ? local_revocations()
                                         : file_revocations(settings.ended_sessions);
    App app(std::move(config));
    csrf_protect(app);
    app.templates(flaskr_templates);
    app.before_request([path = settings.database](Request& request) {
        request.g.emplace<Database>(path); // connects when it is first used
    });
    app.after_request(set_security_headers);
    for (const int status : {400, 403, 404})
        app.errorhandler(status, show_error);
    app.errorhandler<LoginRequired>([](Request& request, const LoginRequired&) {
        return redirect(request.url_for<auth::login>());
    });
    static_files(app, "/static", settings.static_folder);
    app.register_blueprint(auth::blueprint());
    app.register_blueprint(sessions::blueprint());
    app.register_blueprint(blog::blueprint());
    return app;
}

} // namespace flaskr
