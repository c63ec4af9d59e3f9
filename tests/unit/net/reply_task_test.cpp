#include "net/detached.hpp"
#include "net/reply_task.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace costrel::inline v1::net {
namespace {

// Where the test decides when, and in which thread, a task goes on.
struct Gate {
    std::coroutine_handle<> waiting;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) noexcept { waiting = handle; }
    void await_resume() const noexcept {}
};

Task<Response> at_once()
{
    co_return Response("at once");
}

Task<Response> after(Gate& gate)
{
    co_await gate;
    co_return Response("later");
}

Task<Response> failing(Gate& gate)
{
    co_await gate;
    throw std::runtime_error("a bug of the handler");
}

// What a connection saw of its task.
struct Outcome {
    std::optional<Response> response;
    std::thread::id thread;
};

class Connection final : public Suspension {
public:
    using Suspension::Suspension;

private:
    void dropped() noexcept override { coroutine().destroy(); }
};

Detached connection(Task<Response> task, Executor loop, Outcome& outcome)
{
    Connection suspension(loop);
    ReplyTask pending(std::move(task), suspension);
    pending.start();
    outcome.response = std::move(*co_await pending);
    outcome.thread = std::this_thread::get_id();
}

class ReplyTaskTest : public testing::Test {
protected:
    boost::asio::io_context context{1};
    Gate gate;
    Outcome outcome;
};

TEST_F(ReplyTaskTest, GivesTheAnswerOfATaskThatNeverWaits)
{
    connection(at_once(), context.get_executor(), outcome);
    ASSERT_TRUE(outcome.response);
    EXPECT_EQ(outcome.response->body.view(), "at once");
}

TEST_F(ReplyTaskTest, DoesNotNestTasksThatNeverWait)
{
    const auto many = [](Executor loop) -> Detached {
        Connection suspension(loop);
        for (int i = 0; i < 1'000'000; ++i) {
            ReplyTask pending(at_once(), suspension);
            pending.start();
            co_await pending;
        }
    };
    many(context.get_executor()); // or the stack ends
}

TEST_F(ReplyTaskTest, WaitsForATask)
{
    connection(after(gate), context.get_executor(), outcome);
    EXPECT_FALSE(outcome.response);
    boost::asio::post(context, [this] { gate.waiting.resume(); });
    context.run();
    ASSERT_TRUE(outcome.response);
    EXPECT_EQ(outcome.response->body.view(), "later");
}

TEST_F(ReplyTaskTest, GoesOnInItsLoopWhereverTheTaskEnds)
{
    const auto work = boost::asio::make_work_guard(context);
    connection(after(gate), context.get_executor(), outcome);
    std::jthread([this] { gate.waiting.resume(); }).join();
    EXPECT_FALSE(outcome.response); // not in that thread
    context.run_one();
    ASSERT_TRUE(outcome.response);
    EXPECT_EQ(outcome.thread, std::this_thread::get_id());
}

TEST_F(ReplyTaskTest, AnswersAnExceptionWith500)
{
    connection(failing(gate), context.get_executor(), outcome);
    boost::asio::post(context, [this] { gate.waiting.resume(); });
    context.run();
    ASSERT_TRUE(outcome.response);
    EXPECT_EQ(outcome.response->status, 500);
}

TEST_F(ReplyTaskTest, GoesOnATurnLaterWhileItIsHeldBack)
{
    Connection suspension(context.get_executor());
    bool is_over = false;
    const auto waiting = [&](Task<Response> task) -> Detached {
        ReplyTask pending(std::move(task), suspension);
        pending.start();
        co_await pending;
        is_over = true;
    };
    waiting(after(gate));
    boost::asio::post(context, [&] {
        suspension.hold_back();
        gate.waiting.resume();
        suspension.let_go();
        EXPECT_FALSE(is_over);
    });
    context.run();
    EXPECT_TRUE(is_over);
}

TEST_F(ReplyTaskTest, DestroysATaskThatIsNotDoneWhereItWaits)
{
    struct Witness {
        bool& is_destroyed;
        ~Witness() { is_destroyed = true; }
    };
    bool is_destroyed = false;
    const auto waiting = [&]() -> Task<Response> {
        const Witness witness{is_destroyed};
        co_await gate;
        co_return Response("never");
    };
    {
        Connection suspension(context.get_executor());
        ReplyTask pending(waiting(), suspension);
        pending.start();
        EXPECT_FALSE(pending.is_done());
    }
    EXPECT_TRUE(is_destroyed);
}

} // namespace
} // namespace costrel::inline v1::net
