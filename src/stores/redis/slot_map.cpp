#include "stores/redis/slot_map.hpp"

#include "stores/redis/key_slot.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <utility>

namespace costrel::inline v1::stores {

SlotMap::SlotMap(const RedisSettings& settings)
    : login_(std::make_shared<const RedisLogin>(settings.login)),
      address_map_(settings.address_map), owners_(slot_count)
{
    for (const HostPort& place : settings.hosts) {
        Node& node = nodes_[place];
        if (!node)
            node = std::make_shared<RedisNode>(place, Addresses(place.host, place.port), login_);
        seeds_.push_back(node);
    }
}

SlotMap::Node SlotMap::owner(unsigned slot, TimePoint now)
{
    const std::lock_guard lock(mutex_);
    if (owners_[slot])
        return owners_[slot];
    Node any;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        any =
            std::next(nodes_.begin(), static_cast<std::ptrdiff_t>(turn_++ % nodes_.size()))->second;
        if (!any->has_failed_lately(now))
            break;
    }
    return any;
}

SlotMap::Node SlotMap::at(const HostPort& announced)
{
    const std::lock_guard lock(mutex_);
    return at_locked(announced);
}

SlotMap::Node SlotMap::at_locked(const HostPort& announced)
{
    const auto mapped = address_map_.find(announced);
    const HostPort& place = mapped == address_map_.end() ? announced : mapped->second;
    if (const auto found = nodes_.find(place); found != nodes_.end())
        return found->second;
    if (nodes_.size() >= most_nodes)
        forget_unused();
    if (nodes_.size() >= most_nodes)
        return nullptr;
    return nodes_[place] =
               std::make_shared<RedisNode>(place, Addresses::later(place.host, place.port), login_);
}

void SlotMap::forget_unused()
{
    const std::set<Node> used(owners_.begin(), owners_.end());
    std::erase_if(nodes_, [&](const auto& entry) {
        return !used.contains(entry.second) &&
               std::ranges::find(seeds_, entry.second) == seeds_.end();
    });
}

void SlotMap::moved(unsigned slot, const Node& node)
{
    const std::lock_guard lock(mutex_);
    owners_[slot] = node;
}

void SlotMap::found(unsigned slot, const Node& node)
{
    const std::lock_guard lock(mutex_);
    if (!owners_[slot])
        owners_[slot] = node;
}

void SlotMap::forget(unsigned slot, const Node& node)
{
    const std::lock_guard lock(mutex_);
    if (owners_[slot] == node)
        owners_[slot] = nullptr;
}

void SlotMap::take(const std::vector<SlotRange>& ranges)
{
    const std::lock_guard lock(mutex_);
    if (ranges.empty()) // of a node that has met no other
        return;
    std::vector<Node> owners(slot_count);
    std::set<Node> named(seeds_.begin(), seeds_.end());
    for (const SlotRange& range : ranges) {
        for (std::size_t i = 0; i < range.nodes.size(); ++i) {
            const Node node = at_locked(range.nodes[i]);
            named.insert(node);
            if (i == 0 && range.has_owner)
                std::fill(owners.begin() + range.first, owners.begin() + range.last + 1, node);
        }
    }
    owners_ = std::move(owners);
    std::erase_if(nodes_, [&](const auto& entry) { return !named.contains(entry.second); });
}

std::optional<std::vector<SlotMap::Node>> SlotMap::owners() const
{
    const std::lock_guard lock(mutex_);
    const std::set<Node> once(owners_.begin(), owners_.end());
    if (once.contains(nullptr))
        return std::nullopt;
    return std::vector<Node>(once.begin(), once.end());
}

bool SlotMap::begins_refresh(TimePoint now)
{
    const std::lock_guard lock(mutex_);
    if (now < next_refresh_)
        return false;
    next_refresh_ = now + std::chrono::seconds(1);
    return true;
}

void SlotMap::failed_to_refresh(TimePoint now)
{
    const std::lock_guard lock(mutex_);
    next_refresh_ = now + std::chrono::minutes(1);
}

StoreConnections SlotMap::connections() const
{
    const std::lock_guard lock(mutex_);
    StoreConnections all;
    for (const auto& [place, node] : nodes_) {
        const StoreConnections some = node->connections();
        all.open += some.open;
        all.reconnects += some.reconnects;
    }
    return all;
}

} // namespace costrel::inline v1::stores
