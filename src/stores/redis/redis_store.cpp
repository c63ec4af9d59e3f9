#include "formats/record_header.hpp"
#include "formats/record_version.hpp"
#include "stores/link/client.hpp"
#include "stores/redis/redis_link.hpp"
#include "stores/redis/script.hpp"

#include <costrel/stores/redis.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel {

namespace {

using stores::error_of;
using stores::RedisCommand;
using stores::RedisEndpoint;
using stores::Script;
using Type = stores::resp::Reply::Type;

// The version of a record stands at bytes 8 to 15 of what Redis keeps, where the scripts look for
// it. A record under a key of ours that is not in our form is put behind this and its version.
constexpr std::string_view wrapping("csr\0\0\0\0\0", 8);
constexpr std::size_t version_size = 8;

std::string bytes_of(std::uint64_t version)
{
    std::string bytes;
    for (std::size_t i = 0; i < version_size; ++i)
        bytes += static_cast<char>(version >> (8 * i));
    return bytes;
}

std::uint64_t version_in(std::string_view kept)
{
    std::uint64_t version = 0;
    for (std::size_t i = version_size; i-- > 0;)
        version = version << 8 | static_cast<unsigned char>(kept[wrapping.size() + i]);
    return version;
}

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

class RedisStore final : public SessionStore, private UserIndex {
public:
    explicit RedisStore(RedisEndpoint endpoint)
        : prefix_(endpoint.prefix),
          client_([addresses = stores::Addresses(endpoint.host, endpoint.port),
                   shared = std::make_shared<const RedisEndpoint>(endpoint)] {
              return std::make_unique<stores::RedisLink>(shared, addresses);
          })
    {
    }

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        const auto asked = command(deadline, {"GET", name_of(key)});
        co_await client_.ask(asked);
        auto found = record_in(key, *asked);
        if (!key.whole || !found || !*found)
            co_return found;
        // Another framework's record does not say when it ends, and Redis does.
        const auto left = command(deadline, {"PTTL", name_of(key)});
        co_await client_.ask(left);
        if (left->error)
            co_return *std::move(left->error);
        if (left->reply.type != Type::number)
            co_return error_of(left->reply);
        constexpr std::int64_t gone = -2; // and -1: it never ends
        if (left->reply.number == gone)
            co_return std::optional<StoredRecord>();
        std::optional<StoredRecord> record = *std::move(found);
        record->expires = left->reply.number < 0 ? SysMillis::max() : end_in(left->reply.number);
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
        const auto asked = command(
            deadline, {"SET", name_of(key), kept(key, record), "NX", "PX", std::to_string(left)});
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        if (asked->reply.type == Type::null)
            co_return false;
        if (asked->reply.type != Type::text)
            co_return error_of(asked->reply);
        co_return true;
    }

    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        const Script* script = &Script::replace();
        std::string condition = bytes_of(expected);
        if (key.whole) { // what Redis can compare is a hash that it knows
            const auto asked = command(deadline, {"GET", name_of(key)});
            co_await client_.ask(asked);
            const auto found = record_in(key, *asked);
            if (!found)
                co_return found.error();
            if (!*found)
                co_return Replaced{.outcome = Replaced::Outcome::gone};
            if ((*found)->version != expected)
                co_return Replaced{.outcome = Replaced::Outcome::conflict, .current = **found};
            script = &Script::replace_foreign();
            condition = Script::sha1((*found)->bytes);
        }
        auto asked =
            command(deadline, {"EVALSHA", script->hash(), "1", name_of(key), condition,
                               kept(key, record), std::to_string(left_until(record.expires))});
        co_await client_.ask(asked);
        if (asked->reply.is_error("NOSCRIPT")) {
            asked =
                command(deadline, {"EVAL", script->text(), "1", name_of(key), condition,
                                   kept(key, record), std::to_string(left_until(record.expires))});
            co_await client_.ask(asked);
        }
        if (asked->error)
            co_return *std::move(asked->error);
        if (asked->reply.type == Type::text) {
            const auto found = record_in(key, *asked);
            if (!found)
                co_return found.error();
            co_return Replaced{.outcome = Replaced::Outcome::conflict, .current = **found};
        }
        if (asked->reply.type != Type::number)
            co_return error_of(asked->reply);
        co_return Replaced{.outcome = asked->reply.number == 1 ? Replaced::Outcome::done
                                                               : Replaced::Outcome::gone};
    }

    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        const Script& script = Script::touch();
        const auto since_epoch = static_cast<std::uint64_t>(renewed.time_since_epoch().count());
        const std::string time = key.whole ? std::string() : bytes_of(since_epoch);
        auto asked = command(deadline, {"EVALSHA", script.hash(), "1", name_of(key), time,
                                        std::to_string(left_until(expires))});
        co_await client_.ask(asked);
        if (asked->reply.is_error("NOSCRIPT")) {
            asked = command(deadline, {"EVAL", script.text(), "1", name_of(key), time,
                                       std::to_string(left_until(expires))});
            co_await client_.ask(asked);
        }
        co_return whether_done(*asked);
    }

    Task<StoreResult<bool>> erase(StoreKey key, bool, Deadline deadline) override
    {
        const auto asked = command(deadline, {"UNLINK", name_of(key)});
        co_await client_.ask(asked);
        co_return whether_done(*asked);
    }

    StoreConnections connections() const noexcept override { return client_.connections(); }
    UserIndex* users() noexcept override { return this; }

private:
    Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now, SysMillis end,
                                   std::size_t cap, Deadline deadline) override
    {
        // Named, because g++ 12 makes no list of them within co_await.
        std::vector<std::string> arguments{
            session.bytes, score_of(end), score_of(now),
            std::to_string(cap == 0 ? UserIndex::most : cap),
            std::to_string(std::clamp<std::int64_t>((end - now).count(), 0, longest))};
        const auto asked =
            co_await run(Script::join_user(), list_of(user), deadline, std::move(arguments));
        if (asked->error)
            co_return *std::move(asked->error);
        if (asked->reply.type != Type::array || asked->reply.items.empty())
            co_return error_of(asked->reply);
        Joined joined{.epoch = epoch_of(asked->reply.items.front()), .displaced = {}};
        for (std::size_t i = 1; i < asked->reply.items.size(); ++i)
            joined.displaced.push_back({.bytes = std::move(asked->reply.items[i].text)});
        co_return joined;
    }

    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                    Deadline deadline) override
    {
        const auto asked =
            command(deadline, {"ZMSCORE", list_of(user), epoch_member, session.bytes});
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        const auto& scores = asked->reply.items;
        if (asked->reply.type != Type::array || scores.size() != 2)
            co_return error_of(asked->reply);
        co_return scores[0].type == Type::text&& scores[1].type ==
            Type::text&& epoch_of(scores[0]) == epoch;
    }

    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) override
    {
        const auto asked = command(deadline, {"ZREM", list_of(user), session.bytes});
        co_await client_.ask(asked);
        co_return whether_done(*asked);
    }

    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                  Deadline deadline) override
    {
        const std::string after = "(" + score_of(now);
        const auto asked = command(deadline, {"ZRANGE", list_of(user), after, "+inf", "BYSCORE"});
        co_await client_.ask(asked);
        co_return sessions_in(*asked);
    }

    Task<StoreResult<std::vector<StoreKey>>> end_all(StoreKey user, std::optional<StoreKey> keep,
                                                     Deadline deadline) override
    {
        // Longer than any login takes: until then its epoch is known.
        constexpr std::chrono::milliseconds kept = std::chrono::hours(24);
        std::vector<std::string> arguments{keep ? keep->bytes : std::string(),
                                           std::to_string(kept.count())};
        const auto asked =
            co_await run(Script::end_user(), list_of(user), deadline, std::move(arguments));
        co_return sessions_in(*asked);
    }

    static constexpr std::string_view epoch_member = "e";

    std::string list_of(const StoreKey& user) const { return prefix_ + "u:" + user.bytes; }

    // Below all that the epoch can be.
    static std::string score_of(SysMillis time)
    {
        return std::to_string(
            std::clamp<std::int64_t>(time.time_since_epoch().count(), 0, longest));
    }

    static std::uint64_t epoch_of(const stores::resp::Reply& score)
    {
        return static_cast<std::uint64_t>(std::strtod(score.text.c_str(), nullptr));
    }

    static StoreResult<std::vector<StoreKey>> sessions_in(RedisCommand& asked)
    {
        if (asked.error)
            return *std::move(asked.error);
        if (asked.reply.type != Type::array)
            return error_of(asked.reply);
        std::vector<StoreKey> sessions;
        for (auto& item : asked.reply.items)
            if (item.text != epoch_member)
                sessions.push_back({.bytes = std::move(item.text)});
        return sessions;
    }

    // Runs a script of one key, which Redis is told when it does not know it.
    Task<std::shared_ptr<RedisCommand>> run(const Script& script, std::string key,
                                            Deadline deadline, std::vector<std::string> arguments)
    {
        std::vector<std::string_view> words{"EVALSHA", script.hash(), "1", key};
        words.insert(words.end(), arguments.begin(), arguments.end());
        auto asked = command(deadline, words);
        co_await client_.ask(asked);
        if (!asked->error && asked->reply.is_error("NOSCRIPT")) {
            words[0] = "EVAL";
            words[1] = script.text();
            asked = command(deadline, words);
            co_await client_.ask(asked);
        }
        co_return asked;
    }

    static std::shared_ptr<RedisCommand> command(Deadline deadline,
                                                 std::initializer_list<std::string_view> words)
    {
        return command(deadline, std::span(words.begin(), words.size()));
    }

    static std::shared_ptr<RedisCommand> command(Deadline deadline,
                                                 std::span<const std::string_view> words)
    {
        std::string bytes;
        stores::resp::write_command(bytes, words);
        return std::make_shared<RedisCommand>(deadline, std::move(bytes));
    }

    std::string name_of(const StoreKey& key) const
    {
        return key.whole ? key.bytes : prefix_ + "s:" + key.bytes;
    }

    static std::string kept(const StoreKey& key, const StoredRecord& record)
    {
        std::string_view data;
        if (key.whole || formats::RecordHeader::read(record.bytes, data))
            return record.bytes;
        return std::string(wrapping) + bytes_of(record.version) + record.bytes;
    }

    static StoreResult<std::optional<StoredRecord>> record_in(const StoreKey& key,
                                                              RedisCommand& asked)
    {
        if (asked.error)
            return *std::move(asked.error);
        if (asked.reply.type == Type::null)
            return std::optional<StoredRecord>();
        if (asked.reply.type != Type::text)
            return error_of(asked.reply);
        StoredRecord record{.bytes = std::move(asked.reply.text)};
        if (key.whole) {
            record.version = formats::version_of(record.bytes);
            return std::optional(std::move(record));
        }
        if (record.bytes.size() < wrapping.size() + version_size)
            return StoreError{StoreError::Code::corrupt,
                              "Redis holds something that is not a record"};
        record.version = version_in(record.bytes);
        if (record.bytes.starts_with(wrapping))
            record.bytes.erase(0, wrapping.size() + version_size);
        return std::optional(std::move(record));
    }

    static StoreResult<bool> whether_done(RedisCommand& asked)
    {
        if (asked.error)
            return *std::move(asked.error);
        if (asked.reply.type != Type::number)
            return error_of(asked.reply);
        return asked.reply.number > 0;
    }

    const std::string prefix_;
    stores::Client client_;
};

} // namespace

std::shared_ptr<SessionStore> redis_store(RedisStoreOptions options)
{
    return std::make_shared<RedisStore>(stores::redis_endpoint(options));
}

std::shared_ptr<SessionStore> detail::redis_store_of_url(const std::string& url)
{
    return redis_store({.url = url});
}

} // namespace costrel
