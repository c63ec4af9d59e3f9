#include "log/log.hpp"
#include "log/sink_thread.hpp"
#include "log_taker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace costrel::inline v1 {
namespace {

using ::testing::ElementsAre;

TEST(Log, GivesLinesToTheSinkInTheirOrder)
{
    LogTaker taker;
    const std::string name = "b";
    log::info({"a ", name, " ", std::string_view("c")});
    log::warning({-3, " of ", 18446744073709551615ULL});
    log::error({"c"});
    log::critical({"d"});
    EXPECT_THAT(taker.lines(), ElementsAre("info: a b c", "warning: -3 of 18446744073709551615",
                                           "error: c", "critical: d"));
}

TEST(Log, TakesLinesOfManyThreads)
{
    LogTaker taker;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([i] {
                for (int j = 0; j < 50; ++j)
                    log::info({i, " ", j});
            });
    }
    EXPECT_EQ(taker.lines().size(), 200U);
}

TEST(Log, CountsWhatTheSinkThrowsAndGoesOn)
{
    int calls = 0;
    const auto before = log_counters().thrown;
    set_log_sink([&calls](const LogLine&) {
        ++calls;
        throw 1;
    });
    log::info({"a"});
    log::info({"b"});
    set_log_sink({}); // waits for both
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(log_counters().thrown, before + 2);
}

// A door that a sink waits at.
class Door {
public:
    void open()
    {
        const std::lock_guard lock(mutex_);
        is_open_ = true;
        changed_.notify_all();
    }
    void pass()
    {
        std::unique_lock lock(mutex_);
        is_waited_at_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return is_open_; });
    }
    void await_somebody()
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return is_waited_at_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_open_ = false;
    bool is_waited_at_ = false;
};

TEST(Log, LosesLinesOfASlowSinkAndWaitsForNothing)
{
    constexpr auto most = log::SinkThread::most_lines;
    Door door;
    std::vector<std::string> lines;
    set_log_sink([&](const LogLine& line) {
        door.pass();
        lines.emplace_back(line.text);
    });
    const auto before = log_counters().lost;
    log::info({"first"});
    door.await_somebody(); // the first one has left the queue
    for (std::size_t i = 0; i < most + 5; ++i)
        log::info({"x"}); // would wait for ever if it waited
    EXPECT_EQ(log_counters().lost, before + 5);
    door.open();
    log::flush();
    log::info({"last"});
    set_log_sink({});
    ASSERT_EQ(lines.size(), most + 3);
    EXPECT_EQ(lines[most + 1], "5 lines were left out: the log's sink was too slow");
    EXPECT_EQ(lines.back(), "last");
}

TEST(Log, RejectsASinkThatReplacesItself)
{
    bool rejected = false;
    set_log_sink([&](const LogLine&) {
        try {
            set_log_sink({});
        } catch (const std::logic_error&) {
            rejected = true;
        }
    });
    log::info({"a"});
    log::flush(); // it is the sink until it has the line
    set_log_sink({});
    EXPECT_TRUE(rejected);
}

TEST(Log, GoesToStandardErrorWithoutASink)
{
    ::testing::internal::CaptureStderr();
    log::warning({"a line"});
    const std::string text = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(text,
                ::testing::MatchesRegex("\\[[0-9]+-[0-9]+-[0-9]+ [0-9]+:[0-9]+:[0-9]+\\.[0-9]+\\] "
                                        "\\[costrel\\] \\[warning\\] a line\n"));
}

} // namespace
} // namespace costrel::inline v1
