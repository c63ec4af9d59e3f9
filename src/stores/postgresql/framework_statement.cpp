#include "stores/postgresql/framework_statement.hpp"

#include "stores/framework_names.hpp"
#include "stores/postgresql/type_id.hpp"

namespace costrel::inline v1::stores {

namespace {

using Kind = PostgresStatement::Kind;

// What stands in the column for an end that is a parameter.
std::string kept(const FrameworkTable& table, const std::string& end)
{
    if (table.kept == FrameworkTable::Time::end)
        return end;
    return "floor(extract(epoch from " + end + "))::bigint - " +
           std::to_string(table.lifetime.count());
}

std::string end_of(const FrameworkTable& table)
{
    const std::string column = quoted_column(table.time);
    if (table.kept == FrameworkTable::Time::end)
        return column;
    return "to_timestamp(" + column + " + " + std::to_string(table.lifetime.count()) + ")";
}

} // namespace

PostgresText framework_text(Kind kind, const FrameworkTable& table)
{
    const std::string name = quoted_table(table.name);
    const std::string key = quoted_column(table.key);
    const std::string content = quoted_column(table.content);
    const std::string time = quoted_column(table.time);
    switch (kind) {
    case Kind::load:
        return {"select 0::bigint, " + content + "::text, " + end_of(table) + " from " + name +
                    " where " + key + " = $1",
                {type_id::text}};
    case Kind::insert:
        return {"insert into " + name + " (" + key + ", " + content + ", " + time +
                    ") values ($1, $4, " + kept(table, "$3") + ") on conflict do nothing",
                {type_id::text, type_id::number, type_id::time, type_id::text}};
    case Kind::replace:
        return {"update " + name + " set " + content + " = $5, " + time + " = " +
                    kept(table, "$4") + " where " + key + " = $1 and " + content + "::text = $2",
                {type_id::text, type_id::text, type_id::number, type_id::time, type_id::text}};
    case Kind::touch:
        return {"update " + name + " set " + time + " = greatest(" + time + ", " +
                    kept(table, "$2") + ") where " + key + " = $1",
                {type_id::text, type_id::time, type_id::bytes}};
    case Kind::erase:
        return {"delete from " + name + " where " + key +
                    " = $1 and set_config('synchronous_commit', 'on', true) is not null",
                {type_id::text}};
    default: // to collect is the framework's affair, and nobody lists its users
        break;
    }
    return {"select 1", {}};
}

} // namespace costrel::inline v1::stores
