#pragma once

#include "http/framing/spool.hpp"
#include "http/message.hpp"
#include "http/traffic.hpp"

#include <costrel/web/detail/reply.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::detail {

// Who sent a request.
struct Peer {
    std::string_view address; // "127.0.0.1", "::1"; good as long as the connection
    bool secure = false;      // over TLS
};

} // namespace costrel::inline v1::detail

namespace costrel::inline v1::http {

using detail::Peer;
using detail::Reply;

// What stands above the connection and answers its requests: the application.
class Responder {
public:
    virtual ~Responder() = default;

    // How much of a request's body is taken, of whose head `message` is made; asked only for a
    // request that has a body.
    virtual Admission admit(const Message&) noexcept { return {}; }

    // Never throws: whatever goes wrong in a handler is a response with status 500. `message` and
    // `peer` stay good until the response is there.
    virtual Reply respond(const Message& message, const Peer& peer) noexcept = 0;

    // Told of each request that did not get as far as respond(), for the log.
    virtual void refused(const RefusedRequest&, const Peer&) noexcept {}

    // Told of each request that is left behind when the server ends, because what its handler waits
    // for does not come.
    virtual void given_up(const Message&, const Peer&) noexcept {}

    // The server has ended its last connection: waits for what still runs for a request whose
    // client has gone.
    virtual void wait_until_idle() noexcept {}
    // The names of what has begun to answer requests and has not ended, for the log of a server
    // that cannot wait for it any longer. From any thread.
    virtual std::vector<std::string> unfinished() { return {}; }
    // The process ends now: what was logged is written, if that does not take long. From any
    // thread.
    virtual void flush_log() noexcept {}
};

} // namespace costrel::inline v1::http
