#include "formats/record_header.hpp"
#include "formats/record_version.hpp"
#include "stores/link/client.hpp"
#include "stores/redis/command.hpp"
#include "stores/redis/redis_link.hpp"
#include "stores/redis/redis_users.hpp"
#include "stores/redis/script.hpp"

#include <costrel/stores/redis.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1 {

namespace {

using stores::error_of;
using stores::RedisCommand;
using stores::RedisEndpoint;
using stores::run;
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

class RedisStore final : public SessionStore {
public:
    explicit RedisStore(RedisEndpoint endpoint)
        : prefix_(endpoint.prefix),
          client_([addresses = stores::Addresses(endpoint.host, endpoint.port),
                   shared = std::make_shared<const RedisEndpoint>(endpoint)] {
              return std::make_unique<stores::RedisLink>(shared, addresses);
          }),
          users_(client_, prefix_)
    {
    }

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        const auto asked = RedisCommand::of(deadline, {"GET", name_of(key)});
        co_await client_.ask(asked);
        auto found = record_in(key, *asked);
        if (!key.whole || !found || !*found)
            co_return found;
        // Another framework's record does not say when it ends, and Redis does.
        const auto left = RedisCommand::of(deadline, {"PTTL", name_of(key)});
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
        const auto asked = RedisCommand::of(
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
            const auto asked = RedisCommand::of(deadline, {"GET", name_of(key)});
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
        // Named, because g++ 12 makes no list of them within co_await.
        std::vector<std::string> arguments{std::move(condition), kept(key, record),
                                           std::to_string(left_until(record.expires))};
        const auto asked =
            co_await run(client_, *script, name_of(key), deadline, std::move(arguments));
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
        const auto since_epoch = static_cast<std::uint64_t>(renewed.time_since_epoch().count());
        std::vector<std::string> arguments{key.whole ? std::string() : bytes_of(since_epoch),
                                           std::to_string(left_until(expires))};
        const auto asked =
            co_await run(client_, Script::touch(), name_of(key), deadline, std::move(arguments));
        co_return asked->was_done();
    }

    Task<StoreResult<bool>> erase(StoreKey key, bool, Deadline deadline) override
    {
        const auto asked = RedisCommand::of(deadline, {"UNLINK", name_of(key)});
        co_await client_.ask(asked);
        co_return asked->was_done();
    }

    StoreConnections connections() const noexcept override { return client_.connections(); }
    UserIndex* users() noexcept override { return &users_; }

private:
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

    const std::string prefix_;
    stores::Client client_;
    stores::RedisUsers users_;
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

} // namespace costrel::inline v1
