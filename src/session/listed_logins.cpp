#include "session/listed_logins.hpp"

#include "session/ended.hpp"

#include <costrel/session/errors.hpp>

#include <stdexcept>

namespace costrel::inline v1::session {

using detail::Remembered;
using detail::RememberedLogin;
using formats::RememberCookie;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

SessionFacts facts_of(const RememberedLogin& login)
{
    return {.handle = login.series, .created = login.since};
}

SessionFacts facts_of(const RememberCookie::Found& found)
{
    SessionFacts facts = facts_of(found.login);
    facts.user = found.user;
    return facts;
}

} // namespace

Remembered ListedLogins::judge(const Found& found, sys_seconds now) const
{
    const auto verdict = list_->check(facts_of(found), now);
    if (verdict == RevocationList::Verdict::ended ||
        found.login.since < setup_->sessions_not_before())
        return Remembered::over;
    if (verdict == RevocationList::Verdict::unknown)
        return Remembered::none;
    const auto last = list_->last_use(found.login.series);
    if (!last || found.login.counter >= last->counter)
        return Remembered::used;
    // Hosts may differ by the skew in when they think that was.
    const seconds allowed = list_->max_staleness() == seconds(0)
                                ? remember_grace
                                : remember_grace + setup_->times().skew();
    if (found.login.counter + 1 == last->counter && now - last->second <= allowed)
        return Remembered::again;
    return Remembered::over;
}

bool ListedLogins::is_stolen(const Found& found, sys_seconds now) const
{
    const auto last = list_->last_use(found.login.series);
    return last && found.login.counter < last->counter &&
           found.login.since >= setup_->sessions_not_before() &&
           list_->check(facts_of(found), now) == RevocationList::Verdict::good;
}

void ListedLogins::end_stolen(const Found& found, sys_seconds now) const
{
    setup_->tell_stolen(found.user);
    end_user(*setup_, *list_, found.user, now);
}

void ListedLogins::use(const RememberedLogin& login, sys_seconds now) const
{
    try {
        list_->use(facts_of(login), {login.counter, now});
    } catch (const std::runtime_error& error) {
        // It holds here. Without its next cookie the browser would come back with a used one, which
        // looks stolen: so it gets it, whatever the configuration says of lost logouts.
        try {
            setup_->tell_lost_ending(error.what());
        } catch (const StoreUnavailableError&) {
        }
    }
}

void ListedLogins::end(const RememberedLogin& login) const
{
    const sys_seconds until =
        login.since + RememberCookie::lifetime + setup_->times().skew() + seconds(1);
    try {
        list_->end_session(facts_of(login), sys_seconds{}, until);
    } catch (const std::runtime_error& error) {
        setup_->tell_lost_ending(error.what());
    }
}

} // namespace costrel::inline v1::session
