#include "stores/redis/single_redis.hpp"

#include "stores/redis/command.hpp"

#include <memory>
#include <utility>

namespace costrel::inline v1::stores {

SingleRedis::SingleRedis(const RedisSettings& settings)
    : node_(settings.hosts.front(),
            Addresses(settings.hosts.front().host, settings.hosts.front().port),
            std::make_shared<const RedisLogin>(settings.login))
{
}

Task<StoreResult<resp::Reply>> SingleRedis::ask(RedisCall call)
{
    auto command = RedisCommand::of(call);
    co_await node_.client_for(call).ask(command);
    if (!command->error && call.has_script() && command->reply.is_error("NOSCRIPT")) {
        command = RedisCommand::of(call, true);
        co_await node_.client_for(call).ask(command);
    }
    co_return command->result();
}

} // namespace costrel::inline v1::stores
