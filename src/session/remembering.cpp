#include "session/remembering.hpp"

#include "session/ended.hpp"
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
using std::chrono::seconds;
using std::chrono::sys_seconds;

SessionFacts facts_of(const RememberedLogin& login)
{
    return {.handle = login.series, .created = login.since};
}

Remembered judge(const Setup& setup, const RememberCookie::Found& found, sys_seconds now)
{
    const RevocationList& list = *setup.revocations();
    SessionFacts facts = facts_of(found.login);
    facts.user = found.user;
    const auto verdict = list.check(facts, now);
    if (verdict == RevocationList::Verdict::ended ||
        found.login.since < setup.sessions_not_before())
        return Remembered::over;
    if (verdict == RevocationList::Verdict::unknown)
        return Remembered::none; // it may be good again when the others are heard of
    const auto last = list.last_use(found.login.series);
    if (!last || found.login.counter >= last->counter)
        return Remembered::used;
    // Hosts may differ by the skew in when they think that was.
    const seconds allowed =
        list.max_staleness() == seconds(0) ? remember_grace : remember_grace + setup.times().skew();
    if (found.login.counter + 1 == last->counter && now - last->second <= allowed)
        return Remembered::again;
    return Remembered::over;
}

// Whether it is over because it was copied, and not because it was ended.
bool is_stolen(const Setup& setup, const RememberCookie::Found& found, sys_seconds now)
{
    SessionFacts facts = facts_of(found.login);
    facts.user = found.user;
    const auto last = setup.revocations()->last_use(found.login.series);
    return last && found.login.counter < last->counter &&
           found.login.since >= setup.sessions_not_before() &&
           setup.revocations()->check(facts, now) == RevocationList::Verdict::good;
}

// The user whose cookie it is cannot be told from the thief, so both have to log in.
void end_stolen(const Setup& setup, const RememberCookie::Found& found, sys_seconds now)
{
    setup.tell_stolen(found.user);
    end_user(setup, found.user, now);
}

void record(const Setup& setup, const RememberedLogin& login, sys_seconds now)
{
    try {
        setup.revocations()->use(facts_of(login), {login.counter, now});
    } catch (const std::runtime_error& error) {
        // It holds here. Without its next cookie the browser would come back with a used one, which
        // looks stolen: so it gets it, whatever the configuration says of lost logouts.
        try {
            setup.tell_lost_ending(error.what());
        } catch (const StoreUnavailableError&) {
        }
    }
}

void end_series(const Setup& setup, const RememberedLogin& login)
{
    const sys_seconds until =
        login.since + RememberCookie::lifetime + setup.times().skew() + seconds(1);
    try {
        setup.revocations()->end_session(facts_of(login), sys_seconds{}, until);
    } catch (const std::runtime_error& error) {
        setup.tell_lost_ending(error.what());
    }
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
    content.remembered = judge(setup, *found, now);
    if (content.remembered == Remembered::over) {
        if (is_stolen(setup, *found, now))
            end_stolen(setup, *found, now);
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
    return check_ended(setup, login, logged_in_user(content), now) == SessionOrigin::revoked;
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
        record(setup, login, now);
        send_remembered(setup, login, *user, now, saved);
        return;
    }
    if (content.cleared || !user || !is_remembered(content))
        return;
    RememberedLogin next = content.remembered_login;
    ++next.counter;
    if (content.remembered == Remembered::used)
        record(setup, next, now);
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
        end_series(setup, content.remembered_login);
    if (content.remembers && logged_in_user(content))
        return; // another login's cookie takes its place
    remove_remembered(setup, saved);
}

} // namespace costrel::inline v1::session
