#include <costrel/sync_wait.hpp>
#include <costrel/wait.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <coroutine>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace costrel::inline v1 {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// Tasks that have no loop.
class WaitWithoutALoop : public testing::Test {
protected:
    WaitWithoutALoop()
    {
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    }
    ~WaitWithoutALoop() override
    {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    Task<bool> ready(Until until, steady_clock::time_point deadline)
    {
        Watch watch(ends[0]);
        co_return co_await wait(watch, until, deadline);
    }

    int ends[2] = {-1, -1};
};

TEST_F(WaitWithoutALoop, BlocksUntilTheDescriptorIsReady)
{
    EXPECT_TRUE(sync_wait(ready(Until::writable, steady_clock::now() + 1h)));
    EXPECT_EQ(::write(ends[1], "x", 1), 1);
    EXPECT_TRUE(sync_wait(ready(Until::readable, steady_clock::now() + 1h)));
    EXPECT_TRUE(sync_wait(ready(Until::readable, steady_clock::time_point::max())));
}

TEST_F(WaitWithoutALoop, IsFalseAfterItsDeadline)
{
    const auto deadline = steady_clock::now() + 5ms;
    EXPECT_FALSE(sync_wait(ready(Until::readable, deadline)));
    EXPECT_GE(steady_clock::now(), deadline);
    EXPECT_FALSE(sync_wait(ready(Until::readable, steady_clock::time_point::min())));
}

Task<int> throws()
{
    throw std::runtime_error("broken");
    co_return 1;
}

Task<void> suspends()
{
    co_await std::suspend_always();
}

Task<std::string> gives()
{
    co_return "text";
}

TEST(SyncWait, GivesWhatTheTaskGives)
{
    EXPECT_EQ(sync_wait(gives()), "text");
    EXPECT_THROW(sync_wait(throws()), std::runtime_error);
}

TEST(SyncWait, ThrowsInTheThreadOfALoopWhateverTheTask)
{
    const detail::LoopThread in_loop;
    EXPECT_THROW(sync_wait(gives()), std::logic_error);
}

TEST(SyncWait, ThrowsWhenOnlyALoopCouldGoOn)
{
    EXPECT_THROW(sync_wait(suspends()), std::logic_error);
}

} // namespace
} // namespace costrel::inline v1
