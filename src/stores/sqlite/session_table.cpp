#include "stores/sqlite/session_table.hpp"

#include "stores/sqlite/user_table.hpp"

#include <costrel/config_error.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using std::chrono::milliseconds;

constexpr std::string_view schema =
    "create table if not exists costrel_session (\n"
    "  key primary key not null, -- SHA-256 of the ID, or the text of another framework\n"
    "  version integer not null,\n"
    "  user_key blob,\n"
    "  expires integer not null, -- milliseconds since 1970\n"
    "  record blob not null\n"
    ") without rowid;\n"
    "create index if not exists costrel_session_expires on costrel_session (expires);\n"
    "create index if not exists costrel_session_user on costrel_session (user_key)\n"
    "  where user_key is not null;\n";
constexpr std::string_view columns = "key version user_key expires record";

std::int64_t integer(SysMillis time) noexcept
{
    return time.time_since_epoch().count();
}

std::int64_t integer(std::uint64_t version) noexcept
{
    return static_cast<std::int64_t>(version);
}

} // namespace

std::string_view session_table_schema() noexcept
{
    return schema;
}

void require_session_table(Database& database, const std::string& path)
{
    database.execute("begin immediate");
    // Before the indices, of which the table of another program may not have the columns.
    const std::string table(schema.substr(0, schema.find(';')));
    database.execute(table.c_str());
    std::string found;
    {
        Statement names(database, "select name from pragma_table_info('costrel_session')");
        while (names.step())
            found.append(found.empty() ? "" : " ").append(names.bytes(0));
    }
    if (found != columns) {
        database.execute("rollback");
        throw ConfigError("costrel: the sessions cannot be kept in " + path +
                          ": its table costrel_session has other columns; `costrel sessions schema "
                          "sqlite:` prints those that it needs");
    }
    database.execute(std::string(schema).c_str());
    database.execute(std::string(user_table_schema()).c_str());
    database.execute("commit");
}

SessionTable::SessionTable(Database& database)
    : database_(database),
      load_(database, "select record, version, expires from costrel_session where key = ?"),
      insert_(database, "insert into costrel_session (key, version, expires, record) "
                        "values (?, ?, ?, ?) on conflict do nothing"),
      replace_(database, "update costrel_session set version = ?, expires = ?, record = ? "
                         "where key = ? and version = ?"),
      touch_(database, "update costrel_session set expires = ?, record = ? where key = ?"),
      erase_(database, "delete from costrel_session where key = ?"),
      collect_(database, "delete from costrel_session where key in (select key from "
                         "costrel_session where expires <= ? limit ?)"),
      collect_places_(database, "delete from costrel_session_of_user where (user_key, key) in "
                                "(select user_key, key from costrel_session_of_user "
                                "where key <> x'' and ends <= ? limit ?)")
{
}

std::optional<StoredRecord> SessionTable::load(const StoreKey& key)
{
    const auto use = load_.use();
    if (!use->bind(key).step())
        return std::nullopt;
    return StoredRecord{.bytes = std::string(use->bytes(0)),
                        .version = static_cast<std::uint64_t>(use->integer(1)),
                        .expires = SysMillis(milliseconds(use->integer(2)))};
}

bool SessionTable::insert(const StoreKey& key, const StoredRecord& record)
{
    const auto use = insert_.use();
    use->bind(key)
        .bind(integer(record.version))
        .bind(integer(record.expires))
        .bind(std::string_view(record.bytes))
        .step();
    return database_.changes() == 1;
}

// The caller is in a transaction: nobody writes between the two statements.
Replaced SessionTable::replace(const StoreKey& key, std::uint64_t expected,
                               const StoredRecord& record)
{
    {
        const auto use = replace_.use();
        use->bind(integer(record.version))
            .bind(integer(record.expires))
            .bind(std::string_view(record.bytes))
            .bind(key)
            .bind(integer(expected))
            .step();
        if (database_.changes() == 1)
            return {};
    }
    auto current = load(key);
    if (!current)
        return {.outcome = Replaced::Outcome::gone};
    return {.outcome = Replaced::Outcome::conflict, .current = *std::move(current)};
}

bool SessionTable::touch(const StoreKey& key, SysMillis renewed, SysMillis expires)
{
    auto current = load(key);
    if (!current)
        return false;
    if (!key.whole)
        write_renewed(current->bytes, renewed);
    const auto use = touch_.use();
    use->bind(integer(std::max(current->expires, expires)))
        .bind(std::string_view(current->bytes))
        .bind(key)
        .step();
    return true;
}

bool SessionTable::erase(const StoreKey& key)
{
    const auto use = erase_.use();
    use->bind(key).step();
    return database_.changes() == 1;
}

std::size_t SessionTable::collect(std::size_t limit)
{
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    { // which those leave who never come back
        const auto use = collect_places_.use();
        use->bind(integer(now)).bind(static_cast<std::int64_t>(limit)).step();
    }
    const auto use = collect_.use();
    use->bind(integer(now)).bind(static_cast<std::int64_t>(limit)).step();
    return static_cast<std::size_t>(database_.changes());
}

std::optional<std::size_t> SessionTable::count(SysMillis now)
{
    Statement count(database_, "select count(*) from costrel_session where expires > ?");
    if (!count.bind(integer(now)).step())
        return std::nullopt;
    return static_cast<std::size_t>(count.integer(0));
}

} // namespace costrel::inline v1::stores
