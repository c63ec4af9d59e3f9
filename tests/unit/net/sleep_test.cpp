#include <costrel/detail/task_loop.hpp>
#include <costrel/sleep.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace costrel::inline v1 {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// Resumes whoever awaits it in another thread.
struct OtherThread {
    std::jthread& thread;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) const
    {
        std::jthread& owner = thread; // this object ends with its coroutine
        owner = std::jthread([handle] { handle.resume(); });
    }
    void await_resume() const noexcept {}
};

class SleepTest : public testing::Test {
protected:
    Task<void> sleep(std::chrono::milliseconds time)
    {
        co_await sleep_for(time);
        woken = std::this_thread::get_id();
    }
    Task<void> sleep_after_another_thread()
    {
        co_await OtherThread{thread};
        EXPECT_NE(std::this_thread::get_id(), std::thread::id());
        co_await sleep(1ms);
    }
    Task<void> sleep_whatever_happens()
    {
        while (cancellations < 10'000) {
            try {
                co_await sleep_for(1h);
            } catch (const TaskCancelled&) {
                ++cancellations;
            }
        }
    }
    void start(Task<void>& task)
    {
        task.set_loop(loop);
        task.start();
    }

    boost::asio::io_context context{1};
    boost::asio::any_io_executor executor{context.get_executor()};
    detail::TaskLoop loop{&executor};
    std::jthread thread;
    std::thread::id woken;
    int cancellations = 0;
};

TEST_F(SleepTest, LastsAtLeastAsLongAsItSays)
{
    const auto begin = steady_clock::now();
    Task<void> task = sleep(20ms);
    start(task);
    EXPECT_FALSE(task.done());
    context.run();
    EXPECT_TRUE(task.done());
    EXPECT_GE(steady_clock::now() - begin, 20ms);
}

TEST_F(SleepTest, OfNoTimeGivesTheOthersATurn)
{
    for (const auto time : {0ms, -5ms}) {
        Task<void> task = sleep(time);
        start(task);
        EXPECT_FALSE(task.done());
        context.restart();
        context.run();
        EXPECT_TRUE(task.done());
    }
}

TEST_F(SleepTest, EndsInTheLoopWhicheverThreadItBeganIn)
{
    const auto work = boost::asio::make_work_guard(context);
    Task<void> task = sleep_after_another_thread();
    start(task);
    const auto end = steady_clock::now() + 60s;
    while (woken == std::thread::id() && steady_clock::now() < end)
        context.run_one_until(end);
    EXPECT_TRUE(task.done());
    EXPECT_EQ(woken, std::this_thread::get_id());
}

TEST_F(SleepTest, OfManyTasksIsOneWait)
{
    std::vector<Task<void>> tasks;
    for (int i = 0; i < 1000; ++i) {
        tasks.push_back(sleep(50ms));
        start(tasks.back());
    }
    EXPECT_FALSE(tasks.front().done()) << "it waits while the others begin";
    context.run();
    for (const Task<void>& task : tasks)
        EXPECT_TRUE(task.done());
}

TEST_F(SleepTest, IsCutShortWhenItsLoopIs)
{
    Task<void> first = sleep(1h);
    Task<void> second = sleep(1h);
    start(first);
    start(second);
    context.poll();
    loop.cancel();
    context.run();
    EXPECT_THROW(first.result(), TaskCancelled);
    EXPECT_THROW(second.result(), TaskCancelled);
}

TEST_F(SleepTest, IsNotBegunAnyMoreWhenItsLoopWasCut)
{
    Task<void> task = sleep_whatever_happens();
    start(task);
    loop.cancel();
    context.run(); // and the stack does not grow with each attempt
    EXPECT_TRUE(task.done());
    EXPECT_EQ(cancellations, 10'000);
}

TEST_F(SleepTest, EndsWithATaskThatIsDestroyed)
{
    {
        Task<void> task = sleep(1h);
        start(task);
        context.poll();
    }
    context.restart();
    context.run();
    EXPECT_EQ(woken, std::thread::id());
    loop.cancel();
}

TEST_F(SleepTest, NeedsALoop)
{
    Task<void> task = sleep(1ms);
    task.start();
    EXPECT_TRUE(task.done());
    EXPECT_THROW(task.result(), std::logic_error);
}

} // namespace
} // namespace costrel::inline v1
