#include "net/connection_loop.hpp"

#include "net/loop.hpp"
#include "net/open_connection.hpp"
#include "net/reply_task.hpp"
#include "net/source_ready.hpp"
#include "net/turn.hpp"

#include <cerrno>
#include <cstdint>
#include <optional>
#include <sys/socket.h>

namespace costrel::net {

namespace {

using boost::system::error_code;

http::Connection::TimePoint now() noexcept
{
    return std::chrono::steady_clock::now();
}

enum class Woken : std::uint8_t { ready, ticked, broken };

// Waits until the socket is readable or writable, or until the loop's sweep, which let the time act
// on the connection, ends the wait.
class Readiness {
public:
    Readiness(Socket& socket, Socket::wait_type what) noexcept : socket_(socket), what_(what) {}

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> connection)
    {
        socket_.async_wait(what_, [this, connection](error_code error) {
            error_ = error;
            connection.resume();
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

bool would_block() noexcept
{
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

void send_fin(Socket& socket) noexcept
{
    error_code ignored;
    socket.shutdown(Socket::shutdown_send, ignored);
}

// Answers the request that came, or gives the task that will. Not a part of the coroutine, so that
// an answer takes no room in the frame of each idle connection.
std::optional<Task<Response>> respond(Loop& loop, http::Connection& http, const http::Peer& peer)
{
    http::Reply reply = loop.responder().respond(http.message(), peer);
    if (auto* task = std::get_if<Task<Response>>(&reply)) {
        task->set_loop(loop.tasks());
        return std::move(*task);
    }
    http.answer(std::move(*std::get_if<Response>(&reply)), now());
    return std::nullopt;
}

} // namespace

Detached serve_connection(Loop& loop, Socket accepted, std::string address,
                          ConnectionLimit::Place place)
{
    using Action = http::Connection::Action;

    const http::Peer peer{address, false};
    OpenConnection connection(loop, std::move(accepted), peer, std::move(place));
    http::Connection& http = connection.http();
    Socket& socket = connection.socket();
    const int descriptor = socket.native_handle();

    // How often to read before waiting. Not for ever: the loop's other connections want a turn.
    constexpr int reads_a_turn = 8;
    int reads = 1; // a request is often there as soon as its connection is
    // The same for the pieces of an answer, which a fast client takes without ever making us wait.
    constexpr int pieces_a_turn = 8;
    int pieces = pieces_a_turn;
    bool fin_sent = false;
    bool fin_received = false;

    while (!connection.is_cut()) {
        switch (http.next()) {
        case Action::respond:
            if (auto task = respond(loop, http, peer)) {
                ReplyTask pending(std::move(*task), loop.executor());
                Response&& response = co_await pending;
                if (connection.is_cut())
                    co_return;
                http.answer(std::move(response), now());
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
            const std::string_view output = http.output();
            const ssize_t sent =
                ::send(descriptor, output.data(), output.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            if (sent >= 0) {
                http.sent(static_cast<std::size_t>(sent), now());
            } else if (would_block()) {
                const Woken woken = co_await Readiness(socket, Socket::wait_write);
                if (woken == Woken::broken)
                    co_return;
            } else if (errno != EINTR) {
                co_return;
            }
            break;
        }

        case Action::linger:
            if (!fin_sent)
                send_fin(socket);
            fin_sent = true;
            [[fallthrough]];
        case Action::read: {
            if (fin_received)
                co_return;
            if (reads == 0) {
                const Woken woken = co_await Readiness(socket, Socket::wait_read);
                if (woken == Woken::broken)
                    co_return;
                if (woken == Woken::ready)
                    reads = reads_a_turn;
                break; // a tick may have changed what comes next
            }
            const std::span<char> input = http.input();
            const ssize_t received = ::recv(descriptor, input.data(), input.size(), MSG_DONTWAIT);
            if (received > 0) {
                // Less than there is room for: the socket is empty, and says so when it is not.
                const auto count = static_cast<std::size_t>(received);
                reads = count == input.size() ? reads - 1 : 0;
                http.received(count, now());
            } else if (received == 0) {
                fin_received = true;
                http.received_eof(now());
            } else if (would_block()) {
                reads = 0;
            } else if (errno != EINTR) {
                co_return;
            }
            break;
        }

        case Action::reset:
            connection.reset();
            co_return;

        case Action::close:
            co_return;
        }
    }
}

} // namespace costrel::net
