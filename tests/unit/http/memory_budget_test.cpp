#include "http/connection.hpp"
#include "http/memory_budget.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace costrel::inline v1::http {
namespace {

using Action = Connection::Action;
using TimePoint = Connection::TimePoint;

class MemoryBudgetTest : public testing::Test {
protected:
    // Feeds `bytes`, as far as the connection takes them.
    void feed(std::string_view bytes)
    {
        while (!bytes.empty() && connection->next() == Action::read) {
            const auto room = connection->input();
            const auto count = std::min(room.size(), bytes.size());
            std::copy_n(bytes.begin(), count, room.begin());
            bytes.remove_prefix(count);
            connection->received(count, now);
        }
    }

    const TimePoint now{};
    const Limits limits{};
    MemoryBudget budget{100'000};
    std::optional<Connection> connection{std::in_place, limits,  1'000'000, std::string_view(),
                                         now,           nullptr, &budget};
};

TEST_F(MemoryBudgetTest, KnowsWhatAConnectionHolds)
{
    feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_GE(budget.used(), 2'048U);
    connection->respond(Response(std::string(50'000, 'x')), now);
    EXPECT_GE(budget.used(), 52'000U);
    EXPECT_LT(budget.used(), 100'000U);
    connection.reset();
    EXPECT_EQ(budget.used(), 0U);
}

TEST_F(MemoryBudgetTest, GetsBackWhatAnIdleConnectionReleases)
{
    feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    connection->respond(Response(std::string(50'000, 'x')), now);
    connection->sent(connection->output().size(), now);
    connection->tick(now + std::chrono::seconds(2));
    EXPECT_LT(budget.used(), 100U);
}

// Of a connection that is used again and again, and so is never idle for long.
TEST_F(MemoryBudgetTest, GetsBackWhatALargeResponseTookWhenItIsSent)
{
    feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    connection->respond(Response(std::string(1'000'000, 'x')), now);
    EXPECT_GT(budget.used(), 1'000'000U);
    connection->sent(connection->output().size(), now);
    EXPECT_LT(budget.used(), 200'000U);
}

TEST_F(MemoryBudgetTest, RefusesTheRequestsOfOthersWhenItIsExceeded)
{
    const MemoryBudget::Share share(budget, 200'000);
    feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_EQ(connection->next(), Action::write);
    EXPECT_TRUE(connection->output().starts_with("HTTP/1.1 503 "));
}

TEST_F(MemoryBudgetTest, RefusesABodyThatComesWhenItIsExceeded)
{
    feed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n");
    ASSERT_EQ(connection->next(), Action::admit);
    connection->admit({}, now);
    feed(std::string(200'000, 'x'));
    ASSERT_EQ(connection->next(), Action::write);
    EXPECT_TRUE(connection->output().starts_with("HTTP/1.1 503 "));
    EXPECT_LT(budget.used(), 200'000U);
}

TEST_F(MemoryBudgetTest, LetsAHeadThatIsSmallComeToItsEnd)
{
    std::optional<MemoryBudget::Share> share(std::in_place, budget, 200'000);
    feed("GET / HTTP/1.1\r\nHost:");
    EXPECT_EQ(connection->next(), Action::read);
    share.reset();
    feed(" a\r\n\r\n");
    EXPECT_EQ(connection->next(), Action::respond);
}

} // namespace
} // namespace costrel::inline v1::http
