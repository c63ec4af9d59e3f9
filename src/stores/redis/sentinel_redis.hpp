#pragma once

#include "stores/link/pauses.hpp"
#include "stores/redis/redis_servers.hpp"
#include "stores/redis/sentinel_trust.hpp"
#include "stores/redis/sentinels.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

namespace costrel::inline v1::stores {

// A primary with replicas, of which sentinels say which is the primary. A primary that was replaced
// and goes on says that it is one, and acknowledges changes, for ten seconds: so the sentinels are
// asked all the time, and what a server replied that is not the primary any more is no reply.
class SentinelRedis final : public RedisServers {
public:
    explicit SentinelRedis(const RedisSettings& settings);

    Task<StoreResult<resp::Reply>> ask(RedisCall call) override;
    Task<StoreResult<std::size_t>> count(std::string pattern, Deadline deadline) override;
    StoreConnections connections() const noexcept override;

private:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Node = std::shared_ptr<RedisNode>;

    // How old what the sentinels said may be: half a second; as long as nobody asks them all the
    // time; or not at all.
    enum class Age : std::uint8_t { half_a_second, a_moment, none };
    Task<StoreResult<Node>> primary(Deadline deadline, Age age);
    bool begins_to_ask(TimePoint now, Age age);
    bool take(const PrimaryPlace& found, TimePoint asked);
    Node trusted(TimePoint now) const; // nullptr: what is known is too old
    bool is_confirmed(TimePoint now, std::chrono::milliseconds since) const;
    bool is_primary(const Node& node) const;

    Sentinels sentinels_;
    const std::shared_ptr<const RedisLogin> login_;
    const std::map<HostPort, HostPort> address_map_;
    Pauses pauses_;
    mutable std::mutex mutex_;
    Node current_;
    SentinelTrust trust_; // of which it is made
    TimePoint asked_{};   // somebody has begun to ask
};

} // namespace costrel::inline v1::stores
