#include "session/ended.hpp"
#include "session/foreign.hpp"
#include "session/own_entries.hpp"

#include <costrel/session/login.hpp>

#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

constexpr std::string_view fresh_key = "_fresh";
constexpr std::string_view login_key = "_login";

// The entry that names the user; empty: the session is another framework's, and nobody said which.
std::string_view user_entry(const Session& session)
{
    if (const session::Foreign* const foreign = session::foreign_of(session))
        return foreign->user_key();
    const std::string_view configured = session.content().user_key;
    return configured.empty() ? session::login_entry : configured;
}

} // namespace

void login_user(Session& session, std::string_view user, const LoginOptions& options)
{
    if (user.empty())
        throw std::invalid_argument("costrel: login_user() needs a user: the ID must not be empty");
    const session::Foreign* const foreign = session::foreign_of(session);
    if (foreign && foreign->user_key().empty())
        session::throw_no_place(*foreign, "login_user() without session_user_key");
    Dict kept;
    for (const std::string& key : options.keep)
        if (const Value* value = session.items().find(key))
            kept.set(key, *value);
    session.clear();
    session.regenerate();
    session.update(kept);
    const std::string_view entry = user_entry(session);
    session.set(entry, user);
    if (!foreign) {
        if (entry != session::login_entry)
            session.set(session::login_entry, user); // Flask-Login's, and of remembered logins
        session.set(fresh_key, true);
        session.set(login_key, session::time_of_request(session).time_since_epoch().count());
    }
    session.content_.logged_in = true;
    session.content_.remembers = options.remember;
}

void logout_user(Session& session)
{
    session.clear();
}

void logout_others(Session& session)
{
    if (!current_user(session))
        throw std::logic_error("costrel: logout_others() needs a session of a user: call "
                               "login_user() first");
    session.set_modified(true);
    session.content_.ends_others = true;
}

std::optional<std::string> current_user(const Session& session)
{
    return session::user_of(session.items(), user_entry(session));
}

bool logged_in_within(const Session& session, std::chrono::seconds age)
{
    const auto second = session.find<std::int64_t>(login_key);
    if (!second || session.content().foreign)
        return false;
    const std::chrono::seconds since =
        session::time_of_request(session).time_since_epoch() - std::chrono::seconds(*second);
    return since <= age && -since <= std::chrono::minutes(30); // a clock that jumped proves nothing
}

} // namespace costrel::inline v1
