#include "formats/record_version.hpp"
#include "stores/link/client.hpp"
#include "stores/postgresql/binary.hpp"
#include "stores/postgresql/postgres_link.hpp"
#include "stores/postgresql/postgres_users.hpp"

#include <costrel/config_error.hpp>
#include <costrel/stores/postgresql.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1 {

namespace {

using stores::binary_number;
using stores::binary_time;
using stores::number_in;
using stores::PostgresEndpoint;
using stores::PostgresStatement;
using stores::time_in;
using Kind = PostgresStatement::Kind;
using std::chrono::milliseconds;

// Ours are 32 bytes long, and those of other frameworks another length here: they are text, without
// NUL.
std::string key_of_ours(const StoreKey& key)
{
    if (!key.whole)
        return key.bytes;
    std::string name = "whole:" + key.bytes;
    if (name.size() == 32)
        name += '\0';
    return name;
}

class PostgresStore final : public SessionStore {
public:
    explicit PostgresStore(PostgresEndpoint endpoint)
        : is_framework_(endpoint.framework.has_value()),
          client_([addresses = addresses_of(endpoint),
                   shared = std::make_shared<const PostgresEndpoint>(endpoint)] {
              return std::make_unique<stores::PostgresLink>(shared, addresses);
          }),
          users_(client_)
    {
    }

    // Looks at the table, if the server is there already. Throws ConfigError.
    void look()
    {
        constexpr std::chrono::seconds longest{2};
        const auto asked = statement(std::chrono::steady_clock::now() + longest, Kind::ping, {});
        Task<void> task = wait_for(asked);
        task.start();
        task.result();
        if (asked->error && asked->error->message == stores::other_columns)
            throw ConfigError("costrel: the sessions cannot be kept in this PostgreSQL: the table "
                              "has other columns; `costrel sessions schema postgresql:` prints "
                              "those that it needs");
        if (asked->error && asked->error->message == stores::no_table)
            throw ConfigError("costrel: the sessions cannot be kept in this PostgreSQL: the other "
                              "framework's table is missing; that framework makes it");
    }

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        if (!is_taken(key))
            co_return misplaced();
        const auto asked = statement(deadline, Kind::load, {key_of(key)});
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        if (!asked->row)
            co_return std::optional<StoredRecord>();
        StoredRecord record{.bytes = std::move(asked->row->at(1)),
                            .version = number_in(asked->row->at(0)),
                            .expires = time_in(asked->row->at(2))};
        if (is_framework_)
            record.version = formats::version_of(record.bytes);
        co_return record;
    }

    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        if (!is_taken(key))
            co_return misplaced();
        // Named, because g++ 12 makes no list of them within co_await.
        std::vector<std::string> parameters{key_of(key), binary_number(record.version),
                                            binary_time(record.expires), std::move(record.bytes)};
        auto done = co_await changed(deadline, Kind::insert, std::move(parameters));
        if (done && !is_framework_ && is_time_to_collect()) // which is worth no error
            (void)co_await collect(collected_at_once, deadline);
        co_return done;
    }

    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        if (!is_taken(key))
            co_return misplaced();
        std::string condition = binary_number(expected);
        if (is_framework_) { // what it can compare is the record
            auto found = co_await load(key, deadline);
            if (!found)
                co_return std::move(found).error();
            if (!*found)
                co_return Replaced{.outcome = Replaced::Outcome::gone};
            if ((*found)->version != expected)
                co_return Replaced{.outcome = Replaced::Outcome::conflict,
                                   .current = **std::move(found)};
            condition = (*found)->bytes;
        }
        const auto asked =
            statement(deadline, Kind::replace,
                      {key_of(key), std::move(condition), binary_number(record.version),
                       binary_time(record.expires), std::move(record.bytes)});
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        if (asked->affected == 1)
            co_return Replaced{};
        // A statement of its own: within the same one it would see what was there before the update
        // waited for another one.
        auto found = co_await load(std::move(key), deadline);
        if (!found)
            co_return std::move(found).error();
        if (!*found)
            co_return Replaced{.outcome = Replaced::Outcome::gone};
        co_return Replaced{.outcome = Replaced::Outcome::conflict, .current = **std::move(found)};
    }

    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        if (!is_taken(key))
            return rejected();
        const auto since_1970 = static_cast<std::uint64_t>(renewed.time_since_epoch().count());
        return changed(deadline, Kind::touch,
                       {key_of(key), binary_time(expires),
                        key.whole ? std::string() : stores::little_endian(since_1970)});
    }

    Task<StoreResult<bool>> erase(StoreKey key, bool, Deadline deadline) override
    {
        if (!is_taken(key))
            return rejected();
        return changed(deadline, Kind::erase, {key_of(key)});
    }

    Task<StoreResult<std::size_t>> collect(std::size_t limit, Deadline deadline) override
    {
        if (is_framework_)
            co_return std::size_t{0};
        const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
        const auto asked =
            statement(deadline, Kind::collect, {binary_time(now), binary_number(limit)});
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        co_return static_cast<std::size_t>(asked->affected);
    }

    Task<StoreResult<std::optional<std::size_t>>> count(SysMillis now, Deadline deadline) override
    {
        if (is_framework_)
            co_return std::optional<std::size_t>();
        const auto asked = statement(deadline, Kind::count, {binary_time(now)});
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        co_return asked->row ? std::optional<std::size_t>(number_in(asked->row->at(0)))
                             : std::nullopt;
    }

    StoreConnections connections() const noexcept override { return client_.connections(); }
    UserIndex* users() noexcept override { return is_framework_ ? nullptr : &users_; }

private:
    static std::optional<stores::Addresses> addresses_of(const PostgresEndpoint& endpoint)
    {
        if (endpoint.host.empty())
            return std::nullopt;
        return stores::Addresses(endpoint.host, endpoint.port);
    }

    // Our own records do not belong into the table of another framework.
    bool is_taken(const StoreKey& key) const noexcept { return !is_framework_ || key.whole; }
    static StoreError misplaced()
    {
        return {StoreError::Code::denied,
                "PostgreSQL: the table is another framework's; set session_record to that "
                "framework's format"};
    }
    static Task<StoreResult<bool>> rejected() { co_return misplaced(); }
    std::string key_of(const StoreKey& key) const
    {
        return is_framework_ ? key.bytes : key_of_ours(key);
    }

    static std::shared_ptr<PostgresStatement> statement(Deadline deadline, Kind kind,
                                                        std::vector<std::string> parameters)
    {
        return std::make_shared<PostgresStatement>(deadline, kind, std::move(parameters));
    }

    Task<void> wait_for(std::shared_ptr<PostgresStatement> asked) { co_await client_.ask(asked); }

    // Once a minute, for one of those who make a session.
    bool is_time_to_collect() noexcept
    {
        using std::chrono::steady_clock;
        constexpr steady_clock::rep interval =
            steady_clock::duration(std::chrono::minutes(1)).count();
        const steady_clock::rep now = steady_clock::now().time_since_epoch().count();
        steady_clock::rep last = collected_.load(std::memory_order_relaxed);
        return now - last >= interval && collected_.compare_exchange_strong(last, now);
    }

    // Whether a row was changed.
    Task<StoreResult<bool>> changed(Deadline deadline, Kind kind,
                                    std::vector<std::string> parameters)
    {
        const auto asked = statement(deadline, kind, std::move(parameters));
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        co_return asked->affected > 0;
    }

    static constexpr std::size_t collected_at_once = 500;

    bool is_framework_;
    stores::Client client_;
    stores::PostgresUsers users_;
    std::atomic<std::chrono::steady_clock::rep> collected_ = 0;
};

} // namespace

std::shared_ptr<SessionStore> postgres_store(PostgresStoreOptions options)
{
    auto store = std::make_shared<PostgresStore>(stores::postgres_endpoint(std::move(options)));
    store->look();
    return store;
}

std::shared_ptr<SessionStore> detail::postgres_store_of_url(const std::string& url)
{
    return postgres_store({.conninfo = url});
}

} // namespace costrel::inline v1
