#include "faults/allocation.hpp"
#include "log/log.hpp"
#include "net/embedded_server.hpp"

#include <costrel/sleep.hpp>
#include <costrel/stream.hpp>

#include <boost/asio/io_context.hpp>

#include <array>
#include <functional>
#include <memory>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

// Asio takes the memory of what is not in an object of ours by this.
extern "C" void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
extern "C" void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size)
{
    return costrel::faults::is_failing() ? nullptr : __real_aligned_alloc(alignment, size);
}

namespace costrel::inline v1::faults {
namespace {

using namespace std::chrono_literals;

Task<Response> sleeping(std::chrono::milliseconds time)
{
    co_await sleep_for(time);
    co_return Response("slept");
}

Stream streaming(std::chrono::milliseconds pause)
{
    co_yield "one\n";
    co_await sleep_for(pause);
    co_yield "two\n";
}

// Of an application only the event loop's side is of interest here.
class Responder final : public http::Responder {
public:
    http::Reply respond(const http::Message& message, const http::Peer&) noexcept override
    try {
        if (message.path == "/sleep")
            return sleeping(0ms);
        if (message.path == "/sleep-long")
            return sleeping(1h);
        if (message.path == "/stream")
            return Response(streaming(0ms));
        if (message.path == "/stream-long")
            return Response(streaming(1h));
        if (message.path == "/large")
            return Response(std::string(256 * 1024, 'x'));
        return Response("hello");
    } catch (const std::bad_alloc&) {
        Response response("no memory");
        response.status = 500;
        return response;
    }
};

// A client that never blocks: the server runs in the same thread.
class Client {
public:
    explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot connect");
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { ::close(socket_); }

    void send(std::string_view bytes) const
    {
        ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    void ask(std::string_view path) const
    {
        send("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    // Whether anything, or the end of the connection, has come since.
    bool has_news() const
    {
        std::array<char, 4096> bytes;
        bool news = false;
        while (const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT)) {
            if (count < 0)
                return news || (errno != EAGAIN && errno != EWOULDBLOCK);
            news = true;
        }
        return true;
    }

private:
    int socket_;
};

class Server {
public:
    Server()
        : server_(net::EmbeddedServer::start(context_, std::make_shared<Responder>(),
                                             {.port = 0, .limits = {.lingering_time = 0ms}}))
    {
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server()
    {
        server_->cut();
        context_.restart();
        while (!server_->is_drained())
            context_.run_one();
    }

    std::uint16_t port() const noexcept { return server_->port(); }
    // Runs the loop as long as there is something to do at once.
    void turn()
    {
        context_.restart();
        while (context_.poll() != 0) {
        }
    }
    // Whether a client is answered, soon.
    bool serves()
    {
        const Client client(port());
        client.ask("/");
        const auto end = std::chrono::steady_clock::now() + 10s;
        while (!client.has_news()) {
            if (std::chrono::steady_clock::now() >= end)
                return false;
            context_.restart();
            context_.run_one_for(50ms);
        }
        return true;
    }

private:
    boost::asio::io_context context_{1};
    std::shared_ptr<net::EmbeddedServer> server_;
};

// What clients do, and when the loop has a turn.
using Turn = std::function<void()>;
using Scene = void (*)(std::uint16_t port, const Turn& turn);

void whatever_fails(Scene scene)
{
    log::silence();
    const auto play = [scene](Fault& fault) {
        Server server;
        scene(server.port(),
              [&] { EXPECT_FALSE(fault.during([&] { server.turn(); })) << "it left the loop"; });
        EXPECT_TRUE(server.serves());
    };
    std::thread([&] { // what is made once, for all
        Fault none(0, false);
        play(none);
    })
        .join();
    with_each_allocation_failing(play);
}

TEST(NetOutOfMemory, NeitherLosesTheLoopNorItsMemoryInAPlainRequest)
{
    whatever_fails([](std::uint16_t port, const Turn& turn) {
        const Client client(port);
        turn();
        client.ask("/");
        client.ask("/large");
        turn();
        client.has_news();
        turn();
    });
}

TEST(NetOutOfMemory, NeitherLosesTheLoopNorItsMemoryInATask)
{
    whatever_fails([](std::uint16_t port, const Turn& turn) {
        const Client client(port);
        client.ask("/sleep");
        turn();
        turn();
    });
}

TEST(NetOutOfMemory, NeitherLosesTheLoopNorItsMemoryInAStream)
{
    whatever_fails([](std::uint16_t port, const Turn& turn) {
        const Client client(port);
        client.ask("/stream");
        turn();
        turn();
    });
}

TEST(NetOutOfMemory, NeitherLosesTheLoopNorItsMemoryWhenAClientLeavesATask)
{
    whatever_fails([](std::uint16_t port, const Turn& turn) {
        {
            const Client client(port);
            client.ask("/sleep-long");
            turn();
        }
        turn();
    });
}

TEST(NetOutOfMemory, NeitherLosesTheLoopNorItsMemoryWhenAClientLeavesAStream)
{
    whatever_fails([](std::uint16_t port, const Turn& turn) {
        {
            const Client client(port);
            client.ask("/stream-long");
            turn();
        }
        turn();
    });
}

TEST(NetOutOfMemory, NeitherLosesTheLoopNorItsMemoryWithManyConnections)
{
    whatever_fails([](std::uint16_t port, const Turn& turn) {
        const Client one(port), two(port), three(port);
        one.ask("/");
        two.send("GET / HTT");
        turn();
        three.send("nonsense\r\n\r\n");
        two.send("P/1.1\r\nHost: a\r\n\r\n");
        turn();
    });
}

} // namespace
} // namespace costrel::inline v1::faults
