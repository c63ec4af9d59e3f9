#include "certificate/certificate.hpp"
#include "log/log.hpp"
#include "wire/client.hpp"
#include "wire/tls_client.hpp"

#include <costrel/costrel.hpp>
#include <costrel/server.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <memory>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;

// A client by that Unix socket, as soon as the server listens there.
std::unique_ptr<Client> connect_to(const std::string& path)
{
    for (int i = 0; i < 10'000; ++i) {
        try {
            return std::make_unique<Client>(path);
        } catch (const std::system_error&) {
            std::this_thread::sleep_for(5ms);
        }
    }
    throw std::runtime_error("nobody listens on " + path);
}

// Server::run() in a thread, until the end of the scope.
class Running {
public:
    explicit Running(Server& server)
        : server_(server), thread_([this] {
              log::silence();
              result = server_.run();
          })
    {
    }
    ~Running() { join(); }
    void join()
    {
        server_.stop();
        if (thread_.joinable())
            thread_.join();
    }
    int result = -1;

private:
    Server& server_;
    std::thread thread_;
};

class Applications : public ::testing::Test {
protected:
    Applications()
    {
        site.get("/", [] { return Response("site"); });
        admin.get("/", [] { return Response("admin"); });
    }
    std::string path(const char* name) const { return files.folder() / name; }

    const certificate::Certificate files;
    App site, admin;
};

TEST_F(Applications, ShareAServer)
{
    Server server(2);
    server.add(site, {.bind = {"unix:" + path("site")}});
    server.add(admin, {.bind = {"unix:" + path("admin") + " mode=600"}});
    Running running(server);
    for (const std::string name : {"site", "admin"}) {
        const auto client = connect_to(path(name.c_str()));
        client->send(get("/"));
        EXPECT_EQ(client->read_answer()->body, name);
    }
    running.join();
    EXPECT_EQ(running.result, 0);
    EXPECT_FALSE(std::filesystem::exists(path("site")));
}

// stop() read what run() had not yet finished in another thread.
TEST_F(Applications, StopThoughTheyDoNotListenYet)
{
    for (int i = 0; i < 20; ++i) {
        Server server;
        server.add(site, {.bind = {"unix:" + path("site")}});
        server.add(admin, {.bind = {"unix:" + path("admin")}});
        Running running(server);
        running.join();
        EXPECT_EQ(running.result, 0);
        EXPECT_FALSE(std::filesystem::exists(path("site")));
    }
}

TEST_F(Applications, MayBeOneThatOnlySendsToTheOther)
{
    App to_https;
    to_https.before_request([](Request& request) -> std::optional<Response> {
        return redirect("https://example.com" + std::string(request.path), 308);
    });
    Server server;
    server.add(site, {.bind = {"unix:" + path("site") + " tls"}, .cert = files.both()});
    server.add(to_https, {.bind = {"unix:" + path("http")}});
    Running running(server);
    const auto client = connect_to(path("http"));
    client->send(get("/any/page"));
    const auto answer = client->read_answer();
    EXPECT_EQ(answer->status, 308);
    EXPECT_EQ(answer->field("Location"), "https://example.com/any/page");
}

TEST_F(Applications, OfWhichOneCannotListenDoNotStart)
{
    Server server;
    server.add(site, {.bind = {"unix:" + path("site")}});
    server.add(admin, {.bind = {"unix:/no/such/folder/admin"}});
    Running running(server);
    running.join();
    EXPECT_EQ(running.result, 1);
}

TEST_F(Applications, ThatWereStoppedBeforeTheyRanEndAtOnce)
{
    Server server;
    server.add(site, {.port = 0});
    server.stop();
    EXPECT_EQ(server.run(), 0);
}

TEST_F(Applications, ReadTheirCertificatesAgainAtSighup)
{
    std::atomic<int> reloads = 0;
    Server server;
    server.add(site, {.bind = {"unix:" + path("site") + " tls", "unix:" + path("plain")},
                      .cert = files.cert(),
                      .key = files.key()});
    server.on_reload([&] { ++reloads; });
    Running running(server);
    const auto client = connect_to(path("plain"));
    client->send(get("/"));
    EXPECT_EQ(client->read_status(), 200); // it runs, so it listens to signals
    ::kill(::getpid(), SIGHUP);
    for (int i = 0; i < 10'000 && reloads == 0; ++i)
        std::this_thread::sleep_for(5ms);
    EXPECT_EQ(reloads, 1);
    client->send(get("/"));
    EXPECT_EQ(client->read_status(), 200);
}

} // namespace
} // namespace costrel::inline v1::wire
