// A store behind a socket when memory runs out: each allocation fails in turn, also those between
// what was asked and its reply. A request ends by its deadline at the latest, nobody gets the reply
// of another one, and the store goes on by itself.
#include "faults/allocation.hpp"
#include "formats/record_header.hpp"
#include "stores/fake_redis.hpp"

#include <costrel/asio.hpp>
#include <costrel/stores/redis.hpp>
#include <costrel/sync_wait.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace costrel::inline v1::faults {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using stores::FakeRedis;
using Loaded = StoreResult<std::optional<StoredRecord>>;
using Words = FakeRedis::Words;

StoreKey key_of(char letter)
{
    return {std::string(32, letter)};
}

// The record of a key ends with a letter of it.
std::string record_of(const Words& command)
{
    formats::RecordHeader header;
    header.version = 1;
    std::string bytes;
    header.append_to(bytes);
    bytes += "data of " + command.at(1).substr(command.at(1).size() - 1);
    return "$" + std::to_string(bytes.size()) + "\r\n" + bytes + "\r\n";
}

void expect_own(const Loaded& result, char letter)
{
    if (!result) {
        EXPECT_NE(result.error().code, StoreError::Code::corrupt) << result.error().message;
        return;
    }
    ASSERT_TRUE(*result);
    EXPECT_EQ((*result)->bytes.back(), letter);
}

class Asking {
public:
    bool load(char letter, steady_clock::duration time = 60s)
    {
        const Loaded result = sync_wait(store->load(key_of(letter), steady_clock::now() + time));
        expect_own(result, letter);
        return static_cast<bool>(result);
    }
    // After an attempt that failed it waits a moment until the next one.
    bool load_in_the_end(char letter)
    {
        const auto end = steady_clock::now() + 60s;
        while (steady_clock::now() < end)
            if (load(letter))
                return true;
        return false;
    }

    FakeRedis server{record_of};
    std::shared_ptr<SessionStore> store = redis_store({.url = server.url("me:password@")});
};

// Replies so once it has taken the password.
void greet(FakeRedis& server, std::string (*reply)(const Words&))
{
    server.set_answer([reply](const Words& command) {
        return command.at(0) == "AUTH" ? std::string("+OK\r\n") : reply(command);
    });
}

std::string nothing(const Words&)
{
    return {};
}

TEST(LinksWithoutMemory, ARequestOfAThreadEnds)
{
    for (const bool is_connected : {false, true})
        with_each_allocation_failing([&](Fault& fault) {
            Asking site;
            greet(site.server, record_of);
            if (is_connected) {
                EXPECT_TRUE(site.load('a'));
            }
            fault.during([&] { site.load('b'); });
            EXPECT_TRUE(site.load_in_the_end('c'));
        });
}

TEST(LinksWithoutMemory, ARequestOfAThreadThatIsNotRepliedToEnds)
{
    with_each_allocation_failing([](Fault& fault) {
        Asking site;
        greet(site.server, record_of);
        EXPECT_TRUE(site.load('a'));
        greet(site.server, nothing);
        fault.during([&] { site.load('b', 5ms); });
        site.server.close_all();
        greet(site.server, record_of);
        EXPECT_TRUE(site.load_in_the_end('c'));
    });
}

// Three requests in an event loop, for which memory runs out.
class AskingInALoop : public Asking {
public:
    // Those that could be asked.
    void ask(Fault& fault, steady_clock::duration time)
    {
        const std::string letters = "xyz";
        for (const char letter : letters) {
            tasks.push_back(store->load(key_of(letter), steady_clock::now() + time));
            tasks.back().set_loop(loop);
        }
        const auto are_done = [this] {
            return std::ranges::all_of(tasks, [](const auto& task) { return task.done(); });
        };
        boost::asio::post(*context, [this, &fault] {
            fault.during([this] {
                for (auto& task : tasks)
                    task.start();
            });
        });
        const auto end = steady_clock::now() + 60s;
        context->restart();
        while (!are_done() && steady_clock::now() < end) {
            fault.during([this] { context->run_one_for(10ms); });
            if (context->stopped())
                context->restart();
        }
        EXPECT_TRUE(are_done()) << "a request waits for ever";
        for (std::size_t i = 0; i < tasks.size() && are_done(); ++i)
            try {
                expect_own(tasks[i].result(), letters[i]);
            } catch (const std::bad_alloc&) {
            }
        tasks.clear();
    }

    std::unique_ptr<boost::asio::io_context> context = std::make_unique<boost::asio::io_context>(1);
    boost::asio::any_io_executor executor{context->get_executor()};
    std::shared_ptr<detail::EventLoop> events = detail::event_loop_of(executor);
    detail::TaskLoop loop{&executor, events.get()};
    std::vector<Task<Loaded>> tasks;
};

TEST(LinksWithoutMemory, TheRequestsOfALoopEnd)
{
    for (const bool is_connected : {false, true})
        with_each_allocation_failing([&](Fault& fault) {
            AskingInALoop site;
            greet(site.server, record_of);
            Fault none(0, false);
            if (is_connected)
                site.ask(none, 60s);
            site.ask(fault, 60s);
            site.ask(none, 60s);
        });
}

TEST(LinksWithoutMemory, TheRequestsOfALoopThatAreNotRepliedToEnd)
{
    with_each_allocation_failing([](Fault& fault) {
        AskingInALoop site;
        greet(site.server, record_of);
        Fault none(0, false);
        site.ask(none, 60s);
        greet(site.server, nothing);
        site.ask(fault, 5ms);
    });
}

} // namespace
} // namespace costrel::inline v1::faults
