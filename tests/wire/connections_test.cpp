#include "log/log.hpp"
#include "wire/accepts.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <functional>
#include <optional>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;

std::ptrdiff_t open_descriptors()
{
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

bool comes_to_hold(const std::function<bool()>& condition)
{
    for (int i = 0; i < 10'000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

TEST(Connections, GiveTheirDescriptorsBack)
{
    TestResponder responder;
    RunningServer server(responder);
    const auto before = open_descriptors();
    for (int i = 0; i < 200; ++i)
        Client(server.port());
    for (int i = 0; i < 50; ++i) {
        Client client(server.port());
        client.send("GET / HT");
        client.reset();
    }
    for (int i = 0; i < 10; ++i) {
        Client client(server.port());
        client.send(get("/large"));
        client.reset();
    }
    EXPECT_TRUE(comes_to_hold([&] { return open_descriptors() == before; }))
        << open_descriptors() << " descriptors are open, " << before << " were";

    Client client(server.port());
    client.send(get("/"));
    EXPECT_EQ(client.read_status(), 200);
}

TEST(Connections, ThatAreSilentDoNotHoldUpOthers)
{
    TestResponder responder;
    RunningServer server(responder);
    std::deque<Client> silent;
    for (int i = 0; i < 300; ++i)
        silent.emplace_back(server.port());
    Client client(server.port());
    client.send(get("/"));
    EXPECT_EQ(client.read_status(), 200);
}

TEST(Connections, AboveTheLimitWaitUntilOneCloses)
{
    TestResponder responder;
    RunningServer server(responder, {.max_connections = 2});
    Client first(server.port());
    Client second(server.port());
    for (Client* client : {&first, &second}) {
        client->send(get("/"));
        ASSERT_EQ(client->read_status(), 200);
    }
    Client third(server.port());
    third.send(get("/"));
    EXPECT_TRUE(third.stays_silent(250ms));
    first.reset();
    EXPECT_EQ(third.read_status(), 200);
}

TEST(Connections, AreLimitedOverAllLoops)
{
    TestResponder responder;
    RunningServer server(responder, {.lingering_time = 10ms, .max_connections = 2}, 4);
    Client first(server.port());
    Client second(server.port());
    for (Client* client : {&first, &second}) {
        client->send(get("/"));
        ASSERT_EQ(client->read_status(), 200);
    }
    std::deque<Client> more;
    for (int i = 0; i < 8; ++i) // most of them come in by other loops than the first two
        more.emplace_back(server.port()).send(get("/", "Connection: close\r\n"));
    for (Client& client : more)
        EXPECT_TRUE(client.stays_silent(30ms));
    first.reset();
    for (Client& client : more) // in an order that is not theirs
        EXPECT_EQ(client.read_status(), 200);
}

// Leaves the process one descriptor more than it has, until the end of the scope.
class OneDescriptorLeft {
public:
    OneDescriptorLeft()
    {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int next = ::dup(0);
        ::close(next);
        const rlimit tight{static_cast<rlim_t>(next) + 1, before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &tight);
    }
    ~OneDescriptorLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
    rlimit before_{};
};

TEST(Connections, ThatGetNoDescriptorWaitWithoutASpin)
{
    TestResponder responder;
    RunningServer server(responder);
    log::silence(); // the server complains, as it should
    std::optional<OneDescriptorLeft> shortage(std::in_place);
    Client client(server.port()); // takes the one
    client.send(get("/"));

    const unsigned before = accepts();
    EXPECT_TRUE(client.stays_silent(300ms));
    const unsigned tries = accepts() - before;
    EXPECT_GE(before, 1U) << "they are counted";
    EXPECT_LE(tries, 100U); // a spin would try thousands of times

    shortage.reset();
    EXPECT_EQ(client.read_status(), 200);
}

TEST(Connections, AreSharedByTheLoops)
{
    TestResponder responder;
    RunningServer server(responder, {}, 4);
    for (int i = 0; i < 64; ++i) {
        Client client(server.port());
        client.send(get("/"));
        ASSERT_EQ(client.read_status(), 200);
    }
}

TEST(Connections, ThatAreHalfClosedAfterARequestGetItsAnswer)
{
    TestResponder responder;
    RunningServer server(responder);
    Client client(server.port());
    client.send(get("/"));
    client.send_fin();
    EXPECT_EQ(client.read_answer()->body, "hello");
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

// epoll tells of the request and of the end at once, and only the request is read at first.
TEST(Connections, ThatAreHalfClosedTogetherWithALaterRequestEnd)
{
    TestResponder responder;
    RunningServer server(responder, {.keepalive_idle = std::chrono::hours(1)});
    Client client(server.port());
    for (int i = 0; i < 3; ++i) {
        client.send(get("/"));
        EXPECT_EQ(client.read_answer()->body, "hello");
    }
    EXPECT_TRUE(client.send_with_fin(get("/")));
    EXPECT_EQ(client.read_answer()->body, "hello");
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

TEST(Connections, ThatAreHalfClosedWithinARequestAreRefused)
{
    TestResponder responder;
    RunningServer server(responder);
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHo");
    client.send_fin();
    EXPECT_EQ(client.read_status(), 400);
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

TEST(Connections, ThatAreHalfClosedAtOnceAreClosedSilently)
{
    TestResponder responder;
    RunningServer server(responder);
    Client client(server.port());
    client.send_fin();
    EXPECT_EQ(client.read_to_end(), "");
}

} // namespace
} // namespace costrel::inline v1::wire
