#include "session/user_sessions.hpp"

#include "formats/session_handle.hpp"
#include "session/asking.hpp"
#include "session/ended.hpp"
#include "session/opening.hpp"
#include "session/remembered_records.hpp"
#include "session/store_problem.hpp"
#include "session/user_ending.hpp"
#include "session/user_lists.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <variant>

namespace costrel::inline v1::session {

namespace {

using std::chrono::sys_seconds;

void require_available(bool did)
{
    if (!did)
        throw_problem(StoreProblem::unavailable, {});
}

enum class Entries { of_summary, all };

// What the record of a session of `user` says of it; nothing when it is over, or another one's.
std::optional<SessionSummary> summary_of(const Setup& setup, const std::string& user,
                                         const StoredRecord& record, sys_seconds now,
                                         Entries entries)
{
    const SealedContent found = setup.record_format().open(record.bytes, now);
    if (found.origin != SessionOrigin::opened || !found.active || !found.handle ||
        setup.times().judge(found, now) != SessionOrigin::opened ||
        check_ended(setup, nullptr, found, user, now) != SessionOrigin::opened)
        return std::nullopt;
    auto values = read_record(setup, record.bytes, now);
    if (!values || user_of(*values, setup.user_key()) != user)
        return std::nullopt;
    SessionSummary summary;
    summary.handle = formats::handle_text(*found.handle);
    summary.created = found.created.value_or(*found.active);
    summary.last_seen = *found.active;
    summary.expires = std::min(setup.times().end(*found.active, found.created),
                               found.ends.value_or(sys_seconds::max()));
    if (entries == Entries::all) {
        summary.values = *std::move(values);
        return summary;
    }
    for (const std::string& key : setup.summary_keys())
        if (const Value* const value = values->find(key))
            summary.values.set(key, *value);
    return summary;
}

// So that the browser does not log in again by itself.
Task<bool> forget_login(const Setup& setup, std::string user, Handle session, Deadline deadline)
{
    bool was_there = false;
    RememberedRecords records(setup, setup.now(), deadline);
    RememberedRecords::Change remove = [&](formats::RememberedLogins& logins) {
        was_there = logins.remove_of_session(session);
        return was_there;
    };
    const auto error = co_await records.change(std::move(user), std::move(remove));
    require_available(!error);
    co_return was_there;
}

// The one that was used last first.
Task<std::vector<SessionSummary>> summaries_of(const Setup& setup, std::string user,
                                               Entries entries)
{
    const sys_seconds now = setup.now();
    std::vector<SessionSummary> summaries;
    const UserLists lists(setup, setup.user_list_key(user), now);
    const auto listed = co_await lists.list();
    require_available(listed.has_value());
    for (const StoreKey& key : *listed) {
        StoreCall call{.kind = StoreCall::Kind::load, .key = key};
        const StoreReply reply = co_await ask_counted(setup, std::move(call), setup.deadline());
        const auto* const record = std::get_if<std::optional<StoredRecord>>(&reply);
        require_available(record != nullptr);
        auto summary = *record ? summary_of(setup, user, **record, now, entries) : std::nullopt;
        if (summary)
            summaries.push_back(*std::move(summary));
    }
    std::ranges::stable_sort(summaries, std::ranges::greater(), &SessionSummary::last_seen);
    co_return summaries;
}

} // namespace

Task<std::vector<SessionSummary>> stored_sessions_of(const Setup& setup, std::string user)
{
    auto summaries = co_await summaries_of(setup, std::move(user), Entries::of_summary);
    co_return summaries;
}

Task<std::optional<SessionSummary>> stored_session_of(const Setup& setup, std::string user,
                                                      Handle handle)
{
    auto all = co_await summaries_of(setup, std::move(user), Entries::all);
    const auto found =
        std::ranges::find(all, formats::handle_text(handle), &SessionSummary::handle);
    if (found == all.end())
        co_return std::nullopt;
    co_return std::move(*found);
}

Task<bool> end_stored_session(const Setup& setup, std::string user, Handle handle)
{
    const bool is_forgotten = co_await forget_login(setup, user, handle, setup.deadline());
    UserEnding ending(setup, setup.user_list_key(user), setup.now());
    const auto has_ended = co_await ending.end_one(handle);
    require_available(has_ended.has_value());
    co_return is_forgotten || *has_ended;
}

Task<void> end_stored_sessions_of(const Setup& setup, std::string user)
{
    const auto ended = co_await end_stored_user(setup, std::move(user));
    require_available(ended.has_value());
}

} // namespace costrel::inline v1::session
