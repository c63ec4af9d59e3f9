#include "session/membership.hpp"

#include "session/ended.hpp"
#include "session/user_ending.hpp"

#include <chrono>
#include <utility>
#include <variant>

namespace costrel::inline v1::session {

using std::chrono::sys_seconds;

namespace {

// So often it is asked whether a session is listed, while the reply gets lost.
constexpr int most_confirmations = 16;

} // namespace

Membership::Membership(const Setup& setup, const detail::SessionContent& content, sys_seconds now,
                       Deadline deadline)
    : setup_(&setup), now_(now), deadline_(deadline)
{
    if (!setup.users() || content.lock != detail::SessionLock::none || content.opener)
        return;
    user_ = user_of(content.values.read(), setup.user_key());
    before_ = content.user;
    ends_others_ = content.ends_others && user_;
    const bool is_new = !content.created || content.regenerated || user_ != before_;
    const sys_seconds created = is_new ? now : *content.created;
    end_ = setup.times().listed_until(created, now);
    is_due_ = !is_new && user_ && content.active &&
              setup.times().is_listing_due(created, *content.active, now);
}

UserLists Membership::lists_of(const std::string& user) const
{
    return UserLists(*setup_, setup_->user_list_key(user), now_, deadline_);
}

// It is none more than before, so whoever is over the cap stays.
Task<std::optional<StoreError>> Membership::relist(StoreKey session)
{
    auto listed = co_await lists_of(*user_).join(session, end_, 0);
    if (!listed)
        co_return std::move(listed).error();
    relisted_ = std::move(session);
    co_return std::nullopt;
}

Task<std::optional<StoreError>> Membership::join(StoreKey session)
{
    if (!user_)
        co_return std::nullopt;
    const bool is_login = user_ != before_; // otherwise it takes the place of one of theirs
    auto listed =
        co_await lists_of(*user_).join(session, end_, is_login ? setup_->max_per_user() : 0);
    if (!listed)
        co_return std::move(listed).error();
    if (joined_ != session) // or it is tried again, and the first time counts
        epoch_ = listed->epoch;
    joined_ = std::move(session);
    ++insertions_;
    if (is_login)
        displaced_ = std::move(listed->displaced);
    co_return std::nullopt;
}

void Membership::inserted(const StoreReply& reply) noexcept
{
    const auto* const error = std::get_if<StoreError>(&reply);
    if (error && !error->is_ambiguous() && insertions_ > 0)
        --insertions_;
}

// Who stays in a list after its end is only looked for in vain, so errors of leaving are worth
// none.
Task<std::optional<StoreError>> Membership::settle(std::optional<StoreKey> session,
                                                   std::optional<StoreKey> before)
{
    for (std::optional<StoreKey>* const listed : {&joined_, &relisted_})
        if (*listed && *listed != session) { // another request gave it another ID, or ended it
            (void)co_await lists_of(*user_).leave(**listed);
            listed->reset();
        }
    std::optional<StoreError> error;
    if (joined_)
        error = co_await settle_joined(before);
    if (before && before_ && before != session)
        (void)co_await lists_of(*before_).leave(*before);
    if (!error && ends_others_) {
        UserEnding ending(*setup_, setup_->user_list_key(*user_), now_);
        error = co_await ending.end_all(session);
    }
    co_return error;
}

Task<std::optional<StoreError>> Membership::settle_joined(std::optional<StoreKey> before)
{
    UserEnding ending(*setup_, setup_->user_list_key(*user_), now_);
    const auto stays = co_await confirm();
    if (!stays || !*stays) {
        std::vector<StoreKey> made{*joined_};
        (void)co_await ending.end_each(std::move(made));
        if (!stays)
            co_return stays.error();
        co_return StoreError{.message = "all sessions of a user were ended during a login"};
    }
    std::erase(displaced_, *joined_);
    if (before)
        std::erase(displaced_, *before);
    auto error = co_await ending.end_each(std::move(displaced_));
    co_return error;
}

Task<StoreResult<bool>> Membership::confirm()
{
    const UserLists lists = lists_of(*user_);
    auto reply = co_await lists.confirm(*joined_, epoch_);
    for (int attempt = 1; attempt < most_confirmations && !reply && reply.error().is_ambiguous() &&
                          std::chrono::steady_clock::now() < deadline_;
         ++attempt)
        reply = co_await lists.confirm(*joined_, epoch_);
    co_return reply;
}

Task<void> Membership::undo()
{
    if (joined_ && insertions_ == 0)
        (void)co_await lists_of(*user_).leave(*joined_);
}

} // namespace costrel::inline v1::session
