#include "stores/redis/command.hpp"

#include <algorithm>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using Code = StoreError::Code;

std::string_view code_of(std::string_view text)
{
    const std::size_t end = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return text.substr(0, std::min<std::size_t>(end, 20));
}

Code meaning_of(std::string_view code)
{
    if (code == "OOM")
        return Code::full;
    for (const std::string_view denied : {"NOAUTH", "WRONGPASS", "NOPERM"})
        if (code == denied)
            return Code::denied;
    for (const std::string_view later :
         {"LOADING", "MASTERDOWN", "CLUSTERDOWN", "READONLY", "NOREPLICAS", "TRYAGAIN", "BUSY",
          "MISCONF", "MOVED", "ASK"})
        if (code == later)
            return Code::unavailable;
    return Code::corrupt;
}

} // namespace

std::shared_ptr<RedisCommand> RedisCommand::of(const RedisCall& call, bool whole, bool asking)
{
    std::string bytes;
    if (asking)
        resp::write_command(bytes, {"ASKING"});
    bytes += call.bytes(whole);
    if (call.replicas() > 0)
        resp::write_command(bytes, {"WAIT", std::to_string(call.replicas()),
                                    std::to_string(call.longest_wait().count())});
    auto command = std::make_shared<RedisCommand>(call.deadline(), std::move(bytes));
    command->asks_first = asking;
    command->for_replicas = call.replicas() > 0;
    command->replies = 1U + (asking ? 1 : 0) + (command->for_replicas ? 1 : 0);
    return command;
}

void RedisCommand::take(resp::Reply next)
{
    const unsigned at = taken_++;
    const bool is_before = asks_first && at == 0;
    if (is_before && next.type != resp::Reply::Type::error)
        return;
    if (at <= (asks_first ? 1U : 0U)) {
        if (reply.type != resp::Reply::Type::error) // that it may not ask is what it has to know
            reply = std::move(next);
    } else {
        replicas = std::move(next);
    }
}

StoreResult<resp::Reply> RedisCommand::result()
{
    using Type = resp::Reply::Type;
    if (error)
        return *std::move(error);
    if (reply.type == Type::error)
        return error_of(reply);
    if (!for_replicas)
        return std::move(reply);
    if (replicas.is_error("NOPERM"))
        return error_of(replicas);
    if (replicas.type != Type::number) // a server that became a replica lost the write, perhaps
        return StoreError{Code::broken, "Redis does not tell whether its replicas know"};
    resp::Reply both{.type = Type::array};
    both.items.push_back(std::move(reply));
    both.items.push_back(std::move(replicas));
    return both;
}

StoreResult<bool> was_done(StoreResult<resp::Reply> reply)
{
    if (!reply)
        return std::move(reply).error();
    if (reply->type != resp::Reply::Type::number)
        return error_of(*reply);
    return reply->number > 0;
}

StoreError error_of(const resp::Reply& reply)
{
    if (reply.type != resp::Reply::Type::error)
        return {Code::corrupt, "Redis replied something else than was asked"};
    const std::string_view code = code_of(reply.text);
    if (code == "MOVED" || code == "ASK")
        return {Code::unavailable,
                "Redis is a node of a cluster, and the URL of the store does not say "
                "topology=cluster"};
    return {meaning_of(code), "Redis replied " + std::string(code)};
}

} // namespace costrel::inline v1::stores
