#include "certificate/certificate.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/tls_client.hpp"

#include <costrel/body.hpp>
#include <costrel/response.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <memory>
#include <thread>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::Not;

// A body that gives four bytes every few milliseconds, from another thread, until it is told to
// end.
class Drip final : public detail::BodySource {
public:
    Drip(const std::atomic<bool>& end, std::atomic<int>& given) noexcept : end_(end), given_(given)
    {
    }

    std::optional<std::uint64_t> size() const noexcept override { return std::nullopt; }
    Piece read(std::span<char> room) noexcept override
    {
        if (end_)
            return {0, State::end};
        std::memcpy(room.data(), "drip", 4);
        ++given_;
        return {4, State::waiting};
    }
    bool wait(Wake wake) noexcept override
    {
        thread_ = std::jthread([wake] {
            std::this_thread::sleep_for(3ms);
            wake.function(wake.argument);
        });
        return true;
    }

private:
    const std::atomic<bool>& end_;
    std::atomic<int>& given_;
    std::jthread thread_;
};

struct Dripping final : http::Responder {
    http::Reply respond(const http::Message&, const http::Peer& peer) noexcept override
    {
        Response response(200);
        response.body = Body(std::make_unique<Drip>(end, peer.secure ? given_by_tls : given));
        return response;
    }
    // Whether both clients are sent more.
    bool goes_on() const
    {
        const int before = given;
        const int before_by_tls = given_by_tls;
        const auto deadline = std::chrono::steady_clock::now() + 60s;
        while (given < before + 2 || given_by_tls < before_by_tls + 2) {
            if (std::chrono::steady_clock::now() > deadline)
                return false;
            std::this_thread::sleep_for(1ms);
        }
        return true;
    }
    std::atomic<bool> end = false;
    std::atomic<int> given = 0, given_by_tls = 0;
};

// One client by TLS and one by a Unix socket, each within a body that goes on and on.
class StoppingStreams : public testing::TestWithParam<unsigned> {
private:
    std::chrono::milliseconds grace_;

protected:
    explicit StoppingStreams(std::chrono::milliseconds grace = 1h) : grace_(grace)
    {
        secure.send(get("/"));
        local.send(get("/"));
        EXPECT_TRUE(secure.read_until("drip"));
        EXPECT_FALSE(local.read_some().empty());
    }

    const certificate::Certificate certificate;
    const std::string path = certificate.folder() / "app.sock";
    Dripping responder;
    RunningServer server{responder,
                         {.bind = {"127.0.0.1:0", "unix:" + path},
                          .tls = {certificate.cert(), certificate.key()},
                          .threads = GetParam(),
                          .limits = {.lingering_time = 100ms, .graceful_timeout = grace_}}};
    TlsClient secure{server.port()};
    Client local{path};
    bool clean = false;
};

class StoppingStreamsOfLittleGrace : public StoppingStreams {
protected:
    StoppingStreamsOfLittleGrace() : StoppingStreams(400ms) {}
};

INSTANTIATE_TEST_SUITE_P(Threads, StoppingStreams, testing::Values(1U, 2U));
INSTANTIATE_TEST_SUITE_P(Threads, StoppingStreamsOfLittleGrace, testing::Values(1U, 2U));

TEST_P(StoppingStreams, WaitsForTheirEnd)
{
    server->stop();
    std::this_thread::sleep_for(100ms);
    EXPECT_TRUE(responder.goes_on());
    responder.end = true;
    EXPECT_THAT(secure.read_to_end(clean), EndsWith("drip\r\n0\r\n\r\n"));
    EXPECT_TRUE(clean);
    EXPECT_THAT(local.read_to_end(), EndsWith("drip\r\n0\r\n\r\n"));
    EXPECT_EQ(server.join(), 0);
}

TEST_P(StoppingStreamsOfLittleGrace, CutsThoseThatDoNotEndInTime)
{
    const auto start = std::chrono::steady_clock::now();
    server->stop();
    EXPECT_EQ(server.join(), 0);
    EXPECT_GE(std::chrono::steady_clock::now() - start, 400ms);
    EXPECT_THAT(secure.read_to_end(clean), Not(EndsWith("0\r\n\r\n")));
    EXPECT_FALSE(clean); // nobody may take a part for all
    EXPECT_THAT(local.read_to_end(), Not(EndsWith("0\r\n\r\n")));
}

TEST_P(StoppingStreams, CutsThemAtOnceWhenItIsAskedAgain)
{
    server->stop();
    server->cut(); // otherwise they have an hour
    EXPECT_EQ(server.join(), 0);
    EXPECT_THAT(secure.read_to_end(clean), Not(EndsWith("0\r\n\r\n")));
    EXPECT_FALSE(clean);
}

} // namespace
} // namespace costrel::inline v1::wire
