// What the cookie of a remembered login is worth where sessions are in a store.
#include "session/remembered_records.hpp"
#include "session/remembering.hpp"
#include "session/stored_remembering.hpp"
#include "session/uncancelled.hpp"

#include <costrel/session/format.hpp>

#include <utility>

namespace costrel::inline v1::session {

using detail::Remembered;
using formats::RememberedLogins;
using formats::RememberedSeries;
using std::chrono::seconds;
using std::chrono::sys_seconds;

Remembered StoredRemembering::judge(const RememberedSeries* series, sys_seconds now) const
{
    if (!series || found_->login.since < setup_->sessions_not_before())
        return Remembered::over;
    const std::uint32_t counter = found_->login.counter | RememberedSeries::in_store;
    if (counter >= series->counter)
        return Remembered::used;
    // Hosts may differ by the skew in when they think that was.
    const seconds allowed =
        setup_->store()->is_immediate() ? remember_grace : remember_grace + setup_->times().skew();
    if (counter + 1 == series->counter && now - series->used <= allowed)
        return Remembered::again;
    return Remembered::over;
}

std::optional<ListedLogins> StoredRemembering::earlier(sys_seconds now) const
{
    RevocationList* const list = setup_->revocations_before(now);
    if (!list || !found_ || (found_->login.counter & RememberedSeries::in_store) != 0)
        return std::nullopt;
    return ListedLogins(*setup_, *list);
}

RememberedSeries StoredRemembering::moved_in(const Handle& session, sys_seconds now) const
{
    return {.series = found_->login.series,
            .session = session,
            .counter = (found_->login.counter + 1) | RememberedSeries::in_store,
            .since = found_->login.since,
            .used = now};
}

// Whether it is over because it was copied, and not because it was ended.
bool StoredRemembering::is_copy(const RememberedSeries* series, sys_seconds now) const
{
    return series && found_->login.since >= setup_->sessions_not_before() &&
           judge(series, now) == Remembered::over;
}

// The user whose cookie it is cannot be told from the thief, so both have to log in.
Task<std::optional<StoreError>> StoredRemembering::end_copied()
{
    // Who sent the copy must not be able to stop it halfway by closing the connection.
    const Uncancelled uncancelled(co_await ThisLoop());
    std::string user = found_->user;
    auto ended = co_await end_stored_user(*setup_, std::move(user));
    if (!ended)
        co_return std::move(ended).error();
    if (*ended) // and not by another request with such a cookie
        setup_->tell_stolen(found_->user);
    co_return std::nullopt;
}

bool StoredRemembering::is_in(std::string_view cookie_field) const
{
    return setup_->remember() && setup_->remember()->is_in(CookieField(cookie_field));
}

Task<std::optional<StoreError>> StoredRemembering::load(std::string_view cookie_field,
                                                        bool names_user, sys_seconds now,
                                                        Deadline deadline)
{
    found_ = setup_->remember()->open(CookieField(cookie_field), now);
    if (!found_ || names_user) {
        worth_ = found_ ? Remembered::unused : Remembered::over;
        co_return std::nullopt;
    }
    auto error = co_await read_worth(now, deadline);
    // A login moves into the store first, and is then ended on the list: who came in between looks
    // again.
    if (!error && worth_ == Remembered::over && earlier(now))
        error = co_await read_worth(now, deadline);
    co_return error;
}

Task<std::optional<StoreError>> StoredRemembering::read_worth(sys_seconds now, Deadline deadline)
{
    RememberedRecords records(*setup_, now, deadline);
    std::string user = found_->user;
    auto logins = co_await records.read(std::move(user));
    if (!logins)
        co_return std::move(logins).error();
    RememberedLogins read = *std::move(logins);
    const RememberedSeries* const series = read.find(found_->login.series);
    const auto listed = series ? std::nullopt : earlier(now);
    const Remembered worth = listed ? listed->judge(*found_, now) : judge(series, now);
    const bool is_listed_copy =
        listed && listed->is_stolen(*found_, now) && worth == Remembered::over;
    if (is_listed_copy)
        listed->end_stolen(*found_, now);
    if (is_listed_copy || is_copy(series, now)) {
        auto error = co_await end_copied();
        if (error)
            co_return error;
    }
    worth_ = worth;
    co_return std::nullopt;
}

void StoredRemembering::open(sys_seconds now, detail::SessionContent& content) const
{
    if (worth_ == Remembered::none || content.lock != detail::SessionLock::none)
        return;
    content.remembered = worth_;
    if (!found_)
        return;
    content.remembered_login = found_->login;
    if (!is_remembered(content))
        return;
    if (content.origin == SessionOrigin::opened && logged_in_user(content)) {
        content.remembered = Remembered::unused;
    } else if (setup_->can_save(now)) {
        setup_->tally().add_remembered();
        begin_remembered(found_->user, content);
    } else {
        content.remembered = Remembered::none;
    }
}

} // namespace costrel::inline v1::session
