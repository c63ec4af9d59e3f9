#include "session/user_sessions.hpp"

#include "formats/record_header.hpp"
#include "formats/session_handle.hpp"
#include "session/ended.hpp"
#include "session/membership.hpp"
#include "session/opening.hpp"
#include "session/store_problem.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace costrel::session {

namespace {

using std::chrono::sys_seconds;

// Requests that give a session another ID just then may be in the way so often.
constexpr int most_looks = 4;

[[noreturn]] void throw_unavailable()
{
    throw_problem(StoreProblem::unavailable, {});
    throw StoreUnavailableError("costrel: the store of sessions did not reply in time");
}

Deadline deadline_of(const Setup& setup)
{
    return std::chrono::steady_clock::now() + setup.store_timeout();
}

Task<std::optional<StoredRecord>> load(const Setup& setup, StoreKey key, Deadline deadline)
{
    auto found = co_await setup.store()->load(std::move(key), deadline);
    if (!found) {
        setup.tell_store_failed(found.error().message);
        throw_unavailable();
    }
    co_return *std::move(found);
}

Task<std::vector<StoreKey>> listed(const Setup& setup, StoreKey user, Deadline deadline)
{
    UserLists lists(setup, setup.now(), deadline);
    auto found = co_await lists.list(std::move(user));
    if (!found)
        throw_unavailable();
    co_return *std::move(found);
}

// What the record of a session of `user` says of it; nothing when it is over, or another one's.
std::optional<SessionSummary> summary_of(const Setup& setup, const std::string& user,
                                         const StoredRecord& record, sys_seconds now)
{
    const SealedContent found = setup.record_format().open(record.bytes, now);
    if (found.origin != SessionOrigin::opened || !found.active || !found.handle ||
        setup.times().judge(found, now) != SessionOrigin::opened ||
        check_ended(setup, found, user, now) != SessionOrigin::opened)
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
    for (const std::string& key : setup.summary_keys())
        if (const Value* const value = values->find(key))
            summary.values.set(key, *value);
    return summary;
}

} // namespace

Task<std::vector<SessionSummary>> stored_sessions_of(const Setup& setup, std::string user)
{
    const Deadline deadline = deadline_of(setup);
    const sys_seconds now = setup.now();
    std::vector<SessionSummary> summaries;
    std::vector<StoreKey> keys = co_await listed(setup, setup.user_list_key(user), deadline);
    for (StoreKey& key : keys) {
        const std::optional<StoredRecord> record = co_await load(setup, std::move(key), deadline);
        auto summary = record ? summary_of(setup, user, *record, now) : std::nullopt;
        if (summary)
            summaries.push_back(*std::move(summary));
    }
    std::ranges::stable_sort(summaries, std::ranges::greater(), &SessionSummary::last_seen);
    co_return summaries;
}

Task<bool> end_stored_session(const Setup& setup, std::string user, Handle handle)
{
    const Deadline deadline = deadline_of(setup);
    const StoreKey list = setup.user_list_key(user);
    UserLists lists(setup, setup.now(), deadline);
    bool has_ended = false;
    bool is_elsewhere = true; // it is about to get another ID
    for (int look = 0; look < most_looks && is_elsewhere; ++look) {
        is_elsewhere = false;
        std::vector<StoreKey> keys = co_await listed(setup, list, deadline);
        for (const StoreKey& key : keys) {
            const std::optional<StoredRecord> record = co_await load(setup, key, deadline);
            std::string_view data;
            const auto header = record ? formats::RecordHeader::read(record->bytes, data)
                                       : std::optional<formats::RecordHeader>();
            if (!header || header->handle != handle)
                continue;
            is_elsewhere = is_elsewhere || header->kind == formats::RecordHeader::moved;
            std::vector<StoreKey> ended{key};
            const auto error = co_await lists.end_each(list, std::move(ended));
            if (error)
                throw_unavailable();
            has_ended = true;
        }
    }
    co_return has_ended;
}

Task<void> end_stored_sessions_of(const Setup& setup, std::string user)
{
    UserLists lists(setup, setup.now(), deadline_of(setup));
    const auto error = co_await lists.end(setup.user_list_key(user), std::nullopt);
    if (error)
        throw_unavailable();
}

} // namespace costrel::session
