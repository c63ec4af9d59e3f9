#include "app/dispatcher.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"

#include <costrel/app.hpp>

#include <gmock/gmock.h>

#include <atomic>
#include <deque>
#include <future>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// An application whose handlers block until they are let go.
class BlockingApp : public App {
public:
    BlockingApp() : App({.secret_key = "dev", .blocking_threads = 3, .blocking_queue = 2})
    {
        get("/", [] { return std::string("hello"); });
        get("/blocks", [this] {
            ++running;
            ++begun;
            out.wait_for(60s);
            --running;
            return std::string("unblocked");
        }).blocking();
        get("/fails", []() -> Response { throw std::runtime_error("on purpose"); }).blocking();
        get("/count", [](Session& session) { return count(session); });
        get("/count-blocking", [](Session& session) { return count(session); }).blocking();
    }
    RouteTable& routes() { return *routes_; }
    void wait_until_running(int count) const
    {
        const auto end = steady_clock::now() + 60s;
        while (running < count && steady_clock::now() < end)
            std::this_thread::sleep_for(1ms);
        EXPECT_EQ(running, count);
    }
    void let_go() { gate.set_value(); }

    std::atomic<int> running = 0;
    std::atomic<int> begun = 0;

private:
    static std::string count(Session& session)
    {
        const auto count = session.get("count", std::int64_t(0)) + 1;
        session["count"] = count;
        return std::to_string(count);
    }

    std::promise<void> gate;
    std::shared_future<void> out{gate.get_future()};
};

class BlockingRoutes : public ::testing::TestWithParam<unsigned> {
protected:
    BlockingApp app;
    Dispatcher dispatcher{app.routes(), app.config};
    RunningServer server{dispatcher, {.graceful_timeout = 1h}, GetParam()};
    Client client{server.port()};
};

INSTANTIATE_TEST_SUITE_P(Threads, BlockingRoutes, ::testing::Values(1U, 3U));

TEST_P(BlockingRoutes, LeaveTheLoopToTheOthers)
{
    client.send(get("/blocks") + get("/"));
    app.wait_until_running(1);
    expect_answers(server.port(), 1000);
    EXPECT_TRUE(client.stays_silent(1ms));
    app.let_go();
    EXPECT_EQ(client.read_answer()->body, "unblocked");
    EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST_P(BlockingRoutes, AnswerWith503WhenNoPlaceIsLeft)
{
    std::deque<Client> clients;
    for (int i = 0; i < 3; ++i)
        clients.emplace_back(server.port()).send(get("/blocks"));
    app.wait_until_running(3);
    for (int i = 0; i < 5; ++i) // two of them may wait for a thread
        clients.emplace_back(server.port()).send(get("/blocks") + get("/"));
    const auto end = steady_clock::now() + 60s;
    while (dispatcher.blocking_refused() < 3 && steady_clock::now() < end)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(dispatcher.blocking_refused(), 3U);
    app.let_go();
    int refused = 0;
    for (std::size_t i = 0; i < clients.size(); ++i) {
        const auto answer = clients[i].read_answer();
        ASSERT_TRUE(answer);
        if (answer->status == 503) {
            ++refused;
            EXPECT_EQ(answer->field("Retry-After"), "1");
        } else {
            EXPECT_EQ(answer->body, "unblocked");
        }
        if (i >= 3) {
            EXPECT_EQ(clients[i].read_status(), 200) << "the connection lives";
        }
    }
    EXPECT_EQ(refused, 3);
    client.send(get("/count-blocking"));
    EXPECT_EQ(client.read_status(), 200);
}

TEST_P(BlockingRoutes, ThatThrowAreA500AndTheConnectionLives)
{
    client.send(get("/fails") + get("/"));
    EXPECT_EQ(client.read_status(), 500);
    EXPECT_EQ(client.read_status(), 200);
}

TEST_P(BlockingRoutes, OutliveAClientThatHasGone)
{
    client.send(get("/blocks"));
    app.wait_until_running(1);
    client.reset();
    expect_answers(server.port(), 1000);
    app.let_go();
    expect_answers(server.port(), 1000);
}

TEST_P(BlockingRoutes, AreWaitedForByAGracefulStop)
{
    client.send(get("/blocks"));
    app.wait_until_running(1);
    server->stop();
    std::this_thread::sleep_for(50ms);
    app.let_go();
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "unblocked");
    EXPECT_EQ(answer->field("Connection"), "close");
    client.reset(); // or it would be lingered for
    EXPECT_EQ(server.join(), 0);
}

TEST_P(BlockingRoutes, ThatWaitForAThreadAreNotBegunAfterACut)
{
    std::deque<Client> blocked;
    for (int i = 0; i < 3; ++i)
        blocked.emplace_back(server.port()).send(get("/blocks"));
    app.wait_until_running(3);
    for (int i = 0; i < 2; ++i)
        blocked.emplace_back(server.port()).send(get("/blocks"));
    std::this_thread::sleep_for(20ms);
    server->cut();
    auto end = std::async(std::launch::async, [&] { return server.join(); });
    EXPECT_EQ(end.wait_for(100ms), std::future_status::timeout) << "what runs is waited for";
    app.let_go();
    EXPECT_EQ(end.get(), 0);
    EXPECT_EQ(app.begun, 3);
}

// Each thread has signing contexts of its own; keys and counters are shared.
TEST_P(BlockingRoutes, UseSessionsInAllThreadsAtOnce)
{
    std::vector<std::future<std::string>> counts;
    for (int c = 0; c < 3; ++c) {
        counts.push_back(std::async(std::launch::async, [this] {
            Client visitor(server.port());
            std::string cookie;
            std::string body;
            for (int i = 0; i < 100; ++i) {
                visitor.send(get(i % 2 == 0 ? "/count" : "/count-blocking",
                                 cookie.empty() ? "" : "Cookie: " + cookie + "\r\n"));
                const auto answer = visitor.read_answer();
                if (!answer || answer->status != 200)
                    return std::string("no answer");
                body = answer->body;
                const std::string set_cookie = answer->field("Set-Cookie").value_or("");
                cookie = set_cookie.substr(0, set_cookie.find(';'));
            }
            return body;
        }));
    }
    for (auto& count : counts)
        EXPECT_EQ(count.get(), "100");
}

} // namespace
} // namespace costrel::inline v1::wire
