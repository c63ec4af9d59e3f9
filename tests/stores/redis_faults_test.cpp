// What a store in Redis does when its server does not do what it should, by blocking.
#include "formats/record_header.hpp"
#include "stores/fake_redis.hpp"
#include "stores/names.hpp"

#include <costrel/stores/redis.hpp>
#include <costrel/sync_wait.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using ::testing::Not;
using Code = StoreError::Code;
using Words = FakeRedis::Words;

// For what does not come; a command is sent sooner, on a connection that there is.
constexpr auto short_time = 200ms;

StoredRecord record_of(std::uint64_t version, std::string_view data = "data")
{
    StoredRecord record{
        .version = version,
        .expires =
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) + 1h};
    formats::RecordHeader header;
    header.version = version;
    header.append_to(record.bytes);
    record.bytes += data;
    return record;
}

std::string text_of(std::string_view bytes)
{
    return "$" + std::to_string(bytes.size()) + "\r\n" + std::string(bytes) + "\r\n";
}

class RedisFaults : public ::testing::Test {
protected:
    std::shared_ptr<SessionStore> open(const std::string& user = "")
    {
        return redis_store({.url = server.url(user)});
    }
    auto load(SessionStore& store, steady_clock::duration time = 60s)
    {
        return sync_wait(store.load(key, steady_clock::now() + time));
    }
    auto replace(SessionStore& store)
    {
        return sync_wait(store.replace(key, 1, record_of(2), steady_clock::now() + 60s));
    }
    void reply(std::optional<std::string> bytes)
    {
        server.set_answer([bytes](const Words&) { return bytes; });
    }

    // One that has a connection, so that what is asked next is sent at once.
    std::shared_ptr<SessionStore> connected()
    {
        reply("$-1\r\n");
        auto store = open();
        EXPECT_TRUE(load(*store));
        return store;
    }

    const StoreKey key{std::string(32, 'k')};
    FakeRedis server{[](const Words&) { return "$-1\r\n"; }};
};

TEST_F(RedisFaults, ARefusedConnectionIsUnavailableAtOnce)
{
    // A port that is bound, and on which nobody listens.
    const int bound = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    ASSERT_EQ(::bind(bound, generic, size), 0);
    ASSERT_EQ(::getsockname(bound, generic, &size), 0);
    const auto store =
        redis_store({.url = "redis://127.0.0.1:" + std::to_string(ntohs(address.sin_port))});
    for (int i = 0; i < 1'000; ++i) { // and what comes while it waits to try again does not wait
        const auto result = load(*store);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, Code::unavailable);
    }
    ::close(bound);
}

// An address on which nobody is let in, and nobody is refused: its queue is full.
class SilentAddress {
public:
    explicit SilentAddress(std::uint16_t port)
    {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 7);
        address_.sin_port = htons(port);
        sockets_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::bind(sockets_[0], generic(), sizeof(address_)), 0);
        EXPECT_EQ(::listen(sockets_[0], 0), 0);
        while (lets_one_in() && sockets_.size() < 100) {
        }
    }
    SilentAddress(const SilentAddress&) = delete;
    SilentAddress& operator=(const SilentAddress&) = delete;
    ~SilentAddress()
    {
        for (const int socket : sockets_)
            ::close(socket);
    }
    static constexpr const char* text = "127.0.0.8";

private:
    sockaddr* generic() { return reinterpret_cast<sockaddr*>(&address_); }
    bool lets_one_in()
    {
        sockets_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        (void)::connect(sockets_.back(), generic(), sizeof(address_));
        pollfd polled{sockets_.back(), POLLOUT, 0};
        return ::poll(&polled, 1, 200) == 1;
    }

    sockaddr_in address_{};
    std::vector<int> sockets_;
};

TEST_F(RedisFaults, AnAddressThatSwallowsWhatItIsSentHidesNoOther)
{
    const std::string port = server.place().substr(server.place().find(':') + 1);
    const SilentAddress silent(static_cast<std::uint16_t>(std::stoi(port)));
    set_addresses("two.example", {SilentAddress::text, "127.0.0.1"});
    const auto store = redis_store({.url = "redis://two.example:" + port});
    const int asked = times_asked("two.example");
    EXPECT_EQ(load(*store, short_time).error().code, Code::unavailable);
    bool has_loaded = false;
    for (const auto end = steady_clock::now() + 20s; !has_loaded && steady_clock::now() < end;)
        has_loaded = static_cast<bool>(load(*store, 1s));
    EXPECT_TRUE(has_loaded);
    server.close_all();
    EXPECT_TRUE(load(*store)) << "the next connection begins with the one that worked";
    EXPECT_GT(times_asked("two.example"), asked) << "a server may have moved";
}

TEST_F(RedisFaults, AServerThatDoesNotReplyIsLateAtTheDeadline)
{
    const auto store = connected();
    reply("");
    const auto before = steady_clock::now();
    const auto result = load(*store, short_time);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Code::timed_out);
    EXPECT_GE(steady_clock::now() - before, short_time);
    EXPECT_TRUE(result.error().is_ambiguous());
}

TEST_F(RedisFaults, ALateReplyGoesToNobody)
{
    const auto store = connected();
    std::string late;
    server.set_answer([&](const Words&) -> std::string {
        if (late.empty()) {
            late = text_of(record_of(7, "late").bytes);
            return "";
        }
        return late + text_of(record_of(8, "next").bytes);
    });
    EXPECT_FALSE(load(*store, short_time));
    const auto result = load(*store);
    ASSERT_TRUE(result && *result);
    EXPECT_EQ((*result)->version, 8U);
    EXPECT_EQ(server.connections, 1);
}

TEST_F(RedisFaults, WhoDoesNotReplyForLongIsConnectedToAnew)
{
    const auto store = connected();
    reply("");
    EXPECT_FALSE(load(*store, short_time));
    std::this_thread::sleep_for(2'100ms);
    reply("$-1\r\n");
    EXPECT_TRUE(load(*store));
    EXPECT_EQ(server.connections, 2);
}

TEST_F(RedisFaults, AReplyMayComeByteForByte)
{
    server.piece = 1;
    reply(text_of(record_of(7).bytes));
    const auto store = open();
    const auto result = load(*store);
    ASSERT_TRUE(result && *result);
    EXPECT_EQ((*result)->bytes, record_of(7).bytes);
}

TEST_F(RedisFaults, AConnectionThatIsCutIsBrokenAndTheNextCallHasAnother)
{
    for (const std::optional<std::string>& before :
         {std::optional<std::string>(), std::optional<std::string>("$100\r\nabc")}) {
        const auto store = connected();
        int asked = 0;
        server.set_answer([&](const Words&) -> std::optional<std::string> {
            // In the middle of a reply: its rest never comes.
            return ++asked == 1           ? before
                   : asked == 2 && before ? std::nullopt
                                          : std::optional("$-1\r\n");
        });
        const auto result = before ? load(*store, short_time) : load(*store);
        ASSERT_FALSE(result);
        EXPECT_TRUE(result.error().is_ambiguous());
        if (before) {
            EXPECT_EQ(load(*store).error().code, Code::broken);
        }
        EXPECT_TRUE(load(*store));
    }
}

TEST_F(RedisFaults, AConnectionThatEndedWhileNobodyUsedItIsReplacedSilently)
{
    const auto store = open();
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(load(*store));
        server.close_all();
    }
    EXPECT_EQ(server.connections, 3);
}

TEST_F(RedisFaults, AConnectionThatEndedAfterAReplyWasGivenUpIsReplacedSilently)
{
    for (const std::string late : {"", "$-1\r\n"}) {
        const auto store = connected();
        std::atomic<bool> is_late = false;
        server.set_answer([&](const Words&) {
            for (const auto end = steady_clock::now() + 60s; !is_late && steady_clock::now() < end;)
                std::this_thread::yield();
            return late;
        });
        EXPECT_EQ(load(*store, short_time).error().code, Code::timed_out);
        is_late = true;
        server.close_all();
        reply("$-1\r\n");
        EXPECT_TRUE(load(*store)) << late;
    }
}

TEST_F(RedisFaults, WhatIsNoReplyIsCorruptAndClosesTheConnection)
{
    for (const std::string bytes :
         {"HTTP/1.1 400 Bad Request\r\n", "$2147483648\r\n", ":1\r\n", "*1\r\n:1\r\n", "+OK\r\n",
          ">1\r\n$-1\r\n", "$3\r\nabc\r\n", "-ERR no\r\n", "-WRONGTYPE no\r\n"}) {
        reply(bytes);
        const auto store = open();
        const auto result = load(*store);
        ASSERT_FALSE(result) << bytes;
        EXPECT_EQ(result.error().code, Code::corrupt) << bytes;
        reply("$-1\r\n");
        EXPECT_TRUE(load(*store)) << bytes;
    }
    reply("+OK\r\n+OK\r\n+OK\r\n"); // to what nobody asked
    const auto store = open();
    EXPECT_FALSE(load(*store));
    reply("$-1\r\n");
    const auto next = load(*store);
    EXPECT_TRUE(next || next.error().code == Code::corrupt || next.error().code == Code::broken);
    EXPECT_TRUE(load(*store));
}

TEST_F(RedisFaults, WhoBecameAReplicaIsLeftAndItsNameLookedUpAgain)
{
    const std::string port = server.place().substr(server.place().find(':') + 1);
    set_addresses("virtual.example", {"127.0.0.1"});
    int connections = 0;
    for (const char* error :
         {"-READONLY You can't write against a read only replica.\r\n",
          "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.\r\n",
          "-ERR Error running script (call to f_12): @user_script:1: -READONLY You can't write "
          "against a read only replica.\r\n"}) {
        reply(":1\r\n");
        const auto store = redis_store({.url = "redis://virtual.example:" + port});
        ASSERT_TRUE(replace(*store));
        const int asked = times_asked("virtual.example");
        reply(error);
        EXPECT_FALSE(replace(*store));
        reply(":1\r\n");
        EXPECT_TRUE(replace(*store));
        EXPECT_EQ(server.connections, connections += 2) << error;
        for (const auto end = steady_clock::now() + 60s;
             times_asked("virtual.example") == asked && steady_clock::now() < end;)
            std::this_thread::yield();
        EXPECT_GT(times_asked("virtual.example"), asked) << error;
    }
}

TEST_F(RedisFaults, WhoStaysAReplicaIsNotConnectedToForEachCall)
{
    const auto store = connected();
    reply("-READONLY You can't write against a read only replica.\r\n");
    for (int i = 0; i < 1'000; ++i)
        EXPECT_EQ(replace(*store).error().code, Code::unavailable);
    EXPECT_LE(server.connections, 100) << "one a second";
}

TEST_F(RedisFaults, AScoreThatIsNoEpochIsCorrupt)
{
    const auto join = [&](SessionStore& store) {
        return sync_wait(store.users()->join(key, key, SysMillis(), SysMillis(1h), 0,
                                             steady_clock::now() + 60s));
    };
    const auto confirm = [&](SessionStore& store, std::uint64_t epoch) {
        return sync_wait(store.users()->confirm(key, key, epoch, steady_clock::now() + 60s));
    };
    const auto store = open();
    for (const std::string score : {"-1e30", "1e30", "-1", "9007199254740994", "nan", "-inf", "inf",
                                    "1e999", "", "x", "1x"}) {
        reply("*1\r\n" + text_of(score));
        const auto joined = join(*store);
        ASSERT_FALSE(joined) << score;
        EXPECT_EQ(joined.error().code, Code::corrupt) << score;
        reply("*2\r\n" + text_of(score) + text_of("1"));
        const auto confirmed = confirm(*store, 0);
        ASSERT_FALSE(confirmed) << score;
        EXPECT_EQ(confirmed.error().code, Code::corrupt) << score;
    }
    for (const auto& [score, epoch] : {std::pair<std::string, std::uint64_t>("0", 0),
                                       {"4503599627370497", 4'503'599'627'370'497U},
                                       {"4.503599627370497e+15", 4'503'599'627'370'497U},
                                       {"9007199254740992", 9'007'199'254'740'992U}}) {
        reply("*1\r\n" + text_of(score));
        const auto joined = join(*store);
        ASSERT_TRUE(joined) << score;
        EXPECT_EQ(joined->epoch, epoch);
        reply("*2\r\n" + text_of(score) + text_of("1"));
        EXPECT_TRUE(*confirm(*store, epoch)) << score;
        EXPECT_FALSE(*confirm(*store, epoch + 1)) << score;
    }
    reply("*1\r\n$-1\r\n");
    EXPECT_EQ(join(*store).error().code, Code::corrupt);
}

TEST_F(RedisFaults, ErrorsOfRedisSayWhatTheyMean)
{
    struct Row {
        const char* reply;
        Code code;
    };
    for (const Row& row : {Row{"-OOM command not allowed\r\n", Code::full},
                           {"-LOADING Redis is loading\r\n", Code::unavailable},
                           {"-READONLY You can't write\r\n", Code::unavailable},
                           {"-MASTERDOWN Link with MASTER is down\r\n", Code::unavailable},
                           {"-CLUSTERDOWN The cluster is down\r\n", Code::unavailable},
                           {"-TRYAGAIN Multiple keys\r\n", Code::unavailable},
                           {"-NOREPLICAS Not enough\r\n", Code::unavailable},
                           {"-MOVED 1 127.0.0.1:1\r\n", Code::unavailable},
                           {"-ASK 1 127.0.0.1:1\r\n", Code::unavailable},
                           {"-NOAUTH Authentication required.\r\n", Code::denied},
                           {"-NOPERM this user has no permissions\r\n", Code::denied}}) {
        reply(row.reply);
        const auto store = open();
        for (const StoreError& error :
             {load(*store).error(), replace(*store).error(),
              sync_wait(store->insert(key, record_of(1), steady_clock::now() + 60s)).error(),
              sync_wait(store->touch(key, {}, {}, steady_clock::now() + 60s)).error(),
              sync_wait(store->erase(key, true, steady_clock::now() + 60s)).error()})
            EXPECT_EQ(error.code, row.code) << row.reply;
    }
}

TEST_F(RedisFaults, AnErrorTellsNothingOfWhatWasAskedOrReplied)
{
    reply("-WRONGPASS hush\r\n");
    const StoreError denied = load(*open("me:hush@")).error();
    EXPECT_EQ(denied.code, Code::denied);
    EXPECT_THAT(denied.message, Not(HasSubstr("hush")));
    reply("-ERR unknown command kkkkkkkk\r\n");
    EXPECT_THAT(load(*open()).error().message, Not(HasSubstr("kkkk")));
    reply("-\x1b[31mevil\r\n");
    EXPECT_THAT(load(*open()).error().message, Not(HasSubstr("\x1b")));
}

TEST_F(RedisFaults, AWrongPasswordIsTriedAgainOnlyAfterAWhile)
{
    reply("-WRONGPASS\r\n");
    const auto store = open("me:wrong@");
    for (int i = 0; i < 1'000; ++i)
        EXPECT_EQ(load(*store).error().code, Code::denied);
    EXPECT_LE(server.connections, 12) << "the time between them doubles";
}

TEST_F(RedisFaults, AScriptThatIsNotKnownIsSentWhole)
{
    Words last;
    server.set_answer([&](const Words& command) -> std::string {
        last = command;
        return command[0] == "EVALSHA" ? "-NOSCRIPT No matching script.\r\n" : ":1\r\n";
    });
    const auto store = open();
    ASSERT_TRUE(replace(*store));
    EXPECT_EQ(last[0], "EVAL");
    EXPECT_THAT(last[1], HasSubstr("GETRANGE"));
    EXPECT_EQ(server.commands, 2);
    reply("-NOSCRIPT again\r\n");
    EXPECT_EQ(replace(*store).error().code, Code::corrupt);
}

TEST_F(RedisFaults, AUserAndADatabaseAreTheFirstThatIsSaid)
{
    std::vector<Words> asked;
    server.set_answer([&](const Words& command) -> std::string {
        asked.push_back(command);
        return command[0] == "GET" ? "$-1\r\n" : "+OK\r\n";
    });
    ASSERT_TRUE(load(*redis_store({.url = server.url("me:pw@") + "/4"})));
    EXPECT_EQ(asked,
              (std::vector<Words>{
                  {"AUTH", "me", "pw"}, {"SELECT", "4"}, {"GET", "costrel:s:" + key.bytes}}));
}

TEST_F(RedisFaults, AThreadHasAConnectionOfItsOwnAsLongAsItAsks)
{
    const auto store = open();
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int round = 0; round < 50; ++round)
                EXPECT_TRUE(load(*store));
        });
    threads.clear();
    EXPECT_GE(server.connections, 1);
    EXPECT_LE(server.connections, 4);
}

} // namespace
} // namespace costrel::inline v1::stores
