#include "stores/redis/redis_node.hpp"

#include "stores/redis/redis_link.hpp"

#include <utility>

namespace costrel::inline v1::stores {

RedisNode::RedisNode(HostPort place, const Addresses& addresses,
                     const std::shared_ptr<const RedisLogin>& login)
    : place_(std::move(place)), prompt_([this, login, addresses] {
          return std::make_unique<RedisLink>(login, place_.host, addresses);
      }),
      patient_([this, login, addresses] {
          return std::make_unique<RedisLink>(login, place_.host, addresses);
      })
{
}

StoreConnections RedisNode::connections() const noexcept
{
    const StoreConnections prompt = prompt_.connections(), patient = patient_.connections();
    return {prompt.open + patient.open, prompt.reconnects + patient.reconnects};
}

} // namespace costrel::inline v1::stores
