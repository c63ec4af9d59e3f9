#include "app/test_loop.hpp"

#include "net/detached.hpp"
#include "net/reply_task.hpp"

#include <costrel/detail/task_loop.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>

namespace costrel {

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;

struct TestLoop {
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<net::Executor> work{context.get_executor()};
    boost::asio::any_io_executor executor{context.get_executor()};
    detail::TaskLoop tasks{&executor};
    std::optional<Response> response;
};

// The coroutine owns the loop too: what resumes a task that was given up finds it.
net::Detached run(std::shared_ptr<TestLoop> loop, Task<Response> task)
{
    net::ReplyTask pending(std::move(task), loop->context.get_executor());
    loop->response = co_await pending;
}

} // namespace

Response run_in_test_loop(Task<Response> task)
{
    const auto loop = std::make_shared<TestLoop>();
    task.set_loop(loop->tasks);
    run(loop, std::move(task));
    // The coroutine that waits for the task ends without an answer only when memory has run out.
    const auto is_waiting = [&] { return !loop->response && loop.use_count() > 1; };
    const auto run_until_answered = [&](std::chrono::steady_clock::time_point end) {
        while (is_waiting() && std::chrono::steady_clock::now() < end)
            loop->context.run_one_until(end);
    };
    run_until_answered(std::chrono::steady_clock::now() + patience);
    if (!loop->response && !is_waiting())
        throw std::bad_alloc();
    if (!loop->response) {
        loop->tasks.cancel();
        run_until_answered(std::chrono::steady_clock::now() + 1s);
        throw std::logic_error("costrel: the handler still waits for something after 30 seconds");
    }
    return *std::move(loop->response);
}

} // namespace costrel
