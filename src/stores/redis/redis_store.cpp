#include "stores/link/kept_record.hpp"
#include "stores/redis/command.hpp"
#include "stores/redis/key_count.hpp"
#include "stores/redis/options.hpp"
#include "stores/redis/redis_servers.hpp"
#include "stores/redis/redis_users.hpp"
#include "stores/redis/script.hpp"
#include "stores/redis/unsure_endings.hpp"

#include <costrel/stores/redis.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1 {

namespace {

using stores::error_of;
using stores::RedisCall;
using stores::Script;
using stores::was_done;
using Type = stores::resp::Reply::Type;

// Milliseconds that Redis can add to its time.
constexpr std::int64_t longest = std::int64_t{1} << 50;

SysMillis system_now()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

// The milliseconds that are left, by the clock of this machine: Redis' own may be another.
std::int64_t left_until(SysMillis expires)
{
    return std::min<std::int64_t>((expires - system_now()).count(), longest);
}

SysMillis end_in(std::int64_t left)
{
    return system_now() + std::chrono::milliseconds(std::min(left, longest));
}

// For what replicas are waited for: once, and each time it is done again.
constexpr std::chrono::milliseconds longest_wait{50};
constexpr std::chrono::milliseconds shortest_wait{1};

class RedisStore final : public SessionStore {
public:
    explicit RedisStore(const stores::RedisSettings& settings)
        : prefix_(settings.prefix), replicas_(settings.replicas_for_logout),
          servers_(stores::redis_servers(settings)), users_(*servers_, prefix_)
    {
    }

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        const std::string name = name_of(key);
        if (unsure_.has(name))
            co_return std::optional<StoredRecord>();
        RedisCall call(deadline, {"GET", name});
        auto found = record_in(key, co_await servers_->ask(std::move(call).repeatable()));
        if (found && unsure_.has_any())
            co_await end_again(deadline);
        if (!key.whole || !found || !*found)
            co_return found;
        // Another framework's record does not say when it ends, and Redis does.
        RedisCall time(deadline, {"PTTL", name});
        const auto left = co_await servers_->ask(std::move(time).repeatable());
        if (!left)
            co_return left.error();
        if (left->type != Type::number)
            co_return error_of(*left);
        constexpr std::int64_t gone = -2; // and -1: it never ends
        if (left->number == gone)
            co_return std::optional<StoredRecord>();
        std::optional<StoredRecord> record = *std::move(found);
        record->expires = left->number < 0 ? SysMillis::max() : end_in(left->number);
        co_return record;
    }

    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        const std::int64_t left = left_until(record.expires);
        if (left <= 0) { // it would be gone before anybody could see it
            const auto found = co_await load(std::move(key), deadline);
            if (!found)
                co_return found.error();
            co_return !*found;
        }
        RedisCall call(deadline, {"SET", name_of(key), stores::kept_text(key, record), "NX", "PX",
                                  std::to_string(left)});
        const auto reply = co_await servers_->ask(std::move(call));
        if (!reply)
            co_return reply.error();
        if (reply->type == Type::null)
            co_return false;
        if (reply->type != Type::text)
            co_return error_of(*reply);
        co_return true;
    }

    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        const std::string name = name_of(key);
        if (unsure_.has(name))
            co_return Replaced{.outcome = Replaced::Outcome::gone};
        const Script* script = &Script::replace();
        std::string condition = stores::version_bytes(expected);
        if (key.whole) { // what Redis can compare is a hash that it knows
            RedisCall get(deadline, {"GET", name});
            const auto found = record_in(key, co_await servers_->ask(std::move(get).repeatable()));
            if (!found)
                co_return found.error();
            if (!*found)
                co_return Replaced{.outcome = Replaced::Outcome::gone};
            if ((*found)->version != expected)
                co_return Replaced{.outcome = Replaced::Outcome::conflict, .current = **found};
            script = &Script::replace_foreign();
            condition = Script::sha1((*found)->bytes);
        }
        const std::vector<std::string> arguments{std::move(condition),
                                                 stores::kept_text(key, record),
                                                 std::to_string(left_until(record.expires))};
        RedisCall call(deadline, *script, name, arguments);
        auto reply = co_await servers_->ask(std::move(call));
        if (reply && reply->type == Type::text) {
            const auto found = record_in(key, std::move(reply));
            if (!found)
                co_return found.error();
            co_return Replaced{.outcome = Replaced::Outcome::conflict, .current = **found};
        }
        const auto was_there = was_done(std::move(reply));
        if (!was_there)
            co_return was_there.error();
        co_return Replaced{.outcome =
                               *was_there ? Replaced::Outcome::done : Replaced::Outcome::gone};
    }

    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        const auto since_epoch = static_cast<std::uint64_t>(renewed.time_since_epoch().count());
        const std::vector<std::string> arguments{key.whole ? std::string()
                                                           : stores::version_bytes(since_epoch),
                                                 std::to_string(left_until(expires))};
        const std::string name = name_of(key);
        if (unsure_.has(name))
            co_return false;
        RedisCall call(deadline, Script::touch(), name, arguments);
        co_return was_done(co_await servers_->ask(std::move(call).repeatable()));
    }

    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        const std::string name = name_of(key);
        RedisCall call(deadline, {"UNLINK", name});
        if (!durable || replicas_ == 0)
            co_return was_done(co_await servers_->ask(std::move(call).repeatable()));
        auto reply = co_await servers_->ask(
            std::move(call).repeatable().for_replicas(replicas_, longest_wait));
        if (!reply)
            co_return std::move(reply).error();
        if (reply->items[1].number < replicas_)
            unsure_.add(name);
        co_return was_done(reply->items[0]);
    }

    Task<StoreResult<std::optional<std::size_t>>> count(SysMillis, Deadline deadline) override
    {
        const auto counted = co_await servers_->count(stores::pattern_of(prefix_ + "s:"), deadline);
        if (!counted)
            co_return counted.error();
        co_return std::optional(*counted);
    }

    StoreConnections connections() const noexcept override { return servers_->connections(); }
    UserIndex* users() noexcept override { return &users_; }

private:
    std::string name_of(const StoreKey& key) const
    {
        return key.whole ? key.bytes : prefix_ + "s:" + key.bytes;
    }

    static StoreResult<std::optional<StoredRecord>>
    record_in(const StoreKey& key, StoreResult<stores::resp::Reply> reply)
    {
        if (!reply)
            return std::move(reply).error();
        if (reply->type == Type::null)
            return std::optional<StoredRecord>();
        if (reply->type != Type::text)
            return error_of(*reply);
        auto record = stores::record_of_kept(key, (*std::move(reply)).text);
        if (!record)
            return StoreError{StoreError::Code::corrupt,
                              "Redis holds something that is not a record"};
        return record;
    }

    // One that ended, of which too few replicas knew.
    Task<void> end_again(Deadline deadline)
    {
        const auto name = unsure_.next(std::chrono::steady_clock::now());
        if (!name)
            co_return;
        RedisCall call(deadline, {"UNLINK", *name});
        const auto reply = co_await servers_->ask(
            std::move(call).repeatable().for_replicas(replicas_, shortest_wait));
        if (reply && reply->items[1].number >= replicas_)
            unsure_.remove(*name);
    }

    const std::string prefix_;
    const unsigned replicas_; // that have to know of a logout
    const std::unique_ptr<stores::RedisServers> servers_;
    stores::RedisUsers users_;
    stores::UnsureEndings unsure_;
};

} // namespace

std::shared_ptr<SessionStore> redis_store(RedisStoreOptions options)
{
    return std::make_shared<RedisStore>(stores::redis_settings(options));
}

std::shared_ptr<SessionStore> detail::redis_store_of_url(const std::string& url)
{
    return redis_store({.url = url});
}

} // namespace costrel::inline v1
