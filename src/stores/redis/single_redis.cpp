#include "stores/redis/single_redis.hpp"

#include "stores/redis/command.hpp"
#include "stores/redis/key_count.hpp"

#include <memory>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

Addresses addresses_of(const RedisSettings& settings)
{
    if (!settings.socket.empty())
        return Addresses::of_socket(settings.socket);
    return Addresses(settings.hosts.front().host, settings.hosts.front().port);
}

} // namespace

SingleRedis::SingleRedis(const RedisSettings& settings)
    : node_(std::make_shared<RedisNode>(settings.hosts.front(), addresses_of(settings),
                                        std::make_shared<const RedisLogin>(settings.login)))
{
}

Task<StoreResult<resp::Reply>> SingleRedis::ask(RedisCall call)
{
    auto command = RedisCommand::of(call);
    co_await node_->client_for(call).ask(command);
    if (!command->error && call.has_script() && command->reply.is_error("NOSCRIPT")) {
        command = RedisCommand::of(call, true);
        co_await node_->client_for(call).ask(command);
    }
    co_return command->result();
}

Task<StoreResult<std::size_t>> SingleRedis::count(std::string pattern, Deadline deadline)
{
    return count_keys(node_, std::move(pattern), deadline);
}

} // namespace costrel::inline v1::stores
