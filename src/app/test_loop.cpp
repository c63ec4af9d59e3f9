#include "app/test_loop.hpp"

#include "net/detached.hpp"
#include "net/event_loop.hpp"
#include "net/reply_task.hpp"
#include "net/source_ready.hpp"
#include "net/suspension.hpp"

#include <costrel/detail/loop_thread.hpp>
#include <costrel/detail/task_loop.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>

namespace costrel::inline v1 {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;

} // namespace

struct TestLoop::State {
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<net::Executor> work{context.get_executor()};
    boost::asio::any_io_executor executor{context.get_executor()};
    std::shared_ptr<net::EventLoop> events{net::EventLoop::of(executor)};
    detail::TaskLoop tasks{&executor, events.get()};
    std::optional<Response> response;
    bool done = false;

    // A coroutine below, which ends with its loop.
    class Waiting final : public net::Suspension {
    public:
        using Suspension::Suspension;

    private:
        void dropped() noexcept override { coroutine().destroy(); }
    };

    // These two own the loop too: what resumes a task that was given up finds it.
    static net::Detached run(std::shared_ptr<State> loop, Task<Response> task)
    {
        Waiting waiting(loop->context.get_executor());
        net::ReplyTask pending(std::move(task), waiting);
        pending.start();
        if (Response* const response = co_await pending) {
            loop->response = std::move(*response);
            loop->done = true;
        }
    }
    static net::Detached wait(std::shared_ptr<State> loop, detail::BodySource& source)
    {
        Waiting waiting(loop->context.get_executor());
        co_await net::SourceReady(source, waiting);
        loop->done = true;
    }
};

TestLoop::TestLoop() : state_(std::make_shared<State>()) {}

detail::TaskLoop& TestLoop::tasks() noexcept
{
    return state_->tasks;
}

Response TestLoop::run(Task<Response> task)
{
    const detail::LoopThread in_loop; // the first part of the task, too
    state_->done = false;
    task.set_loop(state_->tasks);
    State::run(state_, std::move(task));
    run_until_done();
    return *std::move(state_->response);
}

void TestLoop::wait_for(detail::BodySource& source)
{
    state_->done = false;
    State::wait(state_, source);
    run_until_done();
}

void TestLoop::run_until_done()
{
    // The coroutine that waits ends without being done only when memory has run out.
    const auto is_waiting = [this] { return !state_->done && state_.use_count() > 1; };
    const auto run_until = [&](std::chrono::steady_clock::time_point end) {
        while (is_waiting() && std::chrono::steady_clock::now() < end)
            state_->context.run_one_until(end);
    };
    run_until(std::chrono::steady_clock::now() + patience);
    if (!state_->done && !is_waiting())
        throw std::bad_alloc();
    if (!state_->done) {
        state_->tasks.cancel();
        run_until(std::chrono::steady_clock::now() + 1s);
        throw std::logic_error("costrel: the handler still waits for something after 30 seconds");
    }
}

} // namespace costrel::inline v1
