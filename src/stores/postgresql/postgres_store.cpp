#include "formats/record_version.hpp"
#include "stores/link/client.hpp"
#include "stores/postgresql/postgres_link.hpp"

#include <costrel/config_error.hpp>
#include <costrel/stores/postgresql.hpp>

#include <algorithm>
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

using stores::PostgresEndpoint;
using stores::PostgresStatement;
using Kind = PostgresStatement::Kind;
using std::chrono::milliseconds;

// Big-endian, as PostgreSQL has it.
std::string bytes_of(std::uint64_t number)
{
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes += static_cast<char>(number >> shift);
    return bytes;
}

std::uint64_t number_of(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (const char byte : bytes)
        number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

constexpr std::int64_t year_2000 = 946'684'800'000;

// Microseconds since 2000. Between dates that it knows: any end before or after is as good as none.
std::string time_of(SysMillis time)
{
    constexpr std::int64_t year_20000 = 568'971'820'800'000;
    const std::int64_t since_1970 =
        std::clamp<std::int64_t>(time.time_since_epoch().count(), 0, year_20000);
    return bytes_of(static_cast<std::uint64_t>((since_1970 - year_2000) * 1'000));
}

SysMillis end_of(std::string_view microseconds)
{
    const auto since_2000 = static_cast<std::int64_t>(number_of(microseconds));
    return SysMillis(milliseconds(since_2000 / 1'000 + year_2000));
}

std::string little_endian(std::uint64_t number)
{
    std::string bytes = bytes_of(number);
    std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

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

class PostgresStore final : public SessionStore, private UserIndex {
public:
    explicit PostgresStore(PostgresEndpoint endpoint)
        : is_framework_(endpoint.framework.has_value()),
          client_([addresses = addresses_of(endpoint),
                   shared = std::make_shared<const PostgresEndpoint>(endpoint)] {
              return std::make_unique<stores::PostgresLink>(shared, addresses);
          })
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
                            .version = number_of(asked->row->at(0)),
                            .expires = end_of(asked->row->at(2))};
        if (is_framework_)
            record.version = formats::version_of(record.bytes);
        co_return record;
    }

    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        if (!is_taken(key))
            co_return misplaced();
        // Named, because g++ 12 makes no list of them within co_await.
        std::vector<std::string> parameters{key_of(key), bytes_of(record.version),
                                            time_of(record.expires), std::move(record.bytes)};
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
        std::string condition = bytes_of(expected);
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
        const auto asked = statement(deadline, Kind::replace,
                                     {key_of(key), std::move(condition), bytes_of(record.version),
                                      time_of(record.expires), std::move(record.bytes)});
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
        return changed(
            deadline, Kind::touch,
            {key_of(key), time_of(expires), key.whole ? std::string() : little_endian(since_1970)});
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
        const auto asked = statement(deadline, Kind::collect, {time_of(now), bytes_of(limit)});
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        co_return static_cast<std::size_t>(asked->affected);
    }

    StoreConnections connections() const noexcept override { return client_.connections(); }
    UserIndex* users() noexcept override { return is_framework_ ? nullptr : this; }

private:
    // The epoch is read before the session is listed: ending all sessions in between either makes
    // it another one, or takes the session out.
    Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now, SysMillis end,
                                   std::size_t cap, Deadline deadline) override
    {
        const std::size_t others = (cap == 0 ? UserIndex::most : cap) - 1;
        const auto asked = statement(deadline, Kind::join,
                                     {user.bytes, session.bytes, milliseconds_of(now),
                                      milliseconds_of(end), bytes_of(others)});
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        if (!asked->row)
            co_return StoreError{StoreError::Code::corrupt, "PostgreSQL listed no session"};
        co_return Joined{.epoch = number_of(asked->row->at(0)),
                         .displaced = sessions_in(asked->row->at(1))};
    }

    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                    Deadline deadline) override
    {
        const auto asked =
            statement(deadline, Kind::confirm, {user.bytes, session.bytes, bytes_of(epoch)});
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        co_return asked->row.has_value();
    }

    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) override
    {
        return changed(deadline, Kind::leave, {user.bytes, session.bytes});
    }

    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                  Deadline deadline) override
    {
        return sessions(statement(deadline, Kind::list, {user.bytes, milliseconds_of(now)}));
    }

    Task<StoreResult<std::vector<StoreKey>>> end_all(StoreKey user, std::optional<StoreKey> keep,
                                                     Deadline deadline) override
    {
        const auto raised = statement(deadline, Kind::raise, {user.bytes});
        co_await client_.ask(raised);
        if (raised->error)
            co_return *std::move(raised->error);
        const auto taken =
            statement(deadline, Kind::take, {user.bytes, keep ? keep->bytes : std::string()});
        auto found = co_await sessions(taken);
        co_return found;
    }

    Task<StoreResult<std::vector<StoreKey>>> sessions(std::shared_ptr<PostgresStatement> asked)
    {
        co_await client_.ask(asked);
        if (asked->error)
            co_return *std::move(asked->error);
        co_return sessions_in(asked->row ? asked->row->at(0) : std::string_view());
    }

    // Keys of 32 bytes, one after the other.
    static std::vector<StoreKey> sessions_in(std::string_view keys)
    {
        constexpr std::size_t size = 32;
        std::vector<StoreKey> found;
        for (std::size_t at = 0; at + size <= keys.size(); at += size)
            found.push_back({.bytes = std::string(keys.substr(at, size))});
        return found;
    }

    static std::string milliseconds_of(SysMillis time)
    {
        return bytes_of(static_cast<std::uint64_t>(time.time_since_epoch().count()));
    }

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
