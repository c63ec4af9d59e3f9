#include "net/event_loop.hpp"

#include <costrel/asio.hpp>
#include <costrel/detail/loop_thread.hpp>
#include <costrel/wait.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace costrel::inline v1 {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

class WaitTest : public testing::Test {
protected:
    WaitTest()
    {
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
        watch.emplace(ends[0]);
    }
    ~WaitTest() override
    {
        watch.reset();
        ::close(ends[0]);
        ::close(ends[1]);
    }

    Task<bool> ready(Until until, steady_clock::duration time = 1h)
    {
        const bool is_ready = co_await wait(*watch, until, steady_clock::now() + time);
        resumed_in = std::this_thread::get_id();
        is_loop_thread = detail::LoopThread::is_here();
        co_return is_ready;
    }
    Task<void> wait_whatever_happens()
    {
        while (cancellations < 10'000) {
            try {
                co_await wait(*watch, Until::readable, steady_clock::now() + 1h);
            } catch (const TaskCancelled&) {
                ++cancellations;
            }
        }
    }
    template <class T>
    void start(Task<T>& task)
    {
        task.set_loop(*loop);
        task.start();
    }
    // Runs what is due, and a little longer.
    void run()
    {
        context->restart();
        context->run();
    }
    void send() const { EXPECT_EQ(::write(ends[1], "x", 1), 1); }

    std::unique_ptr<boost::asio::io_context> context = std::make_unique<boost::asio::io_context>(1);
    boost::asio::any_io_executor executor{context->get_executor()};
    std::shared_ptr<net::EventLoop> events = net::EventLoop::of(executor);
    std::optional<detail::TaskLoop> loop{std::in_place, &executor, events.get()};
    int ends[2] = {-1, -1};
    std::optional<Watch> watch;
    std::thread::id resumed_in;
    bool is_loop_thread = false;
    int cancellations = 0;
};

TEST_F(WaitTest, EndsWhenTheDescriptorIsReadable)
{
    Task<bool> task = ready(Until::readable);
    start(task);
    context->poll();
    EXPECT_FALSE(task.done());
    send();
    run();
    ASSERT_TRUE(task.done());
    EXPECT_TRUE(task.result());
    EXPECT_TRUE(is_loop_thread);
    EXPECT_FALSE(detail::LoopThread::is_here());
}

TEST_F(WaitTest, EndsAtOnceWhenTheDescriptorIsReadableAlready)
{
    send();
    for (int i = 0; i < 3; ++i) { // the byte is not read
        Task<bool> task = ready(Until::readable);
        start(task);
        run();
        ASSERT_TRUE(task.done());
        EXPECT_TRUE(task.result());
    }
}

TEST_F(WaitTest, EndsWhenTheDescriptorIsWritable)
{
    for (const Until until : {Until::writable, Until::either}) {
        Task<bool> task = ready(until);
        start(task);
        run();
        ASSERT_TRUE(task.done());
        EXPECT_TRUE(task.result());
    }
}

TEST_F(WaitTest, EndsWhenThePeerIsGone)
{
    Task<bool> task = ready(Until::readable);
    start(task);
    ::shutdown(ends[1], SHUT_RDWR);
    run();
    ASSERT_TRUE(task.done());
    EXPECT_TRUE(task.result()) << "the next read tells";
}

TEST_F(WaitTest, IsFalseAfterItsDeadline)
{
    const auto before = steady_clock::now();
    Task<bool> task = ready(Until::readable, 20ms);
    start(task);
    run();
    ASSERT_TRUE(task.done());
    EXPECT_FALSE(task.result());
    EXPECT_GE(steady_clock::now() - before, 20ms);
}

TEST_F(WaitTest, IsCutShortWhenItsLoopIs)
{
    Task<bool> task = ready(Until::readable);
    start(task);
    context->poll();
    loop->cancel();
    EXPECT_FALSE(task.done()) << "not within the call";
    run();
    EXPECT_THROW(task.result(), TaskCancelled);
}

TEST_F(WaitTest, IsNotBegunAnyMoreWhenItsLoopWasCut)
{
    Task<void> task = wait_whatever_happens();
    start(task);
    loop->cancel();
    run(); // and the stack does not grow with each attempt
    EXPECT_TRUE(task.done());
    EXPECT_EQ(cancellations, 10'000);
}

TEST_F(WaitTest, GoesOnWhileACancellationIsHeld)
{
    Task<bool> task = ready(Until::readable);
    start(task);
    context->poll();
    loop->hold_cancel();
    loop->cancel();
    EXPECT_FALSE(loop->is_cancelled());
    send();
    run();
    ASSERT_TRUE(task.done());
    EXPECT_TRUE(task.result());
    loop->let_cancel();
    EXPECT_TRUE(loop->is_cancelled());
}

TEST_F(WaitTest, EndsWhenAHeldCancellationIsLetGo)
{
    Task<bool> task = ready(Until::readable);
    start(task);
    context->poll();
    loop->hold_cancel();
    loop->cancel();
    boost::asio::post(*context, [this] { loop->let_cancel(); });
    run();
    EXPECT_THROW(task.result(), TaskCancelled);
}

TEST_F(WaitTest, EndsWithATaskThatIsDestroyed)
{
    {
        Task<bool> task = ready(Until::readable);
        start(task);
        context->poll();
    }
    send();
    run();
    EXPECT_EQ(resumed_in, std::thread::id());
    loop->cancel();
}

TEST_F(WaitTest, EndsWithATaskWhoseWatchGoesFirst)
{
    Task<bool> task = ready(Until::readable);
    start(task);
    context->poll();
    *watch = Watch(ends[0]);
    send();
    run();
    EXPECT_FALSE(task.done());
}

TEST_F(WaitTest, EndsWithATaskWhoseLoopIsNoMore)
{
    Task<bool> task = ready(Until::readable, 1ms);
    start(task);
    context->poll();
    events.reset();
    context.reset();
    EXPECT_EQ(resumed_in, std::thread::id());
}

TEST_F(WaitTest, EndsInTheLoopWhicheverThreadItBeganIn)
{
    send();
    Task<bool> task = ready(Until::readable);
    task.set_loop(*loop);
    std::jthread([&] { task.start(); }).join();
    EXPECT_FALSE(task.done());
    run();
    ASSERT_TRUE(task.done());
    EXPECT_EQ(resumed_in, std::this_thread::get_id());
}

TEST_F(WaitTest, WorksInAStrandOfManyThreads)
{
    send();
    std::optional<bool> is_ready;
    costrel::spawn(boost::asio::make_strand(*context), ready(Until::readable),
                   [&](std::exception_ptr error, std::optional<bool> result) {
                       EXPECT_FALSE(error);
                       is_ready = result;
                   });
    std::jthread other([this] { context->run(); });
    context->run();
    other.join();
    EXPECT_EQ(is_ready, true);
}

TEST_F(WaitTest, OfALoopThatKnowsNoDescriptorsThrows)
{
    detail::TaskLoop plain(&executor);
    Task<bool> task = ready(Until::readable);
    task.set_loop(plain);
    task.start();
    EXPECT_THROW(task.result(), std::logic_error);
}

// What a store keeps in a loop.
class Kept final : public detail::LoopLocal {
public:
    explicit Kept(int& ended) : ended_(ended) {}
    void loop_ended() noexcept override { ++ended_; }
    bool is_over() const noexcept override { return over; }
    bool over = false;

private:
    int& ended_;
};

TEST_F(WaitTest, WhatIsKeptInALoopEndsWithIt)
{
    int ended = 0;
    std::weak_ptr<detail::LoopLocal> kept;
    kept = events->local(1) = std::make_shared<Kept>(ended);
    EXPECT_EQ(net::EventLoop::of(executor)->local(1), kept.lock()) << "one loop an io_context";
    context.reset();
    EXPECT_EQ(ended, 1);
    EXPECT_TRUE(kept.expired());
}

TEST_F(WaitTest, WhatIsOverIsForgottenWhenSomethingElseIsKept)
{
    int ended = 0;
    const auto first = std::make_shared<Kept>(ended);
    events->local(1) = first;
    first->over = true;
    events->local(2) = std::make_shared<Kept>(ended);
    EXPECT_EQ(first.use_count(), 1);
    context.reset(); // before what they count in
}

} // namespace
} // namespace costrel::inline v1
