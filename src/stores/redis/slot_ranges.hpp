#pragma once

#include "stores/redis/host_port.hpp"
#include "stores/redis/resp.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::stores {

// Which node has some slots, as CLUSTER SLOTS says.
struct SlotRange {
    unsigned first = 0;
    unsigned last = 0;
    std::vector<HostPort>
        nodes{};            // the owner, then its replicas; those that cannot be found are left out
    bool has_owner = false; // and is the first of them
};

// `asked` is the host that replied: a node that knows no name for another means that one.
std::optional<std::vector<SlotRange>> slot_ranges(const resp::Reply& reply,
                                                  const std::string& asked);

// Where an error "MOVED 3999 host:port" or "ASK 3999 host:port" sends to. Nothing: nowhere that can
// be reached.
std::optional<HostPort> redirection(std::string_view error, const std::string& asked);

} // namespace costrel::inline v1::stores
