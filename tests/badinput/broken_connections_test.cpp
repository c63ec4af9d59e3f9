#include "badinput/application.hpp"
#include "badinput/row.hpp"
#include "log/log.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <iterator>
#include <thread>

// Connections that end, or stop, where they should not (rows F26, F27 and F29).
namespace costrel::inline v1::badinput {
namespace {

using namespace std::chrono_literals;
using wire::Client;

std::ptrdiff_t open_descriptors()
{
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

class BrokenConnection : public ::testing::Test {
protected:
    static Limits short_times()
    {
        Limits limits;
        limits.header_timeout = 300ms;
        limits.body_gap = 300ms;
        limits.body_grace = 200ms;
        limits.keepalive_idle = 300ms;
        limits.lingering_time = 300ms;
        return limits;
    }

    // What comes back for `input` and FIN.
    std::string outcome_with_fin(const std::string& input)
    {
        Client sender(server.port());
        sender.send(input);
        sender.send_fin();
        return outcome_of(sender.read_to_end(), true, false);
    }
    void expect_alive()
    {
        Client client(server.port());
        client.send(get("/"));
        EXPECT_EQ(client.read_status(), 200);
    }
    void expect_descriptors_return_to(std::ptrdiff_t before)
    {
        const auto deadline = std::chrono::steady_clock::now() + 60s;
        while (open_descriptors() > before && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(10ms);
        EXPECT_LE(open_descriptors(), before);
    }

    Application application;
    wire::RunningServer server{application.responder(), short_times()};

    void SetUp() override { log::silence(); }
};

TEST_F(BrokenConnection, F26HalfClosedIsAnsweredWhenTheRequestWasWhole)
{
    EXPECT_EQ(outcome_with_fin(get("/")), "200!");
    EXPECT_EQ(outcome_with_fin(sized("5")), "200!");
    EXPECT_EQ(outcome_with_fin(get("/") + get("/")), "200,200!");
    EXPECT_EQ(outcome_with_fin("GET / HT"), "400!");
    EXPECT_EQ(outcome_with_fin("GET / HTTP/1.1\r\nHost: a\r\n"), "400!");
    EXPECT_EQ(outcome_with_fin(sized("6")), "400!");
    EXPECT_EQ(outcome_with_fin(chunks("5\r\nhello\r\n")), "400!");
    EXPECT_EQ(outcome_with_fin(chunks("5\r\nhello\r\n0\r\n")), "400!");
    EXPECT_EQ(outcome_with_fin(get("/") + "GET"), "200,400!");
    EXPECT_EQ(outcome_with_fin(""), "close");
    EXPECT_EQ(outcome_with_fin("\r\n"), "close");
    expect_alive();
}

TEST_F(BrokenConnection, F27ResetAnywhereLeavesNothingBehind)
{
    expect_alive();
    const auto before = open_descriptors();
    const std::string whole = sized("5");
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        Client sender(server.port());
        sender.send(whole.substr(0, cut));
        sender.reset();
    }
    for (int i = 0; i < 20; ++i) { // while it answers
        Client sender(server.port(), 2048);
        std::string many;
        for (int j = 0; j < 200; ++j)
            many += get("/missing");
        sender.send(many);
        sender.read_some(100);
        sender.reset();
    }
    expect_alive();
    expect_descriptors_return_to(before);
}

TEST_F(BrokenConnection, F27ConnectingAndClosingLeavesNothingBehind)
{
    expect_alive();
    const auto before = open_descriptors();
    for (int i = 0; i < 200; ++i) {
        Client sender(server.port());
        if (i % 2 == 0)
            sender.reset();
    }
    expect_alive();
    expect_descriptors_return_to(before);
}

TEST_F(BrokenConnection, F27ManySilentOnesDoNotKeepOthersOut)
{
    expect_alive();
    const auto before = open_descriptors();
    {
        std::deque<Client> silent;
        for (int i = 0; i < 300; ++i)
            silent.emplace_back(server.port());
        expect_alive();
        for (Client& client : silent)
            EXPECT_EQ(client.wait_for_end(), wire::End::fin);
    }
    expect_descriptors_return_to(before);
}

// Senders that send a piece every so often, all at the same time, and how each ends.
TEST_F(BrokenConnection, F29SlowSendersAreEndedInTime)
{
    struct Slow {
        std::string start;
        std::string drop; // sent again and again
        std::string outcome;
        std::string name;
    };
    const std::vector<Slow> senders = {
        {"G", "E", "408!", "head a byte at a time"},
        {"GET / HTTP/1.1\r\n", "X: y\r\n", "408!", "head a line at a time"},
        {"", "", "close", "nothing at all"},
        {"\r\n", "", "close|408!", "an empty line"},
        {sized("1000", ""), "", "408!", "no body"},
        {sized("100000", "a"), "b", "408!", "body a byte at a time"},
        {chunks(""), "1\r\na\r\n", "408!", "chunks of a byte"},
        {chunks("5\r\nhel"), "", "408!", "half a chunk"},
        {get("/"), "", "200!", "idle after an answer"},
    };
    std::deque<Client> clients;
    for (const Slow& sender : senders)
        clients.emplace_back(server.port()).send(sender.start);
    std::vector<std::jthread> threads;
    std::deque<std::string> received(senders.size());
    for (std::size_t i = 0; i < senders.size(); ++i)
        threads.emplace_back([&, i](std::stop_token stop) {
            std::jthread dripping([&](std::stop_token stop_dripping) {
                while (!stop.stop_requested() && !stop_dripping.stop_requested()) {
                    std::this_thread::sleep_for(100ms);
                    if (!senders[i].drop.empty() && !clients[i].send(senders[i].drop))
                        return;
                }
            });
            received[i] = clients[i].read_to_end();
        });
    expect_alive();
    threads.clear();
    for (std::size_t i = 0; i < senders.size(); ++i) {
        const std::string outcome = outcome_of(received[i], true, false);
        const std::string& expected = senders[i].outcome;
        EXPECT_TRUE(("|" + expected + "|").find("|" + outcome + "|") != std::string::npos)
            << senders[i].name << ": " << outcome << " and not " << expected;
    }
    expect_alive();
}

} // namespace
} // namespace costrel::inline v1::badinput
