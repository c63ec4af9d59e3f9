#include "session/user_lists.hpp"

#include "signing/digest_method.hpp"

#include <array>
#include <chrono>
#include <string>
#include <utility>

namespace costrel::inline v1::session {

namespace {

using Outcome = SessionTally::Outcome;

std::string prefixed(std::string_view text)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(text.size() >> shift);
    return bytes.append(text);
}

Outcome outcome_of(bool did)
{
    return did ? Outcome::done : Outcome::missing;
}
template <class Found>
Outcome outcome_of(const Found&)
{
    return Outcome::done;
}

template <class T>
Task<StoreResult<T>> counted(const Setup& setup, Task<StoreResult<T>> call)
{
    const auto begin = std::chrono::steady_clock::now();
    const SessionTally::InFlight in_flight(setup.tally());
    auto reply = co_await std::move(call);
    setup.tally().add_store_call(StoreOperation::users,
                                 reply ? outcome_of(*reply) : Outcome::failed,
                                 std::chrono::duration_cast<std::chrono::microseconds>(
                                     std::chrono::steady_clock::now() - begin));
    if (!reply)
        setup.tell_store_failed(reply.error().message);
    co_return reply;
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

Task<StoreResult<UserIndex::Joined>> UserLists::join(StoreKey session, SysMillis end,
                                                     std::size_t cap) const
{
    return counted(*setup_,
                   setup_->users()->join(user_, std::move(session), now_, end, cap, deadline()));
}

Task<StoreResult<bool>> UserLists::confirm(StoreKey session, std::uint64_t epoch) const
{
    return counted(*setup_, setup_->users()->confirm(user_, std::move(session), epoch, deadline()));
}

Task<StoreResult<bool>> UserLists::leave(StoreKey session) const
{
    return counted(*setup_, setup_->users()->leave(user_, std::move(session), deadline()));
}

Task<StoreResult<std::vector<StoreKey>>> UserLists::list() const
{
    return counted(*setup_, setup_->users()->list(user_, now_, deadline()));
}

Task<StoreResult<std::vector<StoreKey>>> UserLists::end_all(std::optional<StoreKey> keep) const
{
    return counted(*setup_, setup_->users()->end_all(user_, std::move(keep), deadline()));
}

} // namespace costrel::inline v1::session
