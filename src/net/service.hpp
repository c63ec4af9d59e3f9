#pragma once

#include "http/memory_budget.hpp"
#include "http/reply.hpp"
#include "http/server_status.hpp"
#include "net/connection_limit.hpp"

#include <costrel/limits.hpp>

#include <cstddef>

namespace costrel::inline v1::net {

// What a connection needs to know of the application that answers it. Shared by all loops, and
// stays until the last connection has closed.
struct Service {
    Service(http::Responder& answers, const Limits& its_limits, std::size_t longest_body,
            std::size_t most_connections, http::ServerStatus* tells)
        : responder(answers), limits(its_limits), max_body(longest_body),
          connections(most_connections), waiting(its_limits.max_waiting_requests), status(tells)
    {
    }

    http::Responder& responder;
    const Limits limits;
    const std::size_t max_body; // bytes
    ConnectionLimit connections;
    http::MemoryBudget memory{limits.max_memory};
    ConnectionLimit waiting;          // requests whose handlers wait, with a client or without
    http::ServerStatus* const status; // may be nullptr
};

} // namespace costrel::inline v1::net
