#include "session/membership.hpp"

#include "session/ended.hpp"
#include "signing/digest_method.hpp"

#include <array>
#include <utility>

namespace costrel::session {

using std::chrono::sys_seconds;

namespace {

std::string prefixed(std::string_view text)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(text.size() >> shift);
    return bytes.append(text);
}

template <class T>
StoreResult<T> counted(const Setup& setup, StoreResult<T> result,
                       std::chrono::steady_clock::time_point begin)
{
    setup.tally().add_store_call(
        StoreOperation::users, result ? SessionTally::Outcome::done : SessionTally::Outcome::failed,
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                              begin));
    if (!result)
        setup.tell_store_failed(result.error().message);
    return result;
}

} // namespace

StoreKey user_list_key(std::string_view application, std::string_view user)
{
    std::array<unsigned char, signing::max_digest_size> hash;
    const std::string first = prefixed(application);
    const std::string second = prefixed(user);
    const std::size_t size =
        signing::compute_digest("sha256", std::array<std::string_view, 2>{first, second}, hash);
    return {.bytes = std::string(reinterpret_cast<const char*>(hash.data()), size)};
}

Task<StoreResult<UserIndex::Joined>> UserLists::join(StoreKey user, StoreKey session, SysMillis end)
{
    const auto begin = std::chrono::steady_clock::now();
    auto reply = co_await users_->join(std::move(user), std::move(session), now_, end,
                                       setup_->max_per_user(), deadline_);
    co_return counted(*setup_, std::move(reply), begin);
}

Task<StoreResult<bool>> UserLists::confirm(StoreKey user, StoreKey session, std::uint64_t epoch)
{
    const auto begin = std::chrono::steady_clock::now();
    auto reply = co_await users_->confirm(std::move(user), std::move(session), epoch, deadline_);
    co_return counted(*setup_, std::move(reply), begin);
}

Task<StoreResult<bool>> UserLists::leave(StoreKey user, StoreKey session)
{
    const auto begin = std::chrono::steady_clock::now();
    auto reply = co_await users_->leave(std::move(user), std::move(session), deadline_);
    co_return counted(*setup_, std::move(reply), begin);
}

Task<StoreResult<std::vector<StoreKey>>> UserLists::list(StoreKey user)
{
    const auto begin = std::chrono::steady_clock::now();
    auto reply = co_await users_->list(std::move(user), now_, deadline_);
    co_return counted(*setup_, std::move(reply), begin);
}

Task<std::optional<StoreError>> UserLists::erase_each(std::vector<StoreKey> sessions)
{
    for (StoreKey& session : sessions) {
        auto erased = co_await setup_->store()->erase(std::move(session), true, deadline_);
        if (!erased) {
            setup_->tell_store_failed(erased.error().message);
            co_return std::move(erased).error();
        }
    }
    co_return std::nullopt;
}

Task<std::optional<StoreError>> UserLists::end_each(StoreKey user, std::vector<StoreKey> sessions)
{
    auto error = co_await erase_each(sessions);
    for (std::size_t i = 0; i < sessions.size() && !error; ++i) {
        const auto left = co_await leave(user, sessions[i]);
        if (!left)
            error = left.error();
    }
    co_return error;
}

// They are erased while they are still listed, so that who is interrupted can begin again; and once
// more those that were listed then, for some may have been made in between.
Task<std::optional<StoreError>> UserLists::end(StoreKey user, std::optional<StoreKey> keep)
{
    auto listed = co_await list(user);
    if (!listed)
        co_return std::move(listed).error();
    std::vector<StoreKey> sessions = *std::move(listed);
    if (keep)
        std::erase(sessions, *keep);
    auto error = co_await erase_each(std::move(sessions));
    if (error)
        co_return error;
    const auto begin = std::chrono::steady_clock::now();
    auto reply = co_await users_->end_all(std::move(user), std::move(keep), deadline_);
    auto taken = counted(*setup_, std::move(reply), begin);
    if (!taken)
        co_return std::move(taken).error();
    error = co_await erase_each(*std::move(taken));
    co_return error;
}

Membership::Membership(const Setup& setup, const detail::SessionContent& content, sys_seconds now,
                       Deadline deadline)
    : setup_(&setup), lists_(setup, now, deadline)
{
    if (!setup.users() || content.lock != detail::SessionLock::none || content.opener)
        return;
    user_ = user_of(content.values.read(), setup.user_key());
    before_ = content.user;
    ends_others_ = content.ends_others;
    const bool is_new = !content.created || content.regenerated || user_ != before_;
    const sys_seconds created = is_new ? now : *content.created;
    end_ = setup.times().listed_until(created, now);
    is_due_ = !is_new && user_ && content.active &&
              setup.times().is_listing_due(created, *content.active, now);
}

Task<std::optional<StoreError>> Membership::join(StoreKey session)
{
    if (!user_)
        co_return std::nullopt;
    auto joined = co_await lists_.join(setup_->user_list_key(*user_), session, end_);
    if (!joined)
        co_return std::move(joined).error();
    if (session_ != session) // or it is tried again, and the first time counts
        epoch_ = joined->epoch;
    session_ = std::move(session);
    displaced_ = std::move(joined->displaced);
    co_return std::nullopt;
}

// Who stays in a list after its end is only looked for in vain, so errors of leaving are worth
// none.
Task<std::optional<StoreError>> Membership::settle(std::optional<StoreKey> session,
                                                   std::optional<StoreKey> before)
{
    if (session_ && session_ != session) { // another request gave it another ID, or ended it
        (void)co_await lists_.leave(setup_->user_list_key(*user_), *session_);
        session_.reset();
    }
    std::optional<StoreError> error;
    if (session_)
        error = co_await settle_joined(before);
    if (before && before_ && before != session)
        (void)co_await lists_.leave(setup_->user_list_key(*before_), *before);
    if (!error && ends_others_ && user_)
        error = co_await lists_.end(setup_->user_list_key(*user_), session);
    co_return error;
}

Task<std::optional<StoreError>> Membership::settle_joined(std::optional<StoreKey> before)
{
    const StoreKey list = setup_->user_list_key(*user_);
    const auto stays = co_await lists_.confirm(list, *session_, epoch_);
    if (!stays || !*stays) {
        std::vector<StoreKey> made{*session_};
        (void)co_await lists_.end_each(list, std::move(made));
        if (!stays)
            co_return stays.error();
        co_return StoreError{.message = "all sessions of a user were ended during a login"};
    }
    std::erase(displaced_, *session_);
    if (before)
        std::erase(displaced_, *before);
    auto displaced = co_await lists_.end_each(list, std::move(displaced_));
    co_return displaced;
}

Task<void> Membership::undo()
{
    if (session_)
        (void)co_await lists_.leave(setup_->user_list_key(*user_), *session_);
}

} // namespace costrel::session
