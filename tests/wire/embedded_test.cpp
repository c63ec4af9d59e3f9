#include "certificate/certificate.hpp"
#include "log/log.hpp"
#include "wire/client.hpp"
#include "wire/tls_client.hpp"

#include <costrel/asio.hpp>
#include <costrel/costrel.hpp>
#include <costrel/embedded.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

Response hello(Request& request)
{
    return Response(std::string(request.scheme));
}

Task<std::string> slow()
{
    boost::asio::steady_timer timer(co_await costrel::this_executor(), 1s);
    co_await timer.async_wait(costrel::use_task);
    co_return "slow";
}

std::string put_name(Session& session)
{
    session["name"] = "ann";
    return "in";
}

std::string say_name(Session& session)
{
    return session.get<std::string>("name", "nobody");
}

class EmbeddedApp : public ::testing::Test {
protected:
    EmbeddedApp()
    {
        log::set_least_level(LogLevel::error);
        app.get<hello>("/");
        app.get<slow>("/slow");
    }
    // Runs the context while `clients` talk to it in another thread.
    template <class F>
    void run_while(F clients)
    {
        std::jthread others(clients);
        context.run();
    }

    App app;
    boost::asio::io_context context;
};

TEST_F(EmbeddedApp, ServesWhileItsContextRuns)
{
    costrel::Embedded web(context, app, {.port = 0});
    EXPECT_EQ(web.addresses().front(), "http://127.0.0.1:" + std::to_string(web.port()));
    int ticks = 0; // the program's own work
    boost::asio::steady_timer timer(context, 5ms);
    timer.async_wait([&](auto) { ++ticks; });
    run_while([&] {
        Client client(web.port());
        for (int i = 0; i < 3; ++i) {
            client.send(get("/"));
            EXPECT_EQ(client.read_answer()->body, "http");
        }
        client.send(get("/slow"));
        EXPECT_EQ(client.read_answer()->body, "slow");
        web.stop();
        EXPECT_EQ(client.wait_for_end(), End::fin);
    });
    EXPECT_TRUE(web.stopped());
    EXPECT_EQ(ticks, 1);
}

TEST_F(EmbeddedApp, LetsRequestsInFlightEnd)
{
    std::optional<costrel::Embedded> web(std::in_place, context, app, RunOptions{.port = 0});
    run_while([&] {
        Client client(web->port());
        client.send(get("/slow"));
        EXPECT_TRUE(client.stays_silent(30ms));
        web->stop();
        const auto answer = client.read_answer();
        EXPECT_EQ(answer->body, "slow");
        EXPECT_EQ(answer->field("Connection"), "close");
    });
}

TEST_F(EmbeddedApp, MayGoBeforeItsConnections)
{
    std::optional<costrel::Embedded> web(std::in_place, context, app, RunOptions{.port = 0});
    Client idle(web->port());
    Client busy(web->port());
    idle.send(get("/"));
    busy.send(get("/slow"));
    while (idle.stays_silent(0ms))
        context.run_for(2ms);
    EXPECT_EQ(idle.read_answer()->body, "http");
    web.reset();
    context.run(); // runs out of work
    EXPECT_NE(idle.wait_for_end(), End::open);
    EXPECT_NE(busy.wait_for_end(), End::open);
}

TEST_F(EmbeddedApp, MayGoTogetherWithItsContext)
{
    std::optional<Client> client;
    {
        boost::asio::io_context short_lived;
        costrel::Embedded web(short_lived, app, {.port = 0});
        client.emplace(web.port());
        client->send(get("/"));
        while (client->stays_silent(0ms))
            short_lived.run_for(5ms);
        EXPECT_EQ(client->read_answer()->body, "http");
    }
    EXPECT_NE(client->wait_for_end(), End::open);
}

TEST_F(EmbeddedApp, GivesItsPortBack)
{
    std::uint16_t port = 0;
    for (int i = 0; i < 3; ++i) {
        costrel::Embedded web(context, app, {.port = port});
        port = web.port();
    }
}

TEST_F(EmbeddedApp, ServesTlsAndUnixSocketsToo)
{
    const certificate::Certificate certificate;
    const std::string path = certificate.folder() / "app.sock";
    costrel::Embedded web(context, app,
                          {.bind = {"127.0.0.1:0", "unix:" + path},
                           .cert = certificate.cert(),
                           .key = certificate.key()});
    run_while([&] {
        TlsClient client(web.port());
        EXPECT_TRUE(client.asks_and_gets(get("/"), "https"));
        Client local(path);
        local.send(get("/"));
        EXPECT_EQ(local.read_answer()->body, "http");
        web.reload();
        web.stop();
    });
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(EmbeddedApp, ReadsTheKeysOfSessionsAgainWhenItIsTold)
{
    const certificate::Certificate certificate; // for its folder
    const std::filesystem::path keys = certificate.folder() / "keys.json";
    const auto write_keys = [&](const char* secret) {
        std::ofstream(keys) << R"({"keys":[{"secret":")" << secret << R"("}]})";
        std::filesystem::permissions(keys, std::filesystem::perms::owner_read |
                                               std::filesystem::perms::owner_write);
    };
    write_keys("the first secret of this test, 0123456789");
    App site({.session_keys_file = keys, .session_keys_interval = 24h});
    site.get<put_name>("/in");
    site.get<say_name>("/");
    costrel::Embedded web(context, site, {.port = 0});
    run_while([&] {
        Client client(web.port());
        client.send(get("/in"));
        const std::string cookie(*client.read_answer()->field("Set-Cookie"));
        const std::string with_cookie = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
        client.send(get("/", with_cookie));
        EXPECT_EQ(client.read_answer()->body, "ann");
        write_keys("the second secret of this test, 0123456789");
        web.reload();
        client.send(get("/", with_cookie));
        EXPECT_EQ(client.read_answer()->body, "nobody");
        web.stop();
    });
}

TEST_F(EmbeddedApp, SaysWhyItCannotListen)
{
    const costrel::Embedded web(context, app, {.port = 0});
    try {
        const costrel::Embedded second(context, app, {.port = web.port()});
        FAIL();
    } catch (const ConfigError& error) {
        EXPECT_THAT(error.what(), HasSubstr("the port is already in use"));
    }
}

} // namespace
} // namespace costrel::inline v1::wire
