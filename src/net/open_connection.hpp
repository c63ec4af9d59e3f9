#pragma once

#include "http/connection.hpp"
#include "http/reply.hpp"
#include "net/connection_limit.hpp"
#include "net/connection_socket.hpp"
#include "net/service.hpp"
#include "net/suspension.hpp"

#include <costrel/detail/task_loop.hpp>

#include <boost/intrusive/list.hpp>

#include <optional>
#include <utility>

namespace costrel::inline v1::net {

class Listener;
class Loop;

// A connection as its loop sees it: in the loop's list from accept until its coroutine, in whose
// frame it lives, has ended. That may be later than the end of its socket, for what a request waits
// for is waited for before the request is destroyed.
class OpenConnection final : public boost::intrusive::list_base_hook<>,
                             public Suspension,
                             private http::ConnectionObserver {
public:
    // `peer` must outlive it.
    OpenConnection(Loop& loop, Listener& listener, ConnectionSocket accepted,
                   const http::Peer& peer, ConnectionLimit::Place place);
    ~OpenConnection();

    // These act on the connection from outside its coroutine, and wake it when it waits for the
    // socket and there is something else to do now.
    void tick(http::Connection::TimePoint now) noexcept;
    void finish(http::Connection::TimePoint now) noexcept;

    // Ends it when it is idle, and nothing has come that was not read yet. Whether it did.
    bool make_room() noexcept;

    // The end of a connection, whoever sees it first: closes the socket, with RST within a body,
    // gives back its place, and cancels what its request waits for. The coroutine goes on, and to
    // its end, when nothing of it waits any more.
    void hang_up() noexcept;
    bool is_over() const noexcept { return over_; }
    // Closes the socket with RST, in place of what is left to send and FIN.
    void reset() noexcept;

    const Service& service() const noexcept { return service_; }
    http::Connection& http() noexcept { return http_; }
    ConnectionSocket& socket() noexcept { return socket_; }
    // Where its requests wait.
    detail::TaskLoop& tasks() noexcept { return tasks_; }

    // While this lives the connection waits for its application, wherever that takes what it waits
    // for from: then nothing of it may be destroyed.
    class [[nodiscard]] Waiting {
    public:
        explicit Waiting(OpenConnection& connection) noexcept : connection_(connection)
        {
            connection_.waiting_ = true;
        }
        Waiting(const Waiting&) = delete;
        Waiting& operator=(const Waiting&) = delete;
        ~Waiting() { connection_.waits_no_longer(); }

    private:
        OpenConnection& connection_;
    };
    bool is_waiting() const noexcept { return waiting_; }
    // False when as many requests wait as may.
    bool take_waiting_place() noexcept;

    // For PeerWatch.
    bool is_watched() const noexcept { return watched_; }
    void set_watched(bool watched) noexcept { watched_ = watched; }
    void watch_dropped() noexcept;
    // Looks at the peer with each tick, as long as the connection waits.
    void poll_peer() noexcept { polled_ = true; }

    // Its request waits for something that does not come, and is given up: told to the responder.
    void give_up() noexcept;
    // The loop is no more.
    void loop_ended() noexcept { loop_ = nullptr; }

private:
    template <class Change>
    void act(Change change) noexcept;
    void wake() noexcept;
    void close() noexcept;
    void waits_no_longer() noexcept;
    // Whether something of it is suspended that is not its own coroutine.
    bool waits() const noexcept { return waiting_ || http_.is_waiting(); }
    bool may_be_destroyed() const noexcept;
    bool is_ready() noexcept;
    bool peer_has_left() noexcept;
    void dropped() noexcept override;
    void refused(const http::RefusedRequest& request) noexcept override;

    Loop* loop_;
    Service& service_;
    const http::Peer& peer_;
    std::optional<ConnectionLimit::Place> place_; // given back when the descriptor is
    std::optional<ConnectionLimit::Place> waiting_place_;
    ConnectionSocket socket_;
    http::Connection http_;
    detail::TaskLoop tasks_;
    http::Connection::TimePoint spared_{}; // the last deadline that passed
    bool over_ = false;
    bool waiting_ = false;
    bool watched_ = false;
    bool polled_ = false;
};

using OpenConnections = boost::intrusive::list<OpenConnection>;

} // namespace costrel::inline v1::net
