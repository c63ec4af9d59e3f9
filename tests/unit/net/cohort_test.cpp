#include "net/cohort.hpp"
#include "net/detached.hpp"

#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace costrel::inline v1::net {
namespace {

using ::testing::ElementsAre;

using Steps = std::vector<std::string>;

class Connection final : public Suspension {
public:
    Connection(Executor loop, std::string name, Steps& steps)
        : Suspension(std::move(loop)), name_(std::move(name)), steps_(steps)
    {
    }
    ~Connection() { did("ended"); }

    void did(const std::string& step) { steps_.push_back(name_ + " " + step); }

private:
    void dropped() noexcept override
    {
        did("dropped");
        coroutine().destroy();
    }

    std::string name_;
    Steps& steps_;
};

// What answers a request.
using Handler = std::function<void()>;

Detached serve(Executor loop, Cohort& cohort, std::string name, int requests, Steps& steps,
               Handler handler)
{
    Connection connection(std::move(loop), std::move(name), steps);
    Cohort::Turn turn(cohort, connection);
    for (; requests > 0; --requests) {
        connection.did("received");
        if (turn.waits_for_receivers())
            co_await turn;
        handler();
        connection.did("answered");
        if (turn.waits_for_responses())
            co_await turn;
        connection.did("sent");
    }
}

void take_long()
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
    while (std::chrono::steady_clock::now() < end) {
    }
}

class CohortTest : public ::testing::Test {
protected:
    // On a busy machine anything may take a millisecond, which would look like a slow handler.
    CohortTest() { cohort->set_longest_wait(std::chrono::hours(1)); }

    // What the loop does when a request comes.
    void comes(
        const std::string& name, const Handler& handler = [] {}, int requests = 1)
    {
        boost::asio::post(*context, [=, this] {
            serve(context->get_executor(), *cohort, name, requests, steps, handler);
        });
    }
    Steps run()
    {
        steps.clear();
        context->restart();
        context->run();
        return steps;
    }
    void each_goes_on_at_once()
    {
        for (int i = 0; i < 20; ++i) {
            comes("one that is alone");
            run();
        }
        comes("a");
        comes("b");
        ASSERT_EQ(run(), (Steps{"a received", "a answered", "a sent", "a ended", //
                                "b received", "b answered", "b sent", "b ended"}));
    }

    std::unique_ptr<boost::asio::io_context> context = std::make_unique<boost::asio::io_context>(1);
    Cohort* cohort = &Cohort::of(*context);
    Steps steps;
};

TEST_F(CohortTest, AllReceiveThenAllAreAnsweredThenAllSend)
{
    comes("a");
    comes("b");
    EXPECT_THAT(run(), ElementsAre("a received", "b received", "a answered", "b answered", "a sent",
                                   "a ended", "b sent", "b ended"));
}

TEST_F(CohortTest, ARequestThatFollowsJoinsTheNext)
{
    comes(
        "a", [] {}, 2);
    comes("b");
    EXPECT_THAT(run(), ElementsAre("a received", "b received", "a answered", "b answered", //
                                   "a sent", "a received", "b sent", "b ended",            //
                                   "a answered", "a sent", "a ended"));
}

// With the wait that it has by itself.
class CohortOfSlowHandlers : public CohortTest {
protected:
    CohortOfSlowHandlers() { cohort->set_longest_wait(Cohort::usual_longest_wait); }
};

TEST_F(CohortOfSlowHandlers, AResponseDoesNotWaitForWhatFollowsAHandlerThatTakesLong)
{
    comes("a", take_long);
    comes("b");
    EXPECT_THAT(run(), ElementsAre("a received", "b received", "a answered", "a sent", "a ended",
                                   "b answered", "b sent", "b ended"));
}

TEST_F(CohortOfSlowHandlers, AfterAHandlerThatTookLongNoResponseWaits)
{
    comes("a", take_long);
    run();
    comes("b");
    comes("c");
    EXPECT_THAT(run(), ElementsAre("b received", "c received", "b answered", "b sent", "b ended",
                                   "c answered", "c sent", "c ended"));
}

// So long a wait that a busy machine alone does not look like a slow handler.
class CohortOfVerySlowHandlers : public CohortTest {
protected:
    CohortOfVerySlowHandlers() { cohort->set_longest_wait(longest_wait); }

    static constexpr std::chrono::milliseconds longest_wait{40};

    void take_very_long()
    {
        comes("slow", [] { std::this_thread::sleep_for(3 * longest_wait); });
        run();
    }
    // Runs until responses wait for each other again.
    int unhurried_runs()
    {
        for (int runs = 0; runs < 100; ++runs) {
            for (const char* const name : {"a", "b", "c"})
                comes(name);
            const Steps all = run();
            if (std::ranges::find(all, "c answered") < std::ranges::find(all, "a sent"))
                return runs;
        }
        return 100;
    }
};

// It may have been the system that did something else meanwhile.
TEST_F(CohortOfVerySlowHandlers, OneThatTookLongMakesItCautiousForOneRun)
{
    take_very_long();
    EXPECT_EQ(unhurried_runs(), 1);
}

TEST_F(CohortOfVerySlowHandlers, EachThatFollowsMakesItCautiousForTwiceAsLong)
{
    take_very_long();
    take_very_long();
    take_very_long();
    EXPECT_EQ(unhurried_runs(), 4);
}

TEST_F(CohortOfVerySlowHandlers, ItIsCautiousForSixteenRunsAtMost)
{
    for (int i = 0; i < 7; ++i)
        take_very_long();
    EXPECT_EQ(unhurried_runs(), 16);
}

TEST_F(CohortOfVerySlowHandlers, QuietRunsTakeTheCautionAway)
{
    for (int i = 0; i < 4; ++i)
        take_very_long();
    for (int i = 0; i < 40; ++i)
        unhurried_runs();
    take_very_long();
    EXPECT_EQ(unhurried_runs(), 1);
}

TEST_F(CohortTest, WhereFewComeTogetherEachGoesOnAtOnce)
{
    each_goes_on_at_once();
}

TEST_F(CohortTest, LooksNowAndThenWhetherSeveralComeTogether)
{
    each_goes_on_at_once();
    const Steps together{"a received", "b received", "c received", "a answered",
                         "b answered", "c answered", "a sent",     "a ended",
                         "b sent",     "b ended",    "c sent",     "c ended"};
    bool are_together = false;
    for (int i = 0; i < 1'000 && !are_together; ++i) {
        comes("a");
        comes("b");
        comes("c");
        are_together = run() == together;
    }
    EXPECT_TRUE(are_together);
}

TEST_F(CohortTest, OneMoreThanItHasRoomForGoesOnAtOnce)
{
    constexpr int most = 128;
    for (int i = 0; i < most; ++i)
        comes("one of many");
    comes("one too many");
    const Steps all = run();
    EXPECT_THAT(std::vector(all.begin() + most, all.begin() + most + 4),
                ElementsAre("one too many received", "one too many answered", "one too many sent",
                            "one too many ended"));
    EXPECT_EQ(std::ranges::count(all, "one of many sent"), most);
}

// A handler may let one that waits for something go on, whose next request joins the same run.
TEST_F(CohortTest, OneMoreResponseThanItHasRoomForIsSentAtOnce)
{
    constexpr int most = 128;
    for (int i = 0; i < most; ++i)
        comes("one of many", [this, i] {
            if (i == 0)
                for (int late = 0; late < 3; ++late)
                    serve(context->get_executor(), *cohort, "late", 1, steps, [] {});
        });
    const Steps all = run();
    EXPECT_EQ(std::ranges::count(all, "one of many sent"), most);
    EXPECT_EQ(std::ranges::count(all, "late sent"), 3);
}

TEST_F(CohortTest, GivesTheTimeWhenAConnectionGoesOn)
{
    const auto receive = [this](Cohort::TimePoint& time) -> Detached {
        Connection connection(context->get_executor(), "a", steps);
        Cohort::Turn turn(*cohort, connection);
        if (turn.waits_for_receivers())
            co_await turn;
        time = turn.time();
    };
    Cohort::TimePoint first, second;
    const auto begin = std::chrono::steady_clock::now();
    boost::asio::post(*context, [&] { receive(first); });
    boost::asio::post(*context, [&] { receive(second); });
    run();
    EXPECT_GE(first, begin);
    EXPECT_GE(second, first);
    EXPECT_LE(second, std::chrono::steady_clock::now());
}

TEST_F(CohortTest, WhoHadNotReceivedAllReceivesOnceMoreBeforeItSends)
{
    const auto receive_twice = [this]() -> Detached {
        Connection connection(context->get_executor(), "a", steps);
        Cohort::Turn turn(*cohort, connection);
        for (const char* const part : {"received half", "received all"}) {
            connection.did(part);
            if (turn.waits_for_receivers())
                co_await turn;
        }
        connection.did("answered");
        if (turn.waits_for_responses())
            co_await turn;
        connection.did("sent");
    };
    boost::asio::post(*context, [&] { receive_twice(); });
    comes("b");
    EXPECT_THAT(run(),
                ElementsAre("a received half", "b received", "a received all", //
                            "b answered", "a answered", "b sent", "b ended", "a sent", "a ended"));
}

// A handler that waits is answered later, when nobody else is.
TEST_F(CohortTest, AResponseThatComesLaterIsSentAtOnce)
{
    const auto wait = [this]() -> Detached {
        Connection connection(context->get_executor(), "a", steps);
        Cohort::Turn turn(*cohort, connection);
        if (turn.waits_for_receivers())
            co_await turn;
        struct Later {
            Suspension& connection;
            bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<> coroutine) const
            {
                connection.hold(coroutine);
                boost::asio::post(connection.loop(), Resumption(connection));
            }
            void await_resume() const noexcept {}
        };
        co_await Later{connection};
        connection.did("answered");
        if (turn.waits_for_responses())
            co_await turn;
        connection.did("sent");
    };
    boost::asio::post(*context, [&] { wait(); });
    comes(
        "b", [] {}, 2);
    EXPECT_THAT(run(), ElementsAre("b received", "b answered", "b sent", "b received", //
                                   "a answered", "a sent", "a ended",                  //
                                   "b answered", "b sent", "b ended"));
}

TEST_F(CohortTest, IsDroppedWithItsLoop)
{
    comes("a");
    comes("b");
    context->poll_one();
    context->poll_one();
    steps.clear();
    context.reset();
    EXPECT_THAT(steps, ElementsAre("a dropped", "a ended", "b dropped", "b ended"));
}

TEST_F(CohortTest, KnowsWhoIsInIt)
{
    std::vector<bool> seen;
    const auto look = [&]() -> Detached {
        Connection connection(context->get_executor(), "a", steps);
        boost::asio::post(*context, [&] { seen.push_back(connection.is_in_cohort()); });
        Cohort::Turn turn(*cohort, connection);
        if (turn.waits_for_receivers())
            co_await turn;
        seen.push_back(connection.is_in_cohort());
    };
    boost::asio::post(*context, [&] { look(); });
    comes("b");
    run();
    EXPECT_THAT(seen, ElementsAre(true, false));
}

} // namespace
} // namespace costrel::inline v1::net
