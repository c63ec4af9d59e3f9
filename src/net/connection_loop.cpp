#include "net/connection_loop.hpp"

#include "net/detached.hpp"
#include "net/loop.hpp"
#include "net/open_connection.hpp"
#include "net/plain_channel.hpp"
#include "net/reply_task.hpp"
#include "net/resumption.hpp"
#include "net/service.hpp"
#include "net/source_ready.hpp"
#include "net/tls/tls_channel.hpp"
#include "net/turn.hpp"

#include <cstdint>
#include <optional>

namespace costrel::net {

namespace {

using boost::system::error_code;
using Outcome = Transfer::Outcome;

http::Connection::TimePoint now() noexcept
{
    return std::chrono::steady_clock::now();
}

enum class Woken : std::uint8_t { ready, ticked, broken };

// Waits until the socket is readable or writable, or until the loop's sweep, which let the time act
// on the connection, ends the wait.
class Readiness {
public:
    Readiness(Socket& socket, Outcome wanted) noexcept
        : socket_(socket),
          what_(wanted == Outcome::wants_write ? Socket::wait_write : Socket::wait_read)
    {
    }

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> connection)
    {
        socket_.async_wait(what_,
                           [this, resume = Resumption(connection)](error_code error) mutable {
                               error_ = error;
                               resume();
                           });
    }
    Woken await_resume() const noexcept
    {
        if (!error_)
            return Woken::ready;
        return error_ == boost::asio::error::operation_aborted ? Woken::ticked : Woken::broken;
    }

private:
    Socket& socket_;
    Socket::wait_type what_;
    error_code error_;
};

void send_fin(Socket& socket) noexcept
{
    error_code ignored;
    socket.shutdown(Socket::shutdown_send, ignored);
}

void answer(Loop& loop, http::Connection& http, Response&& response)
{
    if (response.is_streamed())
        response.body.source()->set_loop(loop.tasks());
    http.answer(std::move(response), now());
}

// Answers the request that came, or gives the task that will. Not a part of the coroutine, so that
// an answer takes no room in the frame of each idle connection.
std::optional<Task<Response>> respond(Loop& loop, http::Responder& responder,
                                      http::Connection& http, const http::Peer& peer)
{
    http::Reply reply = responder.respond(http.message(), peer);
    if (auto* task = std::get_if<Task<Response>>(&reply)) {
        task->set_loop(loop.tasks());
        return std::move(*task);
    }
    answer(loop, http, std::move(*std::get_if<Response>(&reply)));
    return std::nullopt;
}

// One for each kind of channel, so that plain HTTP pays nothing for TLS.
template <class Channel>
Detached serve(Loop& loop, Listener& listener, Socket accepted, Channel channel,
               std::string address, ConnectionLimit::Place place)
{
    using Action = http::Connection::Action;

    const http::Peer peer{address, Channel::secure};
    http::Responder& responder = listener.service().responder;
    OpenConnection connection(loop, listener, std::move(accepted), peer, std::move(place));
    http::Connection& http = connection.http();
    Socket& socket = connection.socket();

    bool wait = false; // before more is received
    // How many pieces of an answer are sent in a turn: a fast client takes them without ever making
    // us wait.
    constexpr int pieces_a_turn = 8;
    int pieces = pieces_a_turn;
    bool fin_sent = false;
    bool fin_received = false;

    if constexpr (Channel::secure) {
        // An idle connection's time is limited, and with it the handshake's.
        for (;;) {
            const Transfer shaken = channel.handshake();
            if (shaken.outcome == Outcome::moved)
                break;
            if (shaken.outcome == Outcome::broken || shaken.outcome == Outcome::ended) {
                if (!channel.handshake_error().empty())
                    listener.handshake_failed(address, channel.handshake_error());
                co_return;
            }
            if (co_await Readiness(socket, shaken.outcome) == Woken::broken || connection.is_cut())
                co_return;
            if (http.next() == Action::close) {
                listener.handshake_failed(address, "it took too long");
                co_return;
            }
        }
    }

    while (!connection.is_cut()) {
        switch (http.next()) {
        case Action::admit:
            http.admit(responder.admit(http.message()), now());
            break;

        case Action::respond:
            if (auto task = respond(loop, responder, http, peer)) {
                ReplyTask pending(std::move(*task), loop.executor());
                Response&& response = co_await pending;
                if (connection.is_cut())
                    co_return;
                answer(loop, http, std::move(response));
            }
            break;

        case Action::produce:
            if (--pieces == 0) {
                pieces = pieces_a_turn;
                co_await Turn(loop.executor());
                break; // a tick may have changed what comes next
            }
            http.produce(now());
            break;

        case Action::wait:
            co_await SourceReady(http.source(), loop.executor());
            http.source_ready();
            break;

        case Action::write: {
            const Transfer sent = channel.send(http.output());
            if (sent.outcome == Outcome::moved)
                http.sent(sent.count, now());
            else if (sent.outcome == Outcome::broken ||
                     co_await Readiness(socket, sent.outcome) == Woken::broken)
                co_return;
            break;
        }

        case Action::linger:
            if (!fin_sent) {
                const Transfer ended = channel.end();
                if (ended.outcome == Outcome::wants_write) {
                    if (co_await Readiness(socket, ended.outcome) == Woken::broken)
                        co_return;
                    break;
                }
                send_fin(socket);
                fin_sent = true;
            }
            [[fallthrough]];
        case Action::read: {
            if (fin_received)
                co_return;
            if (wait) {
                const Woken woken = co_await Readiness(socket, Outcome::wants_read);
                if (woken == Woken::broken)
                    co_return;
                if (woken == Woken::ready) {
                    channel.begin_turn();
                    wait = false;
                }
                break; // a tick may have changed what comes next
            }
            const Transfer received = channel.receive(http.input());
            switch (received.outcome) {
            case Outcome::moved:
                wait = received.wait;
                http.received(received.count, now());
                break;
            case Outcome::ended:
                fin_received = true;
                http.received_eof(now());
                break;
            case Outcome::wants_read:
                wait = true;
                break;
            case Outcome::wants_write:
                if (co_await Readiness(socket, received.outcome) == Woken::broken)
                    co_return;
                break;
            case Outcome::broken:
                co_return;
            }
            break;
        }

        case Action::reset:
            connection.reset();
            co_return;

        case Action::close:
            channel.end();
            co_return;
        }
    }
}

} // namespace

void serve_connection(Loop& loop, Listener& listener, Socket socket, std::string address,
                      ConnectionLimit::Place place)
{
    const int descriptor = socket.native_handle();
    if (listener.tls())
        serve(loop, listener, std::move(socket), TlsChannel(descriptor, listener.tls()),
              std::move(address), std::move(place));
    else
        serve(loop, listener, std::move(socket), PlainChannel(descriptor), std::move(address),
              std::move(place));
}

} // namespace costrel::net
