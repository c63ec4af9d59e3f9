#include "app/dispatcher.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"

#include <costrel/app.hpp>
#include <costrel/asio.hpp>
#include <costrel/sleep.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <deque>
#include <stdexcept>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using std::chrono::steady_clock;

// An application whose handlers wait: for a time, and for another server.
class WaitingApp : public App {
public:
    WaitingApp()
    {
        get("/", [] { return std::string("hello"); });
        get("/sleep/<int:ms>", [this](int ms) { return sleep(std::chrono::milliseconds(ms)); });
        get("/fails", [] { return fails(); });
        get("/backend", [this] { return ask_backend(); });
    }
    RouteTable& routes() { return *routes_; }
    // Waits until a handler has connected to the other server.
    void accept_backend() { accepted = backend.accept(); }
    void wait_until_sleeping(int count) const
    {
        const auto end = steady_clock::now() + 60s;
        while (sleeping < count && steady_clock::now() < end)
            std::this_thread::sleep_for(1ms);
    }

    std::atomic<int> sleeping = 0;
    boost::asio::io_context context;
    tcp::acceptor backend{context, {boost::asio::ip::address_v4::loopback(), 0}};
    tcp::socket accepted{context};

private:
    Task<std::string> sleep(std::chrono::milliseconds time)
    {
        struct Sleeper {
            std::atomic<int>& count;
            explicit Sleeper(std::atomic<int>& c) : count(c) { ++count; }
            ~Sleeper() { --count; }
        };
        const Sleeper sleeper(sleeping);
        co_await sleep_for(time);
        co_return std::string("slept");
    }
    static Task<std::string> fails()
    {
        co_await sleep_for(5ms);
        throw std::runtime_error("on purpose");
    }
    Task<std::string> ask_backend()
    {
        tcp::socket socket(co_await costrel::this_executor());
        if (const auto error =
                co_await socket.async_connect(backend.local_endpoint(), costrel::use_task))
            co_return error.message();
        std::array<char, 100> bytes;
        const auto [error, count] =
            co_await socket.async_read_some(boost::asio::buffer(bytes), costrel::use_task);
        co_return error ? error.message() : std::string(bytes.data(), count);
    }
};

class Waiting : public ::testing::TestWithParam<unsigned> {
protected:
    WaitingApp app;
    Dispatcher dispatcher{app.routes(), app.config};
    RunningServer server{dispatcher, {.graceful_timeout = 400ms}, GetParam()};
    Client client{server.port()};
};

INSTANTIATE_TEST_SUITE_P(Threads, Waiting, ::testing::Values(1U, 3U));

TEST_P(Waiting, TasksSleepWhileOthersAreServed)
{
    std::deque<Client> sleepers;
    for (int i = 0; i < 50; ++i)
        sleepers.emplace_back(server.port()).send(get("/sleep/3600000"));
    app.wait_until_sleeping(50);
    expect_answers(server.port(), 1000);
    EXPECT_EQ(app.sleeping, 50);
}

TEST_P(Waiting, TasksWaitForASocketWhileOthersAreServed)
{
    client.send(get("/backend") + get("/"));
    app.accept_backend();
    expect_answers(server.port(), 1000);
    EXPECT_TRUE(client.stays_silent(1ms));
    boost::asio::write(app.accepted, boost::asio::buffer("from the backend", 16));
    EXPECT_EQ(client.read_answer()->body, "from the backend");
    EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST_P(Waiting, AnExceptionAfterAWaitIsA500AndTheConnectionLives)
{
    client.send(get("/fails") + get("/"));
    EXPECT_EQ(client.read_status(), 500);
    EXPECT_EQ(client.read_status(), 200);
}

TEST_P(Waiting, ATaskOutlivesAClientThatHasGone)
{
    client.send(get("/sleep/50"));
    app.wait_until_sleeping(1);
    client.reset();
    expect_answers(server.port(), 1000);
}

TEST_P(Waiting, AGracefulStopWaitsForASleepingTask)
{
    RunningServer patient(dispatcher, {.graceful_timeout = 1h}, GetParam());
    Client sleeper(patient.port());
    sleeper.send(get("/sleep/150"));
    app.wait_until_sleeping(1);
    patient->stop();
    const auto answer = sleeper.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "slept");
    EXPECT_EQ(answer->field("Connection"), "close");
    EXPECT_EQ(patient.join(), 0);
}

TEST_P(Waiting, WhatWaitsAfterTheGraceIsCancelled)
{
    Client other(server.port());
    client.send(get("/sleep/3600000"));
    other.send(get("/backend"));
    app.wait_until_sleeping(1);
    app.accept_backend();
    const auto begin = steady_clock::now();
    server->stop();
    EXPECT_EQ(server.join(), 0);
    EXPECT_GE(steady_clock::now() - begin, 300ms);
    EXPECT_EQ(app.sleeping, 0) << "the handler was unwound";
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_EQ(other.read_to_end(), "");
}

} // namespace
} // namespace costrel::inline v1::wire
