#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <csignal>
#include <deque>
#include <filesystem>
#include <future>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;

bool somebody_listens(std::uint16_t port)
{
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); // only a listener is in the way
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_free =
        ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    return !is_free;
}

// Until every loop has stopped accepting, and with that begun to end its connections.
void wait_until_nobody_listens(std::uint16_t port)
{
    for (int i = 0; i < 10'000; ++i) {
        if (!somebody_listens(port))
            return;
        std::this_thread::sleep_for(5ms);
    }
    FAIL() << "connections are still accepted";
}

class Shutdown : public testing::TestWithParam<unsigned> {
protected:
    explicit Shutdown(std::chrono::milliseconds grace = 1h) : grace_(grace) {}

    // Its end. A client that stays would be lingered for.
    int end()
    {
        client.reset();
        return server.join();
    }

private:
    std::chrono::milliseconds grace_;

protected:
    TestResponder responder;
    RunningServer server{responder, {.graceful_timeout = grace_}, GetParam()};
    Client client{server.port()};

    void wait_until_stopping() { wait_until_nobody_listens(server.port()); }
};

class ShutdownOfLittleGrace : public Shutdown {
protected:
    ShutdownOfLittleGrace() : Shutdown(400ms) {}
};

INSTANTIATE_TEST_SUITE_P(Threads, Shutdown, testing::Values(1U, 3U));
INSTANTIATE_TEST_SUITE_P(Threads, ShutdownOfLittleGrace, testing::Values(1U, 3U));

TEST_P(Shutdown, ReturnsZeroWhenNobodyIsThere)
{
    client.reset();
    server->stop();
    EXPECT_EQ(server.join(), 0);
}

TEST_P(Shutdown, ClosesIdleConnections)
{
    client.send(get("/"));
    ASSERT_EQ(client.read_status(), 200);
    server->stop();
    EXPECT_EQ(client.wait_for_end(), End::fin);
    EXPECT_EQ(end(), 0);
}

// Its client has not heard of the end yet, and may be sending.
TEST_P(Shutdown, AnswersOneMoreRequestOfAConnectionThatWasJustUsed)
{
    client.send(get("/"));
    ASSERT_EQ(client.read_status(), 200);
    server->stop();
    wait_until_stopping();
    client.send(get("/"));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->field("Connection"), "close");
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

TEST_P(Shutdown, AnswersTheFirstRequestOfAConnectionThatWasJustMade)
{
    server->stop();
    wait_until_stopping();
    client.send(get("/"));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "hello");
    EXPECT_EQ(answer->field("Connection"), "close");
}

// The system accepts connections before the server does, and tells their clients so.
TEST(ShutdownOfABusyServer, AnswersWhoWaitsInTheQueue)
{
    const std::string path =
        std::filesystem::temp_directory_path() / ("costrel-" + std::to_string(::getpid()));
    for (const bool is_local : {false, true}) {
        TestResponder responder;
        net::ServerOptions options{.port = 0};
        if (is_local)
            options.bind = {"unix:" + path};
        RunningServer server(responder, options);
        const auto connect_to = [&](std::deque<Client>& clients) {
            return is_local ? &clients.emplace_back(path) : &clients.emplace_back(server.port());
        };
        std::deque<Client> clients;
        connect_to(clients)->send(get("/held"));
        responder.wait_until_held(); // and with it the only loop
        for (int i = 0; i < 40; ++i)
            connect_to(clients)->send(get("/"));
        server->stop();
        responder.release();
        for (Client& client : clients)
            EXPECT_EQ(client.read_status(), 200);
        clients.clear();
        EXPECT_EQ(server.join(), 0);
    }
}

TEST_P(Shutdown, AnswersTheRequestInFlight)
{
    client.send(get("/later"));
    responder.wait_until_held();
    server->stop();
    wait_until_stopping();
    responder.release();
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "later");
    EXPECT_EQ(answer->field("Connection"), "close");
    EXPECT_EQ(client.wait_for_end(), End::fin);
    EXPECT_EQ(end(), 0);
}

TEST_P(Shutdown, AnswersTheRequestWhoseHandlerHoldsTheLoop)
{
    client.send(get("/held"));
    responder.wait_until_held();
    server->stop();
    responder.release();
    EXPECT_EQ(client.read_answer()->body, "held");
    EXPECT_EQ(client.wait_for_end(), End::fin);
    EXPECT_EQ(end(), 0);
}

TEST_P(Shutdown, AcceptsNoMoreConnections)
{
    client.send(get("/later"));
    responder.wait_until_held();
    server->stop();
    wait_until_stopping();
    responder.release();
    EXPECT_EQ(client.read_status(), 200);
}

TEST_P(ShutdownOfLittleGrace, CutsWhatDoesNotEndInTime)
{
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    EXPECT_TRUE(client.stays_silent(20ms));
    server->stop();
    EXPECT_EQ(server.join(), 0);
    EXPECT_NE(client.wait_for_end(), End::open);
}

TEST_P(Shutdown, WaitsForAHandlerEvenWhenItIsCut)
{
    client.send(get("/later"));
    responder.wait_until_held();
    server->cut();
    auto ending = std::async(std::launch::async, [&] { return server.join(); });
    EXPECT_EQ(ending.wait_for(100ms), std::future_status::timeout);
    responder.release();
    EXPECT_EQ(ending.get(), 0);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_P(Shutdown, MayBeAskedForOften)
{
    for (int i = 0; i < 3; ++i) {
        server->stop();
        server->cut();
    }
    EXPECT_EQ(server.join(), 0);
}

// serve() as main() calls it, in a thread.
class Signals : public testing::TestWithParam<int> {
protected:
    Signals()
    {
        options_.port = 0;
        options_.on_listening = [this](const std::string& address) {
            port_.set_value(
                static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
        };
        result_ =
            std::async(std::launch::async, [this] { return net::serve(responder_, options_); });
        port = port_.get_future().get();
        // Only when requests are answered are signals caught.
        Client first(port);
        first.send(get("/"));
        EXPECT_EQ(first.read_status(), 200);
    }

    TestResponder responder_;
    net::ServerOptions options_;
    std::promise<std::uint16_t> port_;
    std::future<int> result_;
    std::uint16_t port = 0;
};

INSTANTIATE_TEST_SUITE_P(All, Signals, testing::Values(SIGTERM, SIGINT));

TEST_P(Signals, StopTheServer)
{
    Client client(port);
    client.send(get("/later"));
    responder_.wait_until_held();
    ::kill(::getpid(), GetParam());
    wait_until_nobody_listens(port);
    EXPECT_TRUE(client.stays_silent(50ms));
    responder_.release();
    EXPECT_EQ(client.read_answer()->field("Connection"), "close");
    client.reset(); // or its connection is lingered for
    EXPECT_EQ(result_.get(), 0);
}

TEST_P(Signals, CutItTheSecondTime)
{
    Client client(port);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n");
    EXPECT_TRUE(client.stays_silent(20ms));
    ::kill(::getpid(), GetParam());
    EXPECT_EQ(result_.wait_for(50ms), std::future_status::timeout);
    ::kill(::getpid(), GetParam());
    EXPECT_EQ(result_.get(), 0);
}

} // namespace
} // namespace costrel::inline v1::wire
