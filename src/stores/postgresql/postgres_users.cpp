#include "stores/postgresql/postgres_users.hpp"

#include "stores/postgresql/binary.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using Kind = PostgresStatement::Kind;

std::shared_ptr<PostgresStatement> statement(Deadline deadline, Kind kind,
                                             std::vector<std::string> parameters)
{
    return std::make_shared<PostgresStatement>(deadline, kind, std::move(parameters));
}

// Keys of 32 bytes, one after the other.
std::vector<StoreKey> sessions_in(std::string_view keys)
{
    constexpr std::size_t size = 32;
    std::vector<StoreKey> found;
    for (std::size_t at = 0; at + size <= keys.size(); at += size)
        found.push_back({.bytes = std::string(keys.substr(at, size))});
    return found;
}

} // namespace

// The epoch is read before the session is listed: ending all sessions in between either makes it
// another one, or takes the session out.
Task<StoreResult<UserIndex::Joined>> PostgresUsers::join(StoreKey user, StoreKey session,
                                                         SysMillis now, SysMillis end,
                                                         std::size_t cap, Deadline deadline)
{
    const std::size_t others = (cap == 0 ? UserIndex::most : cap) - 1;
    const auto asked = statement(deadline, Kind::join,
                                 {user.bytes, session.bytes, binary_milliseconds(now),
                                  binary_milliseconds(end), binary_number(others)});
    co_await client_.ask(asked);
    if (asked->error)
        co_return *std::move(asked->error);
    if (!asked->row)
        co_return StoreError{StoreError::Code::corrupt, "PostgreSQL listed no session"};
    co_return Joined{.epoch = number_in(asked->row->at(0)),
                     .displaced = sessions_in(asked->row->at(1))};
}

Task<StoreResult<bool>> PostgresUsers::confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                               Deadline deadline)
{
    const auto asked =
        statement(deadline, Kind::confirm, {user.bytes, session.bytes, binary_number(epoch)});
    co_await client_.ask(asked);
    if (asked->error)
        co_return *std::move(asked->error);
    co_return asked->row.has_value();
}

Task<StoreResult<bool>> PostgresUsers::leave(StoreKey user, StoreKey session, Deadline deadline)
{
    const auto asked = statement(deadline, Kind::leave, {user.bytes, session.bytes});
    co_await client_.ask(asked);
    if (asked->error)
        co_return *std::move(asked->error);
    co_return asked->affected > 0;
}

Task<StoreResult<std::vector<StoreKey>>> PostgresUsers::list(StoreKey user, SysMillis now,
                                                             Deadline deadline)
{
    return sessions(statement(deadline, Kind::list, {user.bytes, binary_milliseconds(now)}));
}

Task<StoreResult<std::vector<StoreKey>>>
PostgresUsers::end_all(StoreKey user, std::optional<StoreKey> keep, Deadline deadline)
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

Task<StoreResult<std::vector<StoreKey>>>
PostgresUsers::sessions(std::shared_ptr<PostgresStatement> asked)
{
    co_await client_.ask(asked);
    if (asked->error)
        co_return *std::move(asked->error);
    co_return sessions_in(asked->row ? asked->row->at(0) : std::string_view());
}

} // namespace costrel::inline v1::stores
