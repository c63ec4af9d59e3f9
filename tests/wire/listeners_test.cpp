#include "certificate/certificate.hpp"
#include "log/log.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"
#include "wire/tls_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>
#include <unistd.h>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;

std::uint16_t port_of(const std::string& address)
{
    return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

class Listeners : public testing::TestWithParam<unsigned> {
protected:
    ~Listeners() override { std::filesystem::remove(path); }

    const std::string path =
        std::filesystem::temp_directory_path() / ("costrel-" + std::to_string(::getpid()));
    TestResponder responder;
};

INSTANTIATE_TEST_SUITE_P(Threads, Listeners, testing::Values(1U, 3U));

TEST_P(Listeners, OfAUnixSocketServeIt)
{
    RunningServer server(responder, {.bind = {"unix:" + path}, .threads = GetParam()});
    for (int i = 0; i < 20; ++i) {
        Client client(path);
        client.send(get("/"));
        EXPECT_EQ(client.read_answer()->body, "hello");
        client.send(get("/peer"));
        EXPECT_EQ(client.read_answer()->body, "unix:");
        client.send(get("/secure"));
        EXPECT_EQ(client.read_answer()->body, "http");
    }
}

TEST_P(Listeners, OfAUnixSocketTakeItAwayWhenTheyStop)
{
    RunningServer server(responder, {.bind = {"unix:" + path}, .threads = GetParam()});
    Client client(path);
    client.send(get("/later"));
    responder.wait_until_held();
    server->stop();
    EXPECT_FALSE(std::filesystem::exists(path));
    responder.release();
    EXPECT_EQ(client.read_answer()->body, "later");
    client.reset();
    EXPECT_EQ(server.join(), 0);
}

TEST_P(Listeners, OfSeveralKindsServeOneApplication)
{
    const certificate::Certificate certificate;
    RunningServer server(
        responder, {.bind = {"127.0.0.1:0", "127.0.0.1:0 plain", "unix:" + path, "[::1]:0 plain"},
                    .tls = {certificate.cert(), certificate.key()},
                    .threads = GetParam()});
    const auto& addresses = server->addresses();
    ASSERT_EQ(addresses.size(), 4U);
    EXPECT_TRUE(TlsClient(port_of(addresses[0])).asks_and_gets(get("/secure"), "https"));
    Client plain(port_of(addresses[1]));
    Client local(path);
    for (Client* client : {&plain, &local}) {
        client->send(get("/secure"));
        EXPECT_EQ(client->read_answer()->body, "http");
    }
    server->stop();
    EXPECT_EQ(server.join(), 0);
}

TEST_P(Listeners, OfAUnixSocketSpeakTlsWhenTheyAreTold)
{
    const certificate::Certificate certificate;
    RunningServer server(responder, {.bind = {"unix:" + path + " tls"},
                                     .tls = {certificate.both(), ""},
                                     .threads = GetParam()});
    EXPECT_EQ(server->address(), "https://unix:" + path);
    Client client(path);
    client.send(get("/"));
    EXPECT_EQ(client.read_status(), 400);
}

TEST_P(Listeners, OfSeveralApplicationsKeepThemApart)
{
    TestResponder other;
    log::set_least_level(LogLevel::error);
    net::Server server(GetParam());
    server.add(responder, {.port = 0, .limits = {.max_connections = 1}});
    server.add(other, {.bind = {"unix:" + path}, .limits = {.keepalive_requests = 1}});
    server.listen();
    std::jthread thread([&] { server.run(); });

    Client first(server.port());
    first.send(get("/"));
    EXPECT_FALSE(first.read_answer()->field("Connection"));
    Client waits(server.port());
    waits.send(get("/"));
    Client second(path); // though the first application has no room
    second.send(get("/"));
    EXPECT_EQ(second.read_answer()->field("Connection"), "close");
    EXPECT_TRUE(waits.stays_silent(150ms));
    first.reset();
    EXPECT_EQ(waits.read_status(), 200);
    EXPECT_EQ(responder.requests(), 2);
    EXPECT_EQ(other.requests(), 1);
    server.stop();
}

} // namespace
} // namespace costrel::inline v1::wire
