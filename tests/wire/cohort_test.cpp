#include "log/log.hpp"
#include "wire/client.hpp"

#include <costrel/asio.hpp>
#include <costrel/costrel.hpp>
#include <costrel/embedded.hpp>
#include <costrel/sleep.hpp>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <string>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

// Requests that are there before the loop looks, so that it finds them together.
class CohortOnTheWire : public ::testing::Test {
protected:
    CohortOnTheWire()
    {
        log::set_least_level(LogLevel::error);
        app.get("/", [] { return "hello"s; });
        app.get("/stop", [this] {
            web->stop();
            return "stopping"s;
        });
        app.get("/later", []() -> Task<std::string> {
            co_await costrel::sleep_for(5ms);
            co_return "later";
        });
        web.emplace(*context, app, RunOptions{.port = 0});
    }

    void connect(int count)
    {
        for (int i = 0; i < count; ++i)
            clients.emplace_back(web->port());
        context->run_for(20ms);
    }
    void run()
    {
        context->restart();
        context->run_for(100ms);
    }
    // The next one of that client, for which a busy machine may need more than one run().
    std::optional<Answer> answer(Client& client)
    {
        const auto deadline = std::chrono::steady_clock::now() + Client::patience;
        while (client.stays_silent(0ms) && std::chrono::steady_clock::now() < deadline)
            run();
        return client.read_answer();
    }

    App app;
    std::optional<boost::asio::io_context> context{std::in_place, 1};
    std::optional<costrel::Embedded> web;
    std::deque<Client> clients;
};

TEST_F(CohortOnTheWire, EachIsAnswered)
{
    connect(40);
    for (int round = 0; round < 20; ++round) {
        for (Client& client : clients)
            client.send(get("/"));
        run();
        for (Client& client : clients)
            ASSERT_EQ(answer(client)->body, "hello") << round;
    }
}

TEST_F(CohortOnTheWire, PipelinedRequestsOfEachAreAnsweredInOrder)
{
    connect(3);
    for (Client& client : clients)
        client.send(get("/") + get("/later") + get("/") + get("/nowhere"));
    run();
    for (Client& client : clients) {
        EXPECT_EQ(answer(client)->body, "hello");
        EXPECT_EQ(answer(client)->body, "later");
        EXPECT_EQ(answer(client)->body, "hello");
        EXPECT_EQ(answer(client)->status, 404);
    }
}

TEST_F(CohortOnTheWire, WhatIsReceivedWhenTheServerStopsIsAnswered)
{
    connect(3);
    clients[0].send(get("/"));
    clients[1].send(get("/stop"));
    clients[2].send(get("/"));
    run();
    EXPECT_EQ(answer(clients[0])->body, "hello");
    EXPECT_EQ(answer(clients[1])->body, "stopping");
    EXPECT_EQ(answer(clients[2])->body, "hello");
    while (!context->stopped())
        context->run_for(100ms);
    for (Client& client : clients)
        EXPECT_EQ(client.wait_for_end(), End::fin);
}

TEST_F(CohortOnTheWire, AClientThatLeftMeanwhileHarmsNobody)
{
    connect(3);
    for (Client& client : clients)
        client.send(get("/"));
    clients[1].reset();
    run();
    EXPECT_EQ(answer(clients[0])->body, "hello");
    EXPECT_EQ(answer(clients[2])->body, "hello");
}

TEST_F(CohortOnTheWire, EndsWithItsContextWhereverItIs)
{
    for (int handlers = 0; handlers < 16; ++handlers) {
        if (handlers > 0) {
            context.emplace(1);
            web.emplace(*context, app, RunOptions{.port = 0});
        }
        clients.clear();
        connect(4);
        for (Client& client : clients)
            client.send(get("/"));
        context->restart();
        for (int i = 0; i < handlers; ++i)
            context->poll_one();
        web.reset();
        context.reset();
        for (Client& client : clients)
            EXPECT_NE(client.wait_for_end(), End::open) << handlers;
    }
}

} // namespace
} // namespace costrel::inline v1::wire
