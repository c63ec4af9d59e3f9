#include "stores/redis/redis_users.hpp"

#include "stores/redis/command.hpp"
#include "stores/redis/script.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>
#include <system_error>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using Type = resp::Reply::Type;

constexpr std::string_view epoch_member = "e";
// Milliseconds; below all that the epoch can be.
constexpr std::int64_t latest = std::int64_t{1} << 50;

std::string score_of(SysMillis time)
{
    return std::to_string(std::clamp<std::int64_t>(time.time_since_epoch().count(), 0, latest));
}

// Nothing: it is none that we have written, and perhaps none that can be counted exactly.
std::optional<std::uint64_t> epoch_of(const resp::Reply& score)
{
    constexpr double most = std::uint64_t{1} << 53;
    const char* const end = score.text.data() + score.text.size();
    double number = -1;
    const auto [rest, error] = std::from_chars(score.text.data(), end, number);
    if (error != std::errc() || rest != end || !(number >= 0 && number <= most))
        return std::nullopt;
    return static_cast<std::uint64_t>(number);
}

StoreResult<std::vector<StoreKey>> sessions_in(StoreResult<resp::Reply> reply)
{
    if (!reply)
        return std::move(reply).error();
    if (reply->type != Type::array)
        return error_of(*reply);
    std::vector<StoreKey> sessions;
    for (auto& item : reply->items)
        if (item.text != epoch_member)
            sessions.push_back({.bytes = std::move(item.text)});
    return sessions;
}

} // namespace

Task<StoreResult<UserIndex::Joined>> RedisUsers::join(StoreKey user, StoreKey session,
                                                      SysMillis now, SysMillis end, std::size_t cap,
                                                      Deadline deadline)
{
    const std::vector<std::string> arguments{
        session.bytes, score_of(end), score_of(now),
        std::to_string(cap == 0 ? UserIndex::most : cap),
        std::to_string(std::clamp<std::int64_t>((end - now).count(), 0, latest))};
    RedisCall call(deadline, Script::join_user(), list_of(user), arguments);
    auto reply = co_await servers_.ask(std::move(call).repeatable());
    if (!reply)
        co_return std::move(reply).error();
    if (reply->type != Type::array || reply->items.empty())
        co_return error_of(*reply);
    const auto epoch = epoch_of(reply->items.front());
    if (!epoch)
        co_return error_of(reply->items.front());
    Joined joined{.epoch = *epoch, .displaced = {}};
    for (std::size_t i = 1; i < reply->items.size(); ++i)
        joined.displaced.push_back({.bytes = reply->items[i].text});
    co_return joined;
}

Task<StoreResult<bool>> RedisUsers::confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                            Deadline deadline)
{
    RedisCall call(deadline, {"ZMSCORE", list_of(user), epoch_member, session.bytes});
    auto reply = co_await servers_.ask(std::move(call).repeatable());
    if (!reply)
        co_return std::move(reply).error();
    const auto& scores = reply->items;
    if (reply->type != Type::array || scores.size() != 2)
        co_return error_of(*reply);
    if (scores[0].type != Type::text || scores[1].type != Type::text)
        co_return false;
    const auto found = epoch_of(scores[0]);
    if (!found)
        co_return error_of(scores[0]);
    co_return *found == epoch;
}

Task<StoreResult<bool>> RedisUsers::leave(StoreKey user, StoreKey session, Deadline deadline)
{
    RedisCall call(deadline, {"ZREM", list_of(user), session.bytes});
    co_return was_done(co_await servers_.ask(std::move(call)));
}

Task<StoreResult<std::vector<StoreKey>>> RedisUsers::list(StoreKey user, SysMillis now,
                                                          Deadline deadline)
{
    const std::string after = "(" + score_of(now);
    RedisCall call(deadline, {"ZRANGE", list_of(user), after, "+inf", "BYSCORE"});
    co_return sessions_in(co_await servers_.ask(std::move(call).repeatable()));
}

Task<StoreResult<std::vector<StoreKey>>>
RedisUsers::end_all(StoreKey user, std::optional<StoreKey> keep, Deadline deadline)
{
    // Longer than any login takes: until then its epoch is known.
    constexpr std::chrono::milliseconds kept = std::chrono::hours(24);
    const std::vector<std::string> arguments{keep ? keep->bytes : std::string(),
                                             std::to_string(kept.count())};
    RedisCall call(deadline, Script::end_user(), list_of(user), arguments);
    co_return sessions_in(co_await servers_.ask(std::move(call)));
}

} // namespace costrel::inline v1::stores
