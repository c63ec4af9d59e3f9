#include "stores/redis/sentinel_redis.hpp"

#include "stores/redis/cluster_reply.hpp"
#include "stores/redis/command.hpp"
#include "stores/redis/key_count.hpp"

#include <optional>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Code = StoreError::Code;

constexpr milliseconds interval{500}; // of asking the sentinels
constexpr milliseconds pause{20};

RedisLogin login_of(const RedisSettings& settings)
{
    RedisLogin login = settings.login;
    login.must_be_primary = true;
    return login;
}

} // namespace

SentinelRedis::SentinelRedis(const RedisSettings& settings)
    : sentinels_(settings), login_(std::make_shared<const RedisLogin>(login_of(settings))),
      address_map_(settings.address_map)
{
}

Task<StoreResult<resp::Reply>> SentinelRedis::ask(RedisCall call)
{
    bool is_whole = false, has_repeated = false;
    Age age = Age::half_a_second;
    for (;;) {
        const auto found = co_await primary(call.deadline(), age);
        StoreResult<resp::Reply> result =
            found ? StoreResult<resp::Reply>(resp::Reply()) : found.error();
        if (found) {
            const Node& node = *found;
            const auto command = RedisCommand::of(call, is_whole);
            co_await node->client_for(call).ask(command);
            const bool is_down = command->error
                                     ? command->error->code == Code::unavailable
                                     : meaning_in_cluster(command->reply) == ClusterReply::down;
            const bool wants_script = !command->error && !is_whole && call.has_script() &&
                                      command->reply.is_error("NOSCRIPT");
            result = command->result();
            if (wants_script) {
                is_whole = true;
                continue;
            }
            // Too few replicas know: it is done if that server is the primary.
            const bool is_in_doubt =
                result && call.replicas() > 0 &&
                result->items[1].number < static_cast<std::int64_t>(call.replicas());
            // Nobody may have asked while a primary stood still, and it replies when it is woken.
            if (is_in_doubt || (result && !is_confirmed(steady_clock::now(), 2 * interval)))
                (void)co_await primary(call.deadline(), Age::none);
            if (result && !is_primary(node))
                result = StoreError{Code::broken, "the Redis that replied is not the primary any "
                                                  "more"};
            call.replied(node);
            if (result || (!is_down && result.error().code != Code::broken))
                co_return result;
            // A write that may have been done is for who asked to decide.
            if (!is_down && (!call.is_repeatable() || std::exchange(has_repeated, true)))
                co_return result;
        } else if (found.error().code == Code::denied) {
            co_return result;
        }
        age = Age::a_moment;
        is_whole = false;
        const auto end = steady_clock::now() + pause;
        if (end >= call.deadline() || !co_await pauses_.until(end))
            co_return result;
    }
}

Task<StoreResult<std::size_t>> SentinelRedis::count(std::string pattern, Deadline deadline)
{
    const auto found = co_await primary(deadline, Age::half_a_second);
    if (!found)
        co_return found.error();
    auto counted = co_await count_keys(*found, std::move(pattern), deadline);
    co_return counted;
}

Task<StoreResult<SentinelRedis::Node>> SentinelRedis::primary(Deadline deadline, Age age)
{
    const TimePoint begin = steady_clock::now();
    StoreError error{.message = "no sentinel says which Redis is the primary"};
    if (begins_to_ask(begin, age)) {
        const auto found = co_await sentinels_.ask(deadline);
        if (!found)
            error = found.error();
        else if (!take(*found, begin))
            error.message = "the sentinels that reply do not know of the latest failover";
    }
    if (Node node = trusted(begin))
        co_return node;
    co_return error;
}

// One asks, and the others go on with what is known meanwhile.
bool SentinelRedis::begins_to_ask(TimePoint now, Age age)
{
    const std::lock_guard lock(mutex_);
    if (age != Age::none && now - asked_ < (age == Age::a_moment ? pause : interval))
        return false;
    asked_ = now;
    return true;
}

// False: it is not believed.
bool SentinelRedis::take(const PrimaryPlace& found, TimePoint asked)
{
    const std::lock_guard lock(mutex_);
    const std::optional<PrimaryPlace> before = trust_.place();
    if (!trust_.take(found, asked))
        return false;
    if (!current_ || !before || before->place != found.place) {
        const auto mapped = address_map_.find(found.place);
        const HostPort& at = mapped == address_map_.end() ? found.place : mapped->second;
        current_ = std::make_shared<RedisNode>(at, Addresses::later(at.host, at.port), login_);
    }
    return true;
}

SentinelRedis::Node SentinelRedis::trusted(TimePoint now) const
{
    const std::lock_guard lock(mutex_);
    return trust_.is_confirmed(now, SentinelTrust::longest) ? current_ : nullptr;
}

bool SentinelRedis::is_confirmed(TimePoint now, std::chrono::milliseconds since) const
{
    const std::lock_guard lock(mutex_);
    return trust_.is_confirmed(now, since);
}

bool SentinelRedis::is_primary(const Node& node) const
{
    return node == trusted(steady_clock::now());
}

StoreConnections SentinelRedis::connections() const noexcept
{
    StoreConnections all = sentinels_.connections();
    const std::lock_guard lock(mutex_);
    if (current_) {
        const StoreConnections some = current_->connections();
        all.open += some.open;
        all.reconnects += some.reconnects;
    }
    return all;
}

} // namespace costrel::inline v1::stores
