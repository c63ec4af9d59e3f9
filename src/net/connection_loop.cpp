#include "net/connection_loop.hpp"

#include "net/cohort.hpp"
#include "net/detached.hpp"
#include "net/loop.hpp"
#include "net/open_connection.hpp"
#include "net/peer_watch.hpp"
#include "net/plain_channel.hpp"
#include "net/readiness.hpp"
#include "net/reply_task.hpp"
#include "net/service.hpp"
#include "net/source_ready.hpp"
#include "net/tls/tls_channel.hpp"

#include <costrel/detail/loop_thread.hpp>

#include <exception>
#include <optional>
#include <sys/socket.h>
#include <utility>

namespace costrel::inline v1::net {

namespace {

using Outcome = Transfer::Outcome;

http::Connection::TimePoint now() noexcept
{
    return std::chrono::steady_clock::now();
}

void respond(OpenConnection& connection, Response&& response)
{
    if (response.is_streamed())
        response.body.source()->set_loop(connection.tasks());
    connection.http().respond(std::move(response), now());
}

// Answers the request that came, or gives the task that will. Not a part of the coroutine, so that
// a response takes no room in the frame of each idle connection.
std::optional<Task<Response>> respond(http::Responder& responder, OpenConnection& connection,
                                      const http::Peer& peer)
{
    http::Reply reply = responder.respond(connection.http().message(), peer);
    auto* const task = std::get_if<Task<Response>>(&reply);
    if (!task) {
        respond(connection, std::move(*std::get_if<Response>(&reply)));
        return std::nullopt;
    }
    if (!connection.take_waiting_place()) {
        connection.http().refuse_to_wait(now());
        return std::nullopt;
    }
    task->set_loop(connection.tasks());
    return std::move(*task);
}

// One for each kind of channel, so that plain HTTP pays nothing for TLS.
template <class Channel>
Detached serve(Loop& loop, Listener& listener, ConnectionSocket accepted, Channel channel,
               std::string address, ConnectionLimit::Place place)
{
    using Action = http::Connection::Action;
    using Waiting = OpenConnection::Waiting;

    const http::Peer peer{address, Channel::secure};
    http::Responder& responder = listener.service().responder;
    OpenConnection connection(loop, listener, std::move(accepted), peer, std::move(place));
    PeerWatch<Channel> watch(connection, channel);
    http::Connection& http = connection.http();
    ConnectionSocket& socket = connection.socket();
    Cohort::Turn turn(loop.cohort(), connection);

    Outcome next = Outcome::moved;   // of receiving more
    Outcome wanted = Outcome::moved; // what is to be waited for; moved: nothing
    // How long pieces of a body are sent in a turn: a fast client takes them without ever making us
    // wait. Not how many: one of them may take as long as a disk does.
    constexpr std::chrono::milliseconds longest_turn{1};
    http::Connection::TimePoint turn_began{}; // nothing: with the next piece
    bool responded = false; // just now: what is sent next takes no look at the clock
    bool fin_sent = false;
    bool fin_received = false;
    bool shaken = !Channel::secure;
    std::optional<http::MemoryBudget::Share> share; // of what OpenSSL holds
    if constexpr (Channel::secure)
        share.emplace(listener.service().memory, Channel::handshake_memory);

    // Whoever wants the connection to end leaves this loop: by `done`, or from outside by
    // hang_up(). There is no other way out, not even for a lack of memory.
    try {
        bool done = false;
        while (!done && !connection.is_over()) {
            // The one wait for the socket: each that is written down takes room in the frame.
            if (wanted != Outcome::moved) {
                const Woken woken = co_await Readiness(connection, socket, wanted);
                done = woken == Woken::broken;
                if (wanted == next && (woken == Woken::ready || socket.is_readable())) {
                    turn_began = {};
                    channel.begin_turn();
                    next = Outcome::moved;
                }
                wanted = Outcome::moved;
                continue; // a tick may have changed what comes next
            }
            if constexpr (Channel::secure) {
                // An idle connection's time is limited, and with it the handshake's.
                if (!shaken) {
                    if (listener.service().memory.is_exceeded())
                        break;
                    const Transfer handshake = channel.handshake();
                    if (handshake.outcome == Outcome::moved) {
                        shaken = true;
                        share->resize(Channel::memory);
                    } else if (handshake.outcome == Outcome::broken ||
                               handshake.outcome == Outcome::ended) {
                        if (!channel.handshake_error().empty())
                            listener.handshake_failed(address, channel.handshake_error());
                        done = true;
                    } else if (http.next() != Action::read) {
                        listener.handshake_failed(address, "it took too long");
                        done = true;
                    } else {
                        wanted = handshake.outcome;
                    }
                    continue;
                }
            }

            switch (http.next()) {
            case Action::admit:
                http.admit(responder.admit(http.message()), now());
                break;

            case Action::respond:
                if (auto task = respond(responder, connection, peer)) {
                    const Waiting waiting(connection);
                    ReplyTask pending(std::move(*task), connection);
                    pending.start();
                    if (!pending.is_done())
                        watch.begin();
                    Response* const response = co_await pending;
                    watch.revise(next);
                    if (!response)
                        done = true;
                    else if (!connection.is_over())
                        respond(connection, std::move(*response));
                }
                responded = true;
                break;

            case Action::produce:
                responded = false; // to make a piece may take long
                if (const auto time = now(); turn_began == http::Connection::TimePoint{}) {
                    turn_began = time;
                } else if (time - turn_began >= longest_turn) {
                    turn_began = {};
                    wanted = Outcome::wants_turn;
                    break;
                }
                http.produce(now());
                break;

            case Action::wait: {
                const Waiting waiting(connection);
                connection.take_waiting_place(); // without one its place as a connection counts
                watch.begin();
                turn_began = {};
                responded = false;
                co_await SourceReady(http.source(), connection);
                watch.revise(next);
                http.source_ready();
                break;
            }

            case Action::write: {
                if (turn.waits_for_responses()) {
                    co_await turn;
                    if (connection.is_over())
                        break;
                }
                const Transfer sent = channel.send(http.output());
                const bool at_once = std::exchange(responded, false);
                if (sent.outcome == Outcome::moved) {
                    at_once ? http.sent(sent.count) : http.sent(sent.count, now());
                } else {
                    turn_began = {};
                    done = sent.outcome == Outcome::broken;
                    wanted = sent.outcome;
                }
                break;
            }

            case Action::look:
                channel.begin_turn();
                next = Outcome::moved;
                [[fallthrough]];
            case Action::linger:
                if (http.next() == Action::linger && !fin_sent) {
                    const Transfer ended = channel.end();
                    if (ended.outcome == Outcome::wants_write) {
                        wanted = ended.outcome;
                        break;
                    }
                    ::shutdown(socket.native_handle(), SHUT_WR);
                    fin_sent = true;
                    next = Outcome::moved; // the peer's may have come with its last request
                }
                [[fallthrough]];
            case Action::read: {
                if (fin_received) {
                    done = true;
                    break;
                }
                if (next != Outcome::moved) {
                    wanted = next;
                    break;
                }
                const Transfer received = channel.receive(http.input());
                switch (received.outcome) {
                case Outcome::moved:
                    next = received.next;
                    if (turn.waits_for_receivers()) {
                        co_await turn;
                        if (connection.is_over())
                            break;
                    }
                    http.received(received.count, turn.time());
                    break;
                case Outcome::ended:
                    fin_received = true;
                    http.received_eof(now());
                    break;
                case Outcome::wants_read:
                case Outcome::wants_turn:
                    if (http.next() == Action::look)
                        http.nothing_came();
                    else
                        next = received.outcome;
                    break;
                case Outcome::wants_write: // TLS has to say something to a peer that does not read
                    if (http.next() == Action::look)
                        http.nothing_came();
                    else
                        wanted = received.outcome;
                    break;
                case Outcome::broken:
                    done = true;
                    break;
                }
                break;
            }

            case Action::reset:
                connection.reset();
                done = true;
                break;

            case Action::close:
                channel.end();
                done = true;
                break;
            }
        }
    } catch (const std::exception&) { // no memory: the connection ends, the server lives on
    }

    // The one end of a connection: what waits is told, and is waited for before it is destroyed.
    connection.hang_up();
    if (http.is_waiting()) {
        const Waiting waiting(connection);
        co_await SourceReady(http.source(), connection);
        http.source_ready();
    }
    co_await watch.over();
}

} // namespace

void serve_connection(Loop& loop, Listener& listener, ConnectionSocket socket, std::string address,
                      ConnectionLimit::Place place)
{
    const detail::LoopThread in_loop;
    const int descriptor = socket.native_handle();
    if (listener.tls())
        serve(loop, listener, std::move(socket), TlsChannel(descriptor, listener.tls()),
              std::move(address), std::move(place));
    else
        serve(loop, listener, std::move(socket), PlainChannel(descriptor), std::move(address),
              std::move(place));
}

} // namespace costrel::inline v1::net
