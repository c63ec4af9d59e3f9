#pragma once

#include "stores/redis/resp.hpp"

#include <cstdint>

namespace costrel::inline v1::stores {

// What a reply of a node says about where to ask.
enum class ClusterReply : std::uint8_t {
    final,  // it is the one that was asked for
    moved,  // another node has the slot
    ask,    // another one is getting it, and has the key already, or nobody has
    script, // the node does not know the script
    split,  // the slot is moving; in a while
    down,   // neither this node nor, perhaps, any other can do it now
};

ClusterReply meaning_in_cluster(const resp::Reply& reply) noexcept;

} // namespace costrel::inline v1::stores
