#pragma once

#include "http/message.hpp"

#include <costrel/response.hpp>
#include <costrel/task.hpp>

#include <string_view>
#include <variant>

namespace costrel::http {

// What answering a request gives: a response at once, or a task that will give one.
using Reply = std::variant<Response, Task<Response>>;

// Who sent a request.
struct Peer {
    std::string_view address; // "127.0.0.1", "::1"; good as long as the connection
    bool secure = false;      // over TLS
};

// What stands above the connection and answers its requests: the application.
class Responder {
public:
    virtual ~Responder() = default;

    // Never throws: whatever goes wrong in a handler is an answer with status 500. `message` and
    // `peer` stay good until the response is there.
    virtual Reply respond(const Message& message, const Peer& peer) noexcept = 0;
};

} // namespace costrel::http
