#include "stores/postgresql/statement.hpp"

#include "stores/postgresql/type_id.hpp"

#include <costrel/stores/postgresql.hpp>

namespace costrel::inline v1 {

namespace stores {

namespace {

using Code = StoreError::Code;
using Kind = PostgresStatement::Kind;

void replace_all(std::string& text, std::string_view what, std::string_view by)
{
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

std::string for_table(std::string_view sql, const std::string& table)
{
    std::string text(sql);
    replace_all(text, "$TABLE", table);
    replace_all(text, "$NAME", table.substr(table.find('.') + 1));
    return text;
}

PostgresText text_of(Kind kind)
{
    switch (kind) {
    case Kind::load:
        return {"select version, record, expires from $TABLE where key = $1", {type_id::bytes}};
    case Kind::insert:
        return {"insert into $TABLE (key, version, expires, record) values ($1, $2, $3, $4) "
                "on conflict do nothing",
                {type_id::bytes, type_id::number, type_id::time, type_id::bytes}};
    case Kind::replace:
        return {"update $TABLE set version = $3, expires = $4, record = $5 "
                "where key = $1 and version = $2",
                {type_id::bytes, type_id::number, type_id::number, type_id::time, type_id::bytes}};
    case Kind::touch:
        // The time stands at byte 88 of a record with our header, which is 96 bytes long.
        return {"update $TABLE set expires = greatest(expires, $2), record = case "
                "when octet_length($3) = 8 and octet_length(record) >= 96 "
                "and substring(record from 1 for 4) = '\\x63737201' "
                "then overlay(record placing $3 from 89 for 8) else record end where key = $1",
                {type_id::bytes, type_id::time, type_id::bytes}};
    case Kind::erase:
        // An end waits for the disk, whatever else does.
        return {"delete from $TABLE where key = $1 "
                "and set_config('synchronous_commit', 'on', true) is not null",
                {type_id::bytes}};
    case Kind::collect:
        return {"with places as (delete from $TABLE_of_user where (user_key, key) in (select "
                "user_key, key from $TABLE_of_user where octet_length(key) > 0 and "
                "ends <= (extract(epoch from $1) * 1000)::bigint limit $2 for update skip locked)) "
                "delete from $TABLE where key in (select key from $TABLE where expires <= $1 "
                "limit $2 for update skip locked)",
                {type_id::time, type_id::number}};
    case Kind::count:
        return {"select count(*) from $TABLE where expires > $1", {type_id::time}};
    case Kind::ping:
        return {"select 1", {}};
    case Kind::lock:
        return {"select pg_advisory_xact_lock($1)", {type_id::number}};
    case Kind::join:
        // Its parts see what was there before. Of the others, all but the latest so many are over
        // the cap.
        return {
            "with expired as (delete from $TABLE_of_user where user_key = $1 and key <> $2 "
            "and octet_length(key) > 0 and ends <= $3), "
            "listed as (insert into $TABLE_of_user (user_key, key, ends) values ($1, $2, $4) "
            "on conflict (user_key, key) do update set ends = excluded.ends) "
            "select coalesce((select ends from $TABLE_of_user where user_key = $1 "
            "and key = ''), 0), "
            "(select string_agg(key, ''::bytea order by ends, key) from (select key, ends from "
            "$TABLE_of_user where user_key = $1 and octet_length(key) > 0 and key <> $2 "
            "and ends > $3 order by ends desc, key desc offset $5) as oldest)",
            {type_id::bytes, type_id::bytes, type_id::number, type_id::number, type_id::number}};
    case Kind::confirm:
        return {"select 1 from $TABLE_of_user where user_key = $1 and key = $2 and $3 = coalesce("
                "(select ends from $TABLE_of_user where user_key = $1 and key = ''), 0)",
                {type_id::bytes, type_id::bytes, type_id::number}};
    case Kind::leave:
        return {"delete from $TABLE_of_user where user_key = $1 and key = $2",
                {type_id::bytes, type_id::bytes}};
    case Kind::list:
        return {"select string_agg(key, ''::bytea) from $TABLE_of_user "
                "where user_key = $1 and octet_length(key) > 0 and ends > $2",
                {type_id::bytes, type_id::number}};
    case Kind::raise:
        return {"insert into $TABLE_of_user as known (user_key, key, ends) values ($1, '', 1) "
                "on conflict (user_key, key) do update set ends = known.ends + 1",
                {type_id::bytes}};
    case Kind::take:
        return {"with taken as (delete from $TABLE_of_user where user_key = $1 "
                "and octet_length(key) > 0 and key <> $2 returning key) "
                "select string_agg(key, ''::bytea) from taken",
                {type_id::bytes, type_id::bytes}};
    }
    return {};
}

} // namespace

PostgresText postgres_text(Kind kind, const std::string& table)
{
    PostgresText text = text_of(kind);
    text.sql = for_table(text.sql, table);
    return text;
}

std::size_t columns_of(Kind kind) noexcept
{
    switch (kind) {
    case Kind::load:
        return 3;
    case Kind::join:
        return 2;
    case Kind::count:
    case Kind::ping:
    case Kind::lock:
    case Kind::confirm:
    case Kind::list:
    case Kind::take:
        return 1;
    case Kind::insert:
    case Kind::replace:
    case Kind::touch:
    case Kind::erase:
    case Kind::collect:
    case Kind::leave:
    case Kind::raise:
        break;
    }
    return 0;
}

std::string_view postgres_columns() noexcept
{
    return "key bytea, version bigint, user_key bytea, expires timestamp with time zone, "
           "record bytea";
}

StoreError postgres_error(std::string_view sql_state)
{
    const std::string_view group = sql_state.substr(0, 2);
    Code code = Code::corrupt;
    if (sql_state == "53100" || sql_state == "53200" || sql_state == "53400")
        code = Code::full; // disk, memory, a limit
    else if (group == "28" || sql_state == "42501" || sql_state == "3D000")
        code = Code::denied;
    else if (group == "08")
        code = Code::broken;
    else if (group == "53" || group == "57" || group == "40" || group == "58" ||
             sql_state == "25006")
        code = Code::unavailable; // too many connections, shutting down, read-only
    std::string message = "PostgreSQL replied with an error";
    if (sql_state.size() == 5)
        message.append(" ").append(sql_state);
    return {code, std::move(message)};
}

} // namespace stores

std::string postgres_schema(const std::string& table)
{
    return stores::for_table("create table if not exists $TABLE (\n"
                             "  key bytea primary key, -- SHA-256 of the ID\n"
                             "  version bigint not null,\n"
                             "  user_key bytea,\n"
                             "  expires timestamptz not null,\n"
                             "  record bytea not null\n"
                             ") with (fillfactor = 70);\n"
                             "create index if not exists $NAME_expires on $TABLE (expires);\n"
                             "create index if not exists $NAME_user on $TABLE (user_key)\n"
                             "  where user_key is not null;\n"
                             "create table if not exists $TABLE_of_user (\n"
                             "  user_key bytea, -- SHA-256 of the application and the user\n"
                             "  key bytea, -- of the session; empty: ends counts what ended all\n"
                             "  ends bigint not null, -- milliseconds since 1970\n"
                             "  primary key (user_key, key)\n"
                             ");\n"
                             "create index if not exists $NAME_of_user_ends on $TABLE_of_user "
                             "(ends)\n  where octet_length(key) > 0;\n",
                             table);
}

} // namespace costrel::inline v1
