#include "certificate/certificate.hpp"
#include "http/framing/spool.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"
#include "wire/tls_client.hpp"

#include <costrel/sleep.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <limits>
#include <optional>
#include <thread>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// The status of a request by a connection of its own, tried again until it is `wanted` or some time
// has passed.
int status_once_it_is(int wanted, std::uint16_t port, const std::string& request)
{
    int status = 0;
    for (int i = 0; i < 500 && status != wanted; ++i) {
        Client client(port);
        client.send(request);
        status = client.read_status();
        if (status != wanted)
            std::this_thread::sleep_for(10ms);
    }
    return status;
}

// Waits for an hour, or takes bodies of which those over 64 KiB go to files.
class Responder final : public http::Responder {
public:
    http::Admission admit(const http::Message&) noexcept override
    {
        return {16 * 1024 * 1024, &spool_};
    }
    http::Reply respond(const http::Message& message, const http::Peer&) noexcept override
    {
        if (message.path == "/sleep")
            return sleep();
        return Response(std::to_string(message.body.size()));
    }

    std::atomic<int> sleeping = 0;

private:
    Task<Response> sleep()
    {
        struct Sleeper {
            std::atomic<int>& count;
            explicit Sleeper(std::atomic<int>& c) : count(c) { ++count; }
            ~Sleeper() { --count; }
        };
        const Sleeper sleeper(sleeping);
        co_await sleep_for(1h);
        co_return Response("slept");
    }

    http::Spool spool_{std::filesystem::temp_directory_path(), 64 * 1024, [](int) {}, 1024 * 1024};
};

std::string upload_head(std::size_t size)
{
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n";
}

TEST(Budgets, OfMemoryAnswer503WhenTheyAreUsedUp)
{
    TestResponder responder;
    RunningServer server(responder, {.max_memory = 4 * 1024 * 1024});
    expect_answers(server.port(), 2);
    std::optional<Client> greedy(std::in_place, server.port(), 4096);
    greedy->send(get("/large"));
    ASSERT_FALSE(greedy->stays_silent(Client::patience));

    Client other(server.port());
    other.send(get("/"));
    const auto refused = other.read_answer();
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->field("Retry-After"), "1");
    EXPECT_EQ(refused->field("Connection"), "close");
    Client sender(server.port());
    sender.send(upload_head(100'000) + std::string(1'000, 'x'));
    EXPECT_EQ(sender.read_status(), 503) << "before its body is taken";

    greedy->reset();
    EXPECT_EQ(status_once_it_is(200, server.port(), get("/")), 200);
}

TEST(Budgets, OfTemporaryFilesAnswer503WhenTheyAreUsedUp)
{
    Responder responder;
    RunningServer server(responder, {.port = 0, .max_body = 16 * 1024 * 1024});
    {
        Client alone(server.port()); // may have any size
        alone.send(upload_head(2'000'000) + std::string(2'000'000, 'x'));
        EXPECT_EQ(alone.read_status(), 200);
    }
    std::optional<Client> first(std::in_place, server.port());
    first->send(upload_head(700'000) + std::string(100'000, 'x'));
    EXPECT_EQ(status_once_it_is(503, server.port(), upload_head(700'000)), 503)
        << "as soon as it is announced";
    Client small(server.port());
    small.send(post("/", "small"));
    EXPECT_EQ(small.read_status(), 200);
    Client chunked(server.port());
    chunked.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n80000\r\n" +
                 std::string(0x80000, 'x') + "\r\n");
    EXPECT_EQ(chunked.read_status(), 503);

    first.reset();
    const std::string whole = upload_head(700'000) + std::string(700'000, 'x');
    EXPECT_EQ(status_once_it_is(200, server.port(), whole), 200);
}

TEST(Budgets, OfRequestsThatWaitAnswer503WhenTheyAreUsedUp)
{
    Responder responder;
    RunningServer server(responder, {.max_waiting_requests = 1});
    std::optional<Client> first(std::in_place, server.port());
    first->send(get("/sleep"));
    EXPECT_EQ(status_once_it_is(503, server.port(), get("/sleep")), 503);
    EXPECT_EQ(responder.sleeping, 1);
    expect_answers(server.port(), 1);
    first.reset();
    for (int i = 0; i < 6'000 && responder.sleeping != 0; ++i)
        std::this_thread::sleep_for(10ms);
    Client next(server.port());
    next.send(get("/sleep"));
    for (int i = 0; i < 6'000 && responder.sleeping != 1; ++i)
        std::this_thread::sleep_for(10ms);
    EXPECT_EQ(responder.sleeping, 1);
}

TEST(Budgets, IdleConnectionsMakeRoomForNewOnes)
{
    TestResponder responder;
    RunningServer server(responder, {.keepalive_idle = 1h, .max_connections = 2});
    Client longest(server.port());
    Client shorter(server.port());
    for (Client* const client : {&longest, &shorter}) {
        client->send(get("/"));
        EXPECT_EQ(client->read_status(), 200);
    }
    Client between(server.port());
    between.send(get("/"));
    EXPECT_EQ(between.read_status(), 200);
    EXPECT_EQ(longest.wait_for_end(), End::fin);
}

TEST(Budgets, ConnectionsWithARequestUnderWayMakeNoRoom)
{
    TestResponder responder;
    RunningServer server(responder, {.keepalive_idle = 1h, .max_connections = 1});
    Client busy(server.port());
    busy.send("GET / HTTP/1.1\r\n");
    Client other(server.port());
    other.send(get("/"));
    EXPECT_TRUE(other.stays_silent(900ms));
    busy.send("Host: a\r\n\r\n");
    EXPECT_EQ(busy.read_status(), 200);
    EXPECT_EQ(other.read_status(), 200);
}

TEST(Budgets, LimitsThatAreTheLargestNumbersAreNeverReached)
{
    constexpr auto never = milliseconds::max();
    constexpr auto any = std::numeric_limits<std::size_t>::max();
    TestResponder responder;
    RunningServer server(responder, {.max_request_line = any,
                                     .max_header_bytes = any,
                                     .max_header_fields = any,
                                     .max_chunk_ext_bytes = any,
                                     .header_timeout = never,
                                     .body_gap = never,
                                     .body_grace = never,
                                     .keepalive_idle = never,
                                     .write_stall = never,
                                     .connection_lifetime = never,
                                     .keepalive_requests = any,
                                     .max_response_buffer = any,
                                     .lingering_time = never,
                                     .max_connections = any,
                                     .max_memory = any,
                                     .max_waiting_requests = any,
                                     .graceful_timeout = never,
                                     .cancel_timeout = never});
    Client client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\n");
    EXPECT_TRUE(client.stays_silent(250ms)); // for two sweeps
    client.send("Content-Length: 3\r\n\r\n");
    EXPECT_TRUE(client.stays_silent(250ms));
    client.send("abc");
    EXPECT_EQ(client.read_answer()->body, "abc");
    EXPECT_TRUE(client.stays_silent(250ms));
    client.send(get("/at-once"));
    EXPECT_EQ(client.read_status(), 200);
    server->stop();
    EXPECT_EQ(client.wait_for_end(), End::fin);
    EXPECT_EQ(server.join(), 0);
}

TEST(Departures, AreSeenThroughTls)
{
    const certificate::Certificate certificate;
    Responder responder;
    RunningServer server(responder,
                         {.bind = {"127.0.0.1:0"}, .tls = {certificate.cert(), certificate.key()}});
    for (const bool has_sent_more : {false, true}) {
        std::optional<TlsClient> client(std::in_place, server.port());
        client->send(get("/sleep"));
        for (int i = 0; i < 6'000 && responder.sleeping != 1; ++i)
            std::this_thread::sleep_for(10ms);
        ASSERT_EQ(responder.sleeping, 1);
        if (has_sent_more)
            client->send(get("/"));
        else
            client->send_close_notify();
        client.reset();
        for (int i = 0; i < 6'000 && responder.sleeping != 0; ++i)
            std::this_thread::sleep_for(10ms);
        EXPECT_EQ(responder.sleeping, 0);
    }
}

} // namespace
} // namespace costrel::inline v1::wire
