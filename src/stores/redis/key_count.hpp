#pragma once

#include "stores/redis/redis_node.hpp"

#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace costrel::inline v1::stores {

// How many keys of that pattern a server has, which looks at all of its keys, a thousand at a time.
// One that is made or goes meanwhile may be counted or not; one that moves in the server's tables,
// twice.
Task<StoreResult<std::size_t>> count_keys(std::shared_ptr<RedisNode> node, std::string pattern,
                                          Deadline deadline);

// The pattern of what begins with that text.
std::string pattern_of(std::string_view prefix);

} // namespace costrel::inline v1::stores
