// That a feed in Redis reads everything again when another server may have taken over, and says so:
// who told it what ended tells that again.
#include "stores/fake_redis.hpp"

#include <costrel/stores/redis_feed.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Words = FakeRedis::Words;

std::string text_of(const std::string& text)
{
    return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

// A Redis that has one line.
class OneLine {
public:
    explicit OneLine(std::string identifier) : identifier_(std::move(identifier)) {}

    std::string place() const { return server_.place(); }
    void close_all() { server_.close_all(); }
    // What XREAD is replied by from now on; nothing: the connection breaks.
    void always(std::optional<std::string> reply)
    {
        const std::lock_guard lock(mutex_);
        always_ = {true, std::move(reply)};
    }
    void replies_again()
    {
        const std::lock_guard lock(mutex_);
        always_ = {};
    }
    // After which identifiers it was asked for lines.
    std::vector<std::string> asked() const
    {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

private:
    std::optional<std::string> answer(const Words& command)
    {
        const std::lock_guard lock(mutex_);
        if (command[0] == "ROLE")
            return "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n";
        if (command[0] != "XREAD")
            return "*0\r\n";
        asked_.push_back(command.back());
        if (always_.first)
            return always_.second;
        if (command.back() != "0")
            return "*-1\r\n";
        return "*1\r\n*2\r\n" + text_of(command[command.size() - 2]) + "*1\r\n*2\r\n" +
               text_of(identifier_) + "*2\r\n" + text_of("l") + text_of("line");
    }

    const std::string identifier_;
    mutable std::mutex mutex_{};
    std::pair<bool, std::optional<std::string>> always_{};
    std::vector<std::string> asked_{};
    FakeRedis server_{[this](const Words& command) { return answer(command); }};
};

class RedisFeeds : public ::testing::Test {
protected:
    void open(const std::string& url) { feed = redis_feed({.url = url}, 1h); }
    std::vector<std::string> fetch() { return feed->fetch(cursor); }

    OneLine a{"5000-0"}, b{"4000-0"}; // the clock of b is behind
    std::unique_ptr<RevocationFeed> feed;
    std::string cursor;
};

TEST_F(RedisFeeds, GoOnAfterTheLastLine)
{
    for (const std::string more : {"", "?topology=cluster"}) {
        OneLine server("5000-0");
        open("redis://" + server.place() + more);
        cursor.clear();
        EXPECT_THAT(fetch(), ElementsAre("line"));
        EXPECT_THAT(fetch(), IsEmpty());
        EXPECT_THAT(fetch(), IsEmpty());
        EXPECT_THAT(server.asked(), ElementsAre("0", "5000-0", "5000-0")) << more;
    }
}

TEST_F(RedisFeeds, ReadAllAgainAfterAConnectionBroke)
{
    for (const std::string more : {"", "?topology=cluster"}) {
        OneLine server("5000-0");
        open("redis://" + server.place() + more);
        cursor.clear();
        EXPECT_THAT(fetch(), ElementsAre("line"));
        server.always(std::nullopt);
        EXPECT_THROW(fetch(), std::runtime_error) << more;
        server.replies_again();
        EXPECT_THAT(fetch(), ElementsAre("line"));
        EXPECT_THAT(server.asked(), ElementsAre("0", "5000-0", "0")) << more;
    }
}

TEST_F(RedisFeeds, ReadAllAgainWhenTheConnectionEndedMeanwhile)
{
    for (const std::string more : {"", "?topology=cluster"}) {
        OneLine server("5000-0");
        open("redis://" + server.place() + more);
        cursor.clear();
        EXPECT_THAT(fetch(), ElementsAre("line"));
        server.close_all();
        EXPECT_THROW(fetch(), std::runtime_error) << more;
        EXPECT_THAT(fetch(), ElementsAre("line"));
        EXPECT_THAT(fetch(), IsEmpty());
        EXPECT_THAT(server.asked(), ElementsAre("0", "5000-0", "0", "5000-0")) << more;
    }
}

TEST_F(RedisFeeds, ReadAllAgainWhenAnotherNodeOfTheClusterHasThem)
{
    open("redis://" + a.place() + "?topology=cluster");
    EXPECT_THAT(fetch(), ElementsAre("line"));
    a.always("-MOVED 7 " + b.place() + "\r\n");
    EXPECT_THROW(fetch(), std::runtime_error); // after 5000-0, where b has none
    EXPECT_THAT(fetch(), ElementsAre("line"));
    EXPECT_THAT(fetch(), IsEmpty());
    EXPECT_THAT(b.asked(), ElementsAre("5000-0", "0", "4000-0"));
}

TEST_F(RedisFeeds, ReadAllAgainWhenSentinelsNameAnotherPrimary)
{
    std::atomic<OneLine*> primary = &a;
    FakeRedis sentinel([&](const Words&) {
        const std::string place = primary.load()->place();
        const std::size_t colon = place.find(':');
        return "*6\r\n" + text_of("ip") + text_of(place.substr(0, colon)) + text_of("port") +
               text_of(place.substr(colon + 1)) + text_of("config-epoch") +
               text_of(primary == &a ? "1" : "2");
    });
    open("redis://" + sentinel.place() + "?topology=sentinel&master=m");
    EXPECT_THAT(fetch(), ElementsAre("line"));
    primary = &b;
    const auto fetch_until_it_throws = [this] {
        // The sentinel is asked every half second.
        for (const auto end = steady_clock::now() + 60s; steady_clock::now() < end;)
            fetch();
    };
    EXPECT_THROW(fetch_until_it_throws(), std::runtime_error);
    EXPECT_THAT(fetch(), ElementsAre("line"));
    EXPECT_THAT(fetch(), IsEmpty());
    EXPECT_THAT(b.asked(), ElementsAre("5000-0", "0", "4000-0"));
}

} // namespace
} // namespace costrel::inline v1::stores
