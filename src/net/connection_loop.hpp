#pragma once

#include "net/connection_limit.hpp"
#include "net/detached.hpp"
#include "net/socket.hpp"

#include <string>

namespace costrel::net {

class Loop;

// Serves one connection until it is closed: carries bytes between `socket` and the state machine of
// src/http, and requests to the responder. `address` is the peer's.
Detached serve_connection(Loop& loop, Socket socket, std::string address,
                          ConnectionLimit::Place place);

} // namespace costrel::net
