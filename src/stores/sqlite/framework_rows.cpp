#include "stores/sqlite/framework_rows.hpp"

#include "formats/record_version.hpp"
#include "stores/framework_names.hpp"

#include <costrel/config_error.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using std::chrono::milliseconds;

// A text is a date in UTC; SQLite knows it to the millisecond. A number is in seconds.
std::string milliseconds_of(const FrameworkTable& table)
{
    const std::string column = quoted_column(table.time);
    if (table.kept == FrameworkTable::Time::last_use)
        return "(" + column + " + " + std::to_string(table.lifetime.count()) + ") * 1000";
    return "strftime('%s', " + column + ") * 1000 + cast(substr(strftime('%f', " + column +
           "), 4) as integer)";
}

// What is bound are milliseconds.
std::string time_of_milliseconds(const FrameworkTable& table)
{
    if (table.kept == FrameworkTable::Time::last_use)
        return "? / 1000 - " + std::to_string(table.lifetime.count());
    return "strftime('%Y-%m-%d %H:%M:%f', ? / 1000.0, 'unixepoch')";
}

std::int64_t bounded(SysMillis time) noexcept
{
    constexpr std::int64_t last = 253'402'300'799'000; // of the year 9999
    return std::clamp<std::int64_t>(time.time_since_epoch().count(), 0, last);
}

} // namespace

void require_framework_table(Database& database, const FrameworkTable& table,
                             const std::string& path)
{
    try {
        // With the table before it: a column that is missing would be taken for a text.
        const Statement columns(database, "select t." + quoted_column(table.key) + ", t." +
                                              quoted_column(table.content) + ", t." +
                                              quoted_column(table.time) + " from " +
                                              quoted_table(table.name) + " as t");
    } catch (const SqliteError& error) {
        if (!error.is_mistake())
            throw;
        throw ConfigError("costrel: the sessions cannot be kept in " + path + ": it has no table " +
                          table.name + " with the columns " + table.key + ", " + table.content +
                          " and " + table.time + "; the other framework makes it");
    }
}

FrameworkRows::FrameworkRows(Database& database, const FrameworkTable& table)
    : database_(database),
      load_(database, "select " + quoted_column(table.content) + ", " + milliseconds_of(table) +
                          " from " + quoted_table(table.name) + " where " +
                          quoted_column(table.key) + " = ?"),
      insert_(database, "insert into " + quoted_table(table.name) + " (" +
                            quoted_column(table.time) + ", " + quoted_column(table.content) + ", " +
                            quoted_column(table.key) + ") values (" + time_of_milliseconds(table) +
                            ", ?, ?) on conflict do nothing"),
      replace_(database, "update " + quoted_table(table.name) + " set " +
                             quoted_column(table.time) + " = " + time_of_milliseconds(table) +
                             ", " + quoted_column(table.content) + " = ? where " +
                             quoted_column(table.key) + " = ?"),
      touch_(database, "update " + quoted_table(table.name) + " set " + quoted_column(table.time) +
                           " = " + time_of_milliseconds(table) + " where " +
                           quoted_column(table.key) + " = ?"),
      erase_(database, "delete from " + quoted_table(table.name) + " where " +
                           quoted_column(table.key) + " = ?")
{
}

std::optional<StoredRecord> FrameworkRows::load(const StoreKey& key)
{
    const auto use = load_.use();
    if (!use->bind(key).step())
        return std::nullopt;
    StoredRecord record{.bytes = std::string(use->bytes(0)),
                        .expires = SysMillis(milliseconds(use->integer(1)))};
    record.version = formats::version_of(record.bytes);
    return record;
}

bool FrameworkRows::insert(const StoreKey& key, const StoredRecord& record)
{
    const auto use = insert_.use();
    use->bind(bounded(record.expires)).bind_text(record.bytes).bind(key).step();
    return database_.changes() == 1;
}

// The caller is in a transaction: nobody writes between the two statements.
Replaced FrameworkRows::replace(const StoreKey& key, std::uint64_t expected,
                                const StoredRecord& record)
{
    auto current = load(key);
    if (!current)
        return {.outcome = Replaced::Outcome::gone};
    if (current->version != expected)
        return {.outcome = Replaced::Outcome::conflict, .current = *std::move(current)};
    const auto use = replace_.use();
    use->bind(bounded(record.expires)).bind_text(record.bytes).bind(key).step();
    return {};
}

bool FrameworkRows::touch(const StoreKey& key, SysMillis, SysMillis expires)
{
    const auto current = load(key);
    if (!current)
        return false;
    const auto use = touch_.use();
    use->bind(bounded(std::max(current->expires, expires))).bind(key).step();
    return true;
}

bool FrameworkRows::erase(const StoreKey& key)
{
    const auto use = erase_.use();
    use->bind(key).step();
    return database_.changes() == 1;
}

} // namespace costrel::inline v1::stores
