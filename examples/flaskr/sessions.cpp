#include "sessions.hpp"

#include "blog.hpp"
#include "page.hpp"
#include "user.hpp"

#include <costrel/flash.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>
#include <costrel/sync_wait.hpp>

using namespace costrel;

namespace flaskr::sessions {

Html index(Request& request, Session& session)
{
    const std::string user = std::to_string(login_required(request).id);
    List devices;
    // Sessions that live in their cookies are known to nobody else.
    if (request.sessions().has_store())
        for (const SessionSummary& one : sync_wait(request.sessions().sessions_of(user))) {
            const Value* device = one.values.find("device");
            devices.push_back(Dict{{"handle", one.handle},
                                   {"device", device ? *device : "Another device"},
                                   {"created", one.created},
                                   {"last_seen", one.last_seen},
                                   {"is_this", one.handle == session.handle()}});
        }
    return page(request, "sessions/index.html",
                {{"devices", devices}, {"has_store", request.sessions().has_store()}});
}

Response end(Request& request, Session& session)
{
    // Of this user, whatever the form says: a handle of somebody else's session ends nothing.
    const std::string user = std::to_string(login_required(request).id);
    const std::string& handle = request.form["handle"];
    if (!request.sessions().has_store())
        abort(404, "Sessions of this site cannot be ended one by one.");
    if (handle == session.handle()) {
        logout_user(session);
        return redirect(request.url_for<blog::index>());
    }
    const bool has_ended = sync_wait(request.sessions().end_session(user, handle));
    flash(session, has_ended ? "You are logged out there." : "That session was over already.");
    return redirect(request.url_for<index>());
}

Response end_others(Request& request, Session& session)
{
    login_required(request);
    logout_others(session);
    flash(session, "You are logged out everywhere else.");
    return redirect(request.url_for<index>());
}

Blueprint blueprint()
{
    Blueprint sessions("sessions", {.url_prefix = "/auth"});
    sessions.get<index>("/sessions").blocking();
    sessions.post<end>("/sessions/end").blocking();
    sessions.post<end_others>("/sessions/end-others").name("end_others").blocking();
    return sessions;
}

} // namespace flaskr::sessions
