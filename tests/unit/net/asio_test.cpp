#include <costrel/asio.hpp>
#include <costrel/sleep.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>
#include <thread>

namespace costrel::inline v1 {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;
using costrel::this_executor;
using costrel::use_task;
using Stream = boost::asio::local::stream_protocol::socket;

class AsioTest : public testing::Test {
protected:
    AsioTest() { boost::asio::local::connect_pair(here, there); }

    Task<std::string> read()
    {
        std::array<char, 16> bytes;
        const auto [error, count] =
            co_await here.async_read_some(boost::asio::buffer(bytes), use_task);
        if (error)
            co_return error.message();
        co_return std::string(bytes.data(), count);
    }
    Task<error_code> wait_for_a_timer()
    {
        boost::asio::steady_timer timer(co_await this_executor(), 1ms);
        co_return co_await timer.async_wait(use_task);
    }
    template <class T>
    void start(Task<T>& task)
    {
        task.set_loop(loop);
        task.start();
    }

    boost::asio::io_context context{1};
    boost::asio::any_io_executor executor{context.get_executor()};
    detail::TaskLoop loop{&executor};
    Stream here{context};
    Stream there{context};
};

TEST_F(AsioTest, SeveralResultsAreATuple)
{
    Task<std::string> task = read();
    start(task);
    context.poll();
    EXPECT_FALSE(task.done());
    boost::asio::write(there, boost::asio::buffer("bytes", 5));
    context.restart();
    context.run();
    EXPECT_EQ(task.result(), "bytes");
}

TEST_F(AsioTest, AnErrorIsAValue)
{
    Task<std::string> task = read();
    start(task);
    there.close();
    context.run();
    EXPECT_EQ(task.result(), "End of file");
}

TEST_F(AsioTest, OneResultIsItself)
{
    Task<error_code> task = wait_for_a_timer();
    start(task);
    context.run();
    EXPECT_EQ(task.result(), error_code());
}

TEST_F(AsioTest, NoResultIsNone)
{
    const auto hop = [this]() -> Task<int> {
        co_await boost::asio::post(executor, use_task);
        co_return 7;
    };
    Task<int> task = hop();
    start(task);
    EXPECT_FALSE(task.done());
    context.run();
    EXPECT_EQ(task.result(), 7);
}

TEST_F(AsioTest, ComposedOperationsAreOne)
{
    const auto read_all = [this]() -> Task<std::string> {
        std::string bytes(100'000, ' ');
        const auto [error, count] =
            co_await boost::asio::async_read(here, boost::asio::buffer(bytes), use_task);
        co_return error ? error.message() : bytes;
    };
    Task<std::string> task = read_all();
    start(task);
    const std::string sent(100'000, 'x');
    boost::asio::async_write(there, boost::asio::buffer(sent), [](error_code, std::size_t) {});
    context.run();
    EXPECT_EQ(task.result(), sent);
}

TEST_F(AsioTest, CoroutinesOfAsioCanBeAwaited)
{
    const auto theirs = []() -> boost::asio::awaitable<int> { co_return 42; };
    const auto ours = [&]() -> Task<int> {
        const auto [error, number] =
            co_await boost::asio::co_spawn(co_await this_executor(), theirs(), use_task);
        co_return error ? -1 : number;
    };
    Task<int> task = ours();
    start(task);
    context.run();
    EXPECT_EQ(task.result(), 42);
}

TEST_F(AsioTest, AnOperationOfAnotherThreadGoesOnInTheLoop)
{
    const auto work = boost::asio::make_work_guard(context);
    std::thread::id woken;
    const auto hop = [&]() -> Task<void> {
        co_await boost::asio::post(context, use_task);
        woken = std::this_thread::get_id();
    };
    Task<void> task = hop();
    task.set_loop(loop);
    std::jthread([&] { task.start(); }).join();
    while (woken == std::thread::id())
        context.run_one();
    EXPECT_EQ(woken, std::this_thread::get_id());
}

TEST_F(AsioTest, ACutLoopCancelsTheOperation)
{
    Task<std::string> task = read();
    start(task);
    context.poll();
    loop.cancel();
    context.restart();
    context.run();
    EXPECT_THROW(task.result(), TaskCancelled);
    Task<std::string> late = read();
    start(late);
    context.restart();
    context.run();
    EXPECT_THROW(late.result(), TaskCancelled);
}

TEST_F(AsioTest, ADestroyedTaskCancelsTheOperation)
{
    {
        Task<std::string> task = read();
        start(task);
        context.poll();
    }
    context.restart();
    context.run(); // ends, though nothing was written
}

TEST_F(AsioTest, NeedsALoop)
{
    Task<std::string> task = read();
    task.start();
    EXPECT_THROW(task.result(), std::logic_error);
    Task<error_code> other = wait_for_a_timer();
    other.start();
    EXPECT_THROW(other.result(), std::logic_error);
}

TEST_F(AsioTest, TasksAreSpawnedFromOutside)
{
    std::optional<std::string> text;
    costrel::spawn(executor, read(),
                   [&](std::exception_ptr error, std::optional<std::string> result) {
                       EXPECT_FALSE(error);
                       text = std::move(result);
                   });
    std::exception_ptr thrown;
    const auto fail = []() -> Task<void> {
        co_await sleep_for(1ms);
        throw std::runtime_error("on purpose");
    };
    costrel::spawn(executor, fail(), [&](std::exception_ptr error) { thrown = error; });
    boost::asio::write(there, boost::asio::buffer("spawned", 7));
    context.run();
    EXPECT_EQ(text, "spawned");
    EXPECT_THROW(std::rethrow_exception(thrown), std::runtime_error);
}

} // namespace
} // namespace costrel::inline v1
