#include "stores/sqlite/user_table.hpp"

#include <string>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

constexpr std::string_view user_schema =
    "create table if not exists costrel_session_of_user (\n"
    "  user_key blob not null, -- SHA-256 of the application and the user\n"
    "  key blob not null, -- of the session; empty: `ends` is how often all were ended at once\n"
    "  ends integer not null, -- milliseconds since 1970\n"
    "  primary key (user_key, key)\n"
    ") without rowid;\n"
    "create index if not exists costrel_session_of_user_ends on costrel_session_of_user (ends)\n"
    "  where key <> x'';\n";

constexpr std::string_view no_session; // under which the epoch stands

std::int64_t since_1970(SysMillis time) noexcept
{
    return time.time_since_epoch().count();
}

} // namespace

std::string_view user_table_schema() noexcept
{
    return user_schema;
}

UserTable::UserTable(Database& database)
    : database_(database),
      epoch_(database, "select ends from costrel_session_of_user where user_key = ? and key = x''"),
      expire_(database, "delete from costrel_session_of_user where user_key = ? and key <> x'' "
                        "and key <> ? and ends <= ?"),
      join_(database, "insert into costrel_session_of_user (user_key, key, ends) values (?, ?, ?) "
                      "on conflict (user_key, key) do update set ends = excluded.ends"),
      count_(database, "select count(*) from costrel_session_of_user where user_key = ? "
                       "and key <> x''"),
      oldest_(database, "select key from costrel_session_of_user where user_key = ? "
                        "and key <> x'' and key <> ? order by ends, key limit ?"),
      find_(database, "select 1 from costrel_session_of_user where user_key = ? and key = ?"),
      leave_(database, "delete from costrel_session_of_user where user_key = ? and key = ?"),
      list_(database, "select key from costrel_session_of_user where user_key = ? "
                      "and key <> x'' and ends > ?"),
      raise_(database, "insert into costrel_session_of_user (user_key, key, ends) "
                       "values (?, x'', 1) on conflict (user_key, key) do update set "
                       "ends = ends + 1"),
      all_(database, "select key from costrel_session_of_user where user_key = ? "
                     "and key <> x'' and key <> ?"),
      take_(database, "delete from costrel_session_of_user where user_key = ? and key <> x'' "
                      "and key <> ?")
{
}

Write::Reply UserTable::run(const UserCall& call)
{
    switch (call.kind) {
    case UserCall::Kind::join:
        return join(call);
    case UserCall::Kind::confirm:
        return confirm(call);
    case UserCall::Kind::leave: {
        const auto use = leave_.use();
        use->bind(call.user).bind(call.session).step();
        return database_.changes() == 1;
    }
    case UserCall::Kind::list: {
        const auto use = list_.use();
        use->bind(call.user).bind(since_1970(call.now));
        return keys(list_);
    }
    case UserCall::Kind::end_all:
        return end_all(call);
    }
    return StoreError{};
}

std::vector<StoreKey> UserTable::keys(Statement& statement)
{
    std::vector<StoreKey> found;
    while (statement.step())
        found.push_back({.bytes = std::string(statement.bytes(0))});
    return found;
}

std::int64_t UserTable::epoch(const StoreKey& user)
{
    const auto use = epoch_.use();
    return use->bind(user).step() ? use->integer(0) : 0;
}

UserIndex::Joined UserTable::join(const UserCall& call)
{
    UserIndex::Joined joined{.epoch = static_cast<std::uint64_t>(epoch(call.user)),
                             .displaced = {}};
    {
        const auto use = expire_.use();
        use->bind(call.user).bind(call.session).bind(since_1970(call.now)).step();
    }
    {
        const auto use = join_.use();
        use->bind(call.user).bind(call.session).bind(since_1970(call.end)).step();
    }
    std::int64_t over = -static_cast<std::int64_t>(call.cap == 0 ? UserIndex::most : call.cap);
    {
        const auto use = count_.use();
        use->bind(call.user).step();
        over += use->integer(0);
    }
    if (over > 0) {
        const auto use = oldest_.use();
        use->bind(call.user).bind(call.session).bind(over);
        joined.displaced = keys(oldest_);
    }
    return joined;
}

bool UserTable::confirm(const UserCall& call)
{
    const auto use = find_.use();
    return use->bind(call.user).bind(call.session).step() &&
           static_cast<std::uint64_t>(epoch(call.user)) == call.epoch;
}

std::vector<StoreKey> UserTable::end_all(const UserCall& call)
{
    const StoreKey keep = call.keep.value_or(StoreKey{.bytes = std::string(no_session)});
    {
        const auto use = raise_.use();
        use->bind(call.user).step();
    }
    std::vector<StoreKey> taken;
    {
        const auto use = all_.use();
        use->bind(call.user).bind(keep);
        taken = keys(all_);
    }
    const auto use = take_.use();
    use->bind(call.user).bind(keep).step();
    return taken;
}

} // namespace costrel::inline v1::stores
