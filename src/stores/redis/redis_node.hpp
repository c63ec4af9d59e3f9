#pragma once

#include "stores/link/addresses.hpp"
#include "stores/link/client.hpp"
#include "stores/redis/host_port.hpp"
#include "stores/redis/options.hpp"
#include "stores/redis/redis_call.hpp"

#include <costrel/session/store.hpp>

#include <atomic>
#include <chrono>
#include <memory>

namespace costrel::inline v1::stores {

// A server, with the connections to it.
class RedisNode {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    RedisNode(HostPort place, const Addresses& addresses,
              const std::shared_ptr<const RedisLogin>& login);

    const HostPort& place() const noexcept { return place_; }
    Client& client_for(const RedisCall& call) noexcept
    {
        return call.replicas() > 0 ? patient_ : prompt_;
    }
    // Where what takes long keeps nobody else waiting.
    Client& patient() noexcept { return patient_; }
    StoreConnections connections() const noexcept;

    // It could not be asked. For a second others are asked before it.
    void failed(TimePoint now) noexcept { failed_ = now.time_since_epoch().count(); }
    bool has_failed_lately(TimePoint now) const noexcept
    {
        const TimePoint failed{TimePoint::duration(failed_.load())};
        return failed != TimePoint() && now - failed < std::chrono::seconds(1);
    }

private:
    const HostPort place_;
    Client prompt_;
    Client patient_;
    std::atomic<TimePoint::rep> failed_ = 0;
};

} // namespace costrel::inline v1::stores
