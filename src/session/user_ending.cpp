#include "session/user_ending.hpp"

#include "formats/record_header.hpp"
#include "session/asking.hpp"
#include "session/stored_ending.hpp"
#include "signing/random.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace costrel::inline v1::session {

namespace {

using Kind = StoreCall::Kind;

// A session gets another ID once a minute at most, so more looks than these find nothing new.
constexpr int most_looks = 8;

StoreError moves_on()
{
    return {.message = "a session of a user could not be ended: it gets other IDs"};
}

} // namespace

Task<std::optional<StoreError>> UserEnding::end_each(std::vector<StoreKey> sessions)
{
    auto error = co_await erase_all(sessions);
    for (std::size_t i = 0; i < sessions.size() && !error; ++i) {
        const auto left = co_await lists_.leave(sessions[i]);
        if (!left)
            error = left.error();
    }
    if (!error)
        error = co_await follow();
    co_return error;
}

// They are erased while they are still listed, so that who is interrupted can begin again; and once
// more those that were listed then, for some may have been made in between.
Task<std::optional<StoreError>> UserEnding::end_all(std::optional<StoreKey> keep)
{
    auto listed = co_await lists_.list();
    if (!listed)
        co_return std::move(listed).error();
    std::vector<StoreKey> sessions = *std::move(listed);
    if (keep)
        std::erase(sessions, *keep);
    auto error = co_await erase_all(std::move(sessions));
    if (error)
        co_return error;
    auto taken = co_await lists_.end_all(std::move(keep));
    if (!taken)
        co_return std::move(taken).error();
    error = co_await erase_all(*std::move(taken));
    if (!error)
        error = co_await follow();
    co_return error;
}

Task<StoreResult<bool>> UserEnding::end_one(Handle handle)
{
    moved_.assign(1, handle);
    auto found = co_await look();
    if (!found || !*found)
        co_return found;
    auto error = co_await follow();
    if (error)
        co_return *std::move(error);
    co_return true;
}

Task<std::optional<StoreError>> UserEnding::erase_all(std::vector<StoreKey> sessions)
{
    for (StoreKey& session : sessions) {
        auto error = co_await erase(std::move(session));
        if (error)
            co_return error;
    }
    co_return std::nullopt;
}

// Where IDs are replaced, a plain erasure may hit what only says where the session is.
Task<std::optional<StoreError>> UserEnding::erase(StoreKey session)
{
    if (StaleRecords* const stale = setup_->stale())
        stale->forget(session);
    StoredEnding ending(*setup_, signing::fill_random);
    StoreCall call = setup_->times().rotates() ? ending.begin_at(session, now_)
                                               : StoreCall{.kind = Kind::erase, .key = session};
    auto error = co_await ask_ending(*setup_, ending, std::move(call));
    if (error)
        co_return error;
    if (ending.moved())
        moved_.push_back(*ending.moved());
    co_return std::nullopt;
}

// Ends those that are listed under the handle of one that has another ID by now; whether there was
// one.
Task<StoreResult<bool>> UserEnding::look()
{
    auto listed = co_await lists_.list();
    if (!listed)
        co_return std::move(listed).error();
    bool has_found = false;
    const std::vector<StoreKey> sessions = *std::move(listed);
    for (const StoreKey& session : sessions) {
        StoreCall call{.kind = Kind::load, .key = session};
        StoreReply reply = co_await ask_counted(*setup_, std::move(call), setup_->deadline());
        if (auto* const error = std::get_if<StoreError>(&reply))
            co_return std::move(*error);
        const auto& record = std::get<std::optional<StoredRecord>>(reply);
        std::string_view data;
        const auto header = record ? formats::RecordHeader::read(record->bytes, data)
                                   : std::optional<formats::RecordHeader>();
        if (!header || std::ranges::find(moved_, header->handle) == moved_.end())
            continue;
        has_found = true;
        auto error = co_await erase(session);
        if (error)
            co_return *std::move(error);
        auto left = co_await lists_.leave(session);
        if (!left)
            co_return left;
    }
    co_return has_found;
}

// The new ID of a session is listed before it leaves the one before, so a whole look that finds
// nothing proves that nothing is left.
Task<std::optional<StoreError>> UserEnding::follow()
{
    for (int looks = 0; !moved_.empty(); ++looks) {
        if (looks == most_looks)
            co_return moves_on();
        const auto found = co_await look();
        if (!found)
            co_return found.error();
        if (!*found)
            moved_.clear();
    }
    co_return std::nullopt;
}

} // namespace costrel::inline v1::session
