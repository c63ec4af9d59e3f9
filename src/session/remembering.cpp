#include "session/remembering.hpp"

#include "session/ended.hpp"
#include "session/listed_logins.hpp"
#include "session/session_id.hpp"
#include "signing/random.hpp"

#include <costrel/config_error.hpp>
#include <costrel/session/errors.hpp>

#include <array>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace costrel::inline v1::session {

namespace {

using detail::Remembered;
using detail::RememberedLogin;
using formats::RememberCookie;
using std::chrono::sys_seconds;

ListedLogins listed(const Setup& setup)
{
    return {setup, *setup.revocations()};
}

void require_remember(const Setup& setup)
{
    if (!setup.remember())
        throw ConfigError("costrel: login_user() was asked to remember the login, which needs "
                          "session_revocations that survive a restart, such as "
                          "file_revocations(), or a session_store, and keys of at least 32 bytes "
                          "that nobody can guess");
}

} // namespace

void begin_remembered(const std::string& user, detail::SessionContent& content)
{
    Dict values;
    if (!content.foreign && !content.user_key.empty())
        values.set(content.user_key, user); // by which a list ends it
    values.set(login_entry, user);
    values.set("_fresh", false);
    values.set(id_key, new_session_id());
    content.values = detail::SharedDict(std::move(values));
    content.modified = true;
    content.logged_in = true; // nothing of the session before goes on
    content.regenerated = true;
}

void send_remembered(const Setup& setup, const RememberedLogin& login, std::string_view user,
                     sys_seconds now, SavedSession& saved)
{
    std::array<std::byte, sealing::random_size> random;
    signing::fill_random(random);
    const RememberCookie& cookie = *setup.remember();
    saved.set_cookies.push_back(
        setup.cookies().set({cookie.name(), cookie.seal(login, user, now, random)}, now,
                            {.expires = login.since + RememberCookie::lifetime}));
    saved.vary_cookie = true;
}

void remove_remembered(const Setup& setup, SavedSession& saved)
{
    saved.set_cookies.push_back(setup.cookies().remove(setup.remember()->name()));
    saved.vary_cookie = true;
}

bool is_remembered(const detail::SessionContent& content) noexcept
{
    return content.remembered == Remembered::used || content.remembered == Remembered::again;
}

std::optional<std::string> logged_in_user(const detail::SessionContent& content)
{
    return user_of(content.values.read(), login_entry);
}

void open_remembered(const Setup& setup, const CookieField& cookies, sys_seconds now,
                     detail::SessionContent& content)
{
    if (content.lock != detail::SessionLock::none || !setup.remember()->is_in(cookies))
        return;
    const auto found = setup.remember()->open(cookies, now);
    if (!found) {
        content.remembered = Remembered::over;
        return;
    }
    content.remembered_login = found->login;
    if (content.origin == SessionOrigin::opened && logged_in_user(content)) {
        content.remembered = Remembered::unused;
        return;
    }
    content.remembered = listed(setup).judge(*found, now);
    if (content.remembered == Remembered::over) {
        if (listed(setup).is_stolen(*found, now))
            listed(setup).end_stolen(*found, now);
    } else if (content.remembered != Remembered::none && setup.can_save(now)) {
        setup.tally().add_remembered();
        begin_remembered(found->user, content);
    }
}

bool has_remembered_ended(const Setup& setup, const detail::SessionContent& content,
                          sys_seconds now)
{
    if (!setup.remember() || !is_remembered(content) || content.cleared)
        return false; // with another login, or none, it has no part in what is sent
    SealedContent login;
    login.created = content.remembered_login.since;
    login.handle = content.remembered_login.series;
    return check_ended(setup, setup.revocations(), login, logged_in_user(content), now) ==
           SessionOrigin::revoked;
}

void save_remembered(const Setup& setup, const detail::SessionContent& content, sys_seconds created,
                     sys_seconds now, SavedSession& saved)
{
    if (!content.remembers && !is_remembered(content))
        return; // as most logins, and each session without one
    const auto user = logged_in_user(content);
    if (content.remembers && user) {
        require_remember(setup);
        RememberedLogin login{.since = created};
        signing::fill_random(login.series);
        listed(setup).use(login, now);
        send_remembered(setup, login, *user, now, saved);
        return;
    }
    if (content.cleared || !user || !is_remembered(content))
        return;
    RememberedLogin next = content.remembered_login;
    ++next.counter;
    if (content.remembered == Remembered::used)
        listed(setup).use(next, now);
    send_remembered(setup, next, *user, now, saved);
}

void forget_remembered(const Setup& setup, const detail::SessionContent& content,
                       SavedSession& saved)
{
    const bool over = content.remembered == Remembered::over;
    const bool left = content.cleared || (is_remembered(content) && !logged_in_user(content));
    if (!setup.remember() || (!over && !left))
        return;
    if (!over)
        listed(setup).end(content.remembered_login);
    if (content.remembers && logged_in_user(content))
        return; // another login's cookie takes its place
    remove_remembered(setup, saved);
}

} // namespace costrel::inline v1::session
