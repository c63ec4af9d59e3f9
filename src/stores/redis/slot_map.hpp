#pragma once

#include "stores/redis/host_port.hpp"
#include "stores/redis/options.hpp"
#include "stores/redis/redis_node.hpp"
#include "stores/redis/slot_ranges.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace costrel::inline v1::stores {

// The nodes of a cluster, and which of them has which slot, as far as is known.
class SlotMap {
public:
    using TimePoint = RedisNode::TimePoint;
    using Node = std::shared_ptr<RedisNode>;

    // More nodes than Redis recommends. A server that names others without end gets no further.
    static constexpr std::size_t most_nodes = 1'000;

    explicit SlotMap(const RedisSettings& settings);

    // Who has it, or when that is not known any node: those in turn that did not fail lately.
    Node owner(unsigned slot, TimePoint now);
    // The node that is announced there; nullptr: there are too many.
    Node at(const HostPort& announced);
    // It has that slot: another node says so, or it does, and no other is known.
    void moved(unsigned slot, const Node& node);
    void found(unsigned slot, const Node& node);
    // It does not reply for that slot, if it was the one.
    void forget(unsigned slot, const Node& node);
    void take(const std::vector<SlotRange>& ranges);
    // All who have slots, once each; nothing: of some slot it is not known who has it.
    std::optional<std::vector<Node>> owners() const;

    // Whether to ask for all slots anew: no more than one does within a second.
    bool begins_refresh(TimePoint now);
    // It was no use. For a minute nobody does.
    void failed_to_refresh(TimePoint now);

    StoreConnections connections() const;

private:
    Node at_locked(const HostPort& announced);
    void forget_unused();

    const std::shared_ptr<const RedisLogin> login_;
    const std::map<HostPort, HostPort> address_map_;
    mutable std::mutex mutex_;
    std::vector<Node> seeds_;
    std::map<HostPort, Node> nodes_; // seeds, too
    std::vector<Node> owners_;       // of each slot
    std::size_t turn_ = 0;
    TimePoint next_refresh_{};
};

} // namespace costrel::inline v1::stores
