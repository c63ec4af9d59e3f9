// What becomes of remembered logins when the session of a request is stored.
#include "session/stored_remembering.hpp"

#include "session/remembered_records.hpp"
#include "session/remembering.hpp"
#include "signing/random.hpp"

#include <costrel/session/format.hpp>

#include <functional>
#include <utility>

namespace costrel::inline v1::session {

using detail::Remembered;
using formats::RememberedLogins;
using formats::RememberedSeries;
using std::chrono::sys_seconds;

Task<std::optional<StoreError>> StoredRemembering::before(const detail::SessionContent& content,
                                                          const Handle& handle, sys_seconds now,
                                                          Deadline deadline)
{
    if (!concerns(content) || content.lock != detail::SessionLock::none || content.opener)
        co_return std::nullopt;
    const auto user = logged_in_user(content);
    std::optional<StoreError> error;
    removes_ = content.remembered == Remembered::over;
    if (!removes_ && found_ && (content.cleared || (is_remembered(content) && !user))) {
        removes_ = true;
        RememberedRecords records(*setup_, now, deadline);
        RememberedRecords::Change remove = [this](RememberedLogins& logins) {
            return logins.remove(found_->login.series);
        };
        std::string owner = found_->user;
        error = co_await records.change(std::move(owner), std::move(remove));
        if (const auto listed = earlier(now); listed && !error)
            listed->end(found_->login);
    }
    if (!error && content.remembers && user && setup_->can_save(now))
        error = co_await begin_series(*user, handle, now, deadline);
    if (!error && content.ends_others && user)
        error = co_await end_others(*user, now, deadline);
    co_return error;
}

Task<std::optional<StoreError>> StoredRemembering::begin_series(const std::string& user,
                                                                const Handle& handle,
                                                                sys_seconds now, Deadline deadline)
{
    RememberedSeries series;
    signing::fill_random(series.series);
    series.session = handle;
    series.since = now;
    series.used = now;
    begun_.emplace();
    begun_->login = {.series = series.series, .counter = series.counter, .since = now};
    begun_->user = user;
    send_remembered(*setup_, begun_->login, user, now, response_); // or throws: it is not stored
    RememberedRecords records(*setup_, now, deadline);
    RememberedRecords::Change add = [series, now](RememberedLogins& logins) {
        logins.add(series, now);
        return true;
    };
    std::string owner = user;
    auto error = co_await records.change(std::move(owner), std::move(add));
    co_return error;
}

Task<std::optional<StoreError>> StoredRemembering::end_others(const std::string& user,
                                                              sys_seconds now, Deadline deadline)
{
    std::optional<Handle> own;
    if (begun_ && begun_->user == user)
        own = begun_->login.series;
    else if (found_ && found_->user == user && !removes_)
        own = found_->login.series;
    const auto listed = own && !begun_ ? earlier(now) : std::nullopt;
    const bool moves = listed && listed->judge(*found_, now) == Remembered::used;
    RememberedRecords records(*setup_, now, deadline);
    RememberedRecords::Change keep = [this, own, moves, now](RememberedLogins& logins) {
        const bool has_removed = logins.keep_only(own);
        if (!moves || logins.find(*own))
            return has_removed;
        RememberedSeries series = moved_in({}, now);
        --series.counter; // it was not used
        logins.add(series, now);
        return true;
    };
    std::string owner = user;
    auto error = co_await records.change(std::move(owner), std::move(keep));
    co_return error;
}

Task<StoreResult<bool>> StoredRemembering::use_series(const Handle& handle, sys_seconds now,
                                                      Deadline deadline)
{
    if (!setup_->can_save(now)) // the last key ceased to seal meanwhile
        co_return true;
    // Made before the counter is stored: after that nothing here may fail.
    detail::RememberedLogin next = found_->login;
    next.counter = (next.counter + 1) | RememberedSeries::in_store;
    SavedSession sent;
    send_remembered(*setup_, next, found_->user, now, sent);
    RememberedRecords records(*setup_, now, deadline);
    Remembered worth = Remembered::over;
    bool is_stolen = false;
    bool moves = false;
    RememberedRecords::Change use = [&](RememberedLogins& logins) {
        RememberedSeries* const series = logins.find(found_->login.series);
        const auto listed = series ? std::nullopt : earlier(now);
        worth = listed ? listed->judge(*found_, now) : judge(series, now);
        moves = listed && (worth == Remembered::used || worth == Remembered::again);
        if (moves) {
            logins.add(moved_in(handle, now), now);
            return true;
        }
        is_stolen = is_copy(series, now);
        if (worth != Remembered::used)
            return false; // a request beside it has used it
        series->counter = next.counter;
        series->used = now;
        series->session = handle;
        return true;
    };
    std::optional<StoreError> error;
    for (int attempt = 0; attempt < 2; ++attempt) { // as load() looks twice
        std::string owner = found_->user;
        RememberedRecords::Change once_more = use;
        error = co_await records.change(std::move(owner), std::move(once_more));
        if (error || worth != Remembered::over || !earlier(now))
            break;
    }
    if (const auto listed = earlier(now); listed && moves && !error)
        listed->end(found_->login);
    if (error && !error->is_ambiguous())
        co_return true; // the cookie is good once more, so the browser keeps it
    if (is_stolen) {
        auto failed = co_await end_copied();
        if (failed)
            co_return *std::move(failed);
    }
    if (!error && worth == Remembered::over) {
        removes_ = true;
        co_return false;
    }
    // Where nobody knows whether the counter was stored, the next cookie is good in either case.
    response_ = std::move(sent);
    co_return true;
}

Task<StoreResult<bool>> StoredRemembering::after(const detail::SessionContent& content,
                                                 const Handle& handle, sys_seconds now,
                                                 Deadline deadline)
{
    if (!concerns(content) || content.lock != detail::SessionLock::none || content.opener)
        co_return true;
    const auto user = logged_in_user(content);
    if (found_ && user && is_remembered(content) && !content.cleared) {
        auto stays = co_await use_series(handle, now, deadline);
        if (!stays || !*stays)
            co_return stays;
    }
    if (content.ends_others && user) { // those that came in between
        auto error = co_await end_others(*user, now, deadline);
        if (error)
            co_return *std::move(error);
    }
    if (found_ && content.remembered == Remembered::unused && content.regenerated &&
        !content.cleared) {
        RememberedRecords records(*setup_, now, deadline);
        RememberedRecords::Change follow = [&](RememberedLogins& logins) {
            RememberedSeries* const series = logins.find(found_->login.series);
            if (series)
                series->session = handle;
            return series != nullptr;
        };
        std::string owner = found_->user;
        (void)co_await records.change(std::move(owner), std::move(follow));
    }
    co_return true;
}

Task<void> StoredRemembering::undo(sys_seconds now, Deadline deadline)
{
    removes_ = false;
    response_ = {};
    if (!begun_)
        co_return;
    RememberedRecords records(*setup_, now, deadline);
    RememberedRecords::Change remove = [this](RememberedLogins& logins) {
        return logins.remove(begun_->login.series);
    };
    std::string owner = begun_->user;
    (void)co_await records.change(std::move(owner), std::move(remove));
}

void StoredRemembering::save(SavedSession& saved) const
{
    if (response_.set_cookies.empty() && removes_)
        remove_remembered(*setup_, saved);
    for (const std::string& cookie : response_.set_cookies)
        saved.set_cookies.push_back(cookie);
    saved.vary_cookie = saved.vary_cookie || response_.vary_cookie;
}

} // namespace costrel::inline v1::session
