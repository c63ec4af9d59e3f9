#pragma once

#include "net/connection_limit.hpp"
#include "net/connection_socket.hpp"

#include <string>

namespace costrel::inline v1::net {

class Loop;
class Listener;

// Serves one connection until it is closed: carries bytes between `socket` and the state machine of
// src/http, and requests to its responder. `address` is the peer's.
void serve_connection(Loop& loop, Listener& listener, ConnectionSocket socket, std::string address,
                      ConnectionLimit::Place place);

} // namespace costrel::inline v1::net
