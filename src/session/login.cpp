#include "session/ended.hpp"

#include <costrel/session/login.hpp>

#include <stdexcept>
#include <utility>

namespace costrel {

namespace {

constexpr std::string_view user_key = "_user_id";
constexpr std::string_view fresh_key = "_fresh";
constexpr std::string_view login_key = "_login";

// The second of the request, by the clock that its session is judged by.
std::chrono::sys_seconds request_time(const Session& session)
{
    if (session.content().opened)
        return *session.content().opened;
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

} // namespace

void login_user(Session& session, std::string_view user, const LoginOptions& options)
{
    if (user.empty())
        throw std::invalid_argument("costrel: login_user() needs a user: the ID must not be empty");
    Dict kept;
    for (const std::string& key : options.keep)
        if (const Value* value = session.items().find(key))
            kept.set(key, *value);
    session.clear();
    session.regenerate();
    session.update(kept);
    session.set(user_key, user);
    session.set(fresh_key, true);
    session.set(login_key, request_time(session).time_since_epoch().count());
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
    return session::user_of(session.items(), user_key);
}

bool logged_in_within(const Session& session, std::chrono::seconds age)
{
    const auto second = session.find<std::int64_t>(login_key);
    if (!second)
        return false;
    const std::chrono::seconds since =
        request_time(session).time_since_epoch() - std::chrono::seconds(*second);
    return since <= age && -since <= std::chrono::minutes(30); // a clock that jumped proves nothing
}

} // namespace costrel
