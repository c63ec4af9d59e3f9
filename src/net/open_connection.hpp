#pragma once

#include "http/connection.hpp"
#include "http/reply.hpp"
#include "net/connection_limit.hpp"
#include "net/socket.hpp"

#include <boost/intrusive/list.hpp>

#include <utility>

namespace costrel::net {

class Listener;
class Loop;

// A connection as its loop sees it: in the loop's list from accept to close. It lives in the frame
// of its coroutine.
class OpenConnection final : public boost::intrusive::list_base_hook<>,
                             private http::ConnectionObserver {
public:
    // `peer` must outlive it.
    OpenConnection(Loop& loop, Listener& listener, Socket accepted, const http::Peer& peer,
                   ConnectionLimit::Place place);
    ~OpenConnection();

    // These act on the connection from outside its coroutine, and wake it when it waits for the
    // socket and there is something else to do now.
    void tick(http::Connection::TimePoint now) noexcept;
    void finish(http::Connection::TimePoint now) noexcept;
    void cut() noexcept;

    // Closes the socket with RST, in place of what is left to send and FIN.
    void reset() noexcept;

    http::Connection& http() noexcept { return http_; }
    Socket& socket() noexcept { return socket_; }
    bool is_cut() const noexcept { return cut_; }

private:
    template <class Change>
    void act(Change change) noexcept;
    void wake() noexcept;
    void refused(const http::RefusedRequest& request) noexcept override;

    Loop& loop_;
    http::Responder& responder_;
    const http::Peer& peer_;
    ConnectionLimit::Place place_; // given back when the descriptor is: after socket_
    Socket socket_;
    http::Connection http_;
    bool cut_ = false;
};

using OpenConnections = boost::intrusive::list<OpenConnection>;

} // namespace costrel::net
