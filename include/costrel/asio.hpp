#pragma once

// Optional, and the only public header that includes Boost: a program that uses it needs the
// version of Boost that costrel was built with.

#include <costrel/detail/event_loop.hpp>
#include <costrel/detail/loop_thread.hpp>
#include <costrel/detail/task_loop.hpp>
#include <costrel/task.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <concepts>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>

// Qt defines it as nothing.
#pragma push_macro("emit")
#undef emit

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A completion token: any asynchronous operation of Asio can be awaited in a Task.
///
///     auto [error, count] = co_await socket.async_read_some(buffer, costrel::use_task);
///
/// Awaiting returns what the operation completes with: several values as a tuple, one value as it
/// is, none as void. An error is a value, never an exception. The operation begins when it is
/// awaited, and the task goes on in its event loop.
///
/// When the client has left, or the server is cut, the operation is cancelled and TaskCancelled is
/// thrown in the task. Make the sockets and timers that tasks wait for with this_executor(), so
/// that this happens in their own thread. Throws std::logic_error when the task has no event loop.
struct UseTask {};
inline constexpr UseTask use_task{};

namespace detail {

using boost::asio::any_io_executor;

// Where tasks of that executor wait for descriptors.
std::shared_ptr<costrel::detail::EventLoop> event_loop_of(const any_io_executor& executor);

inline costrel::detail::TaskLoop& require_loop(costrel::detail::TaskLoop* loop)
{
    if (!loop)
        throw std::logic_error("costrel: a task can only wait when a server or a TestClient runs "
                               "it: let a handler await it");
    return *loop;
}

inline const any_io_executor& executor_of(const costrel::detail::TaskLoop& loop) noexcept
{
    return *static_cast<const any_io_executor*>(loop.executor());
}

class ThisExecutor {
public:
    bool await_ready() const noexcept { return false; }
    template <std::derived_from<costrel::detail::TaskPromise> P>
    bool await_suspend(std::coroutine_handle<P> task)
    {
        loop_ = &require_loop(task.promise().loop());
        return false;
    }
    any_io_executor await_resume() const { return executor_of(*loop_); }

private:
    costrel::detail::TaskLoop* loop_ = nullptr;
};

/// One operation under way. Its handler owns it too: a task that is destroyed while it waits leaves
/// behind a handler that is still to be called.
template <class... A>
class AsioOperation final : public costrel::detail::TaskWait,
                            public std::enable_shared_from_this<AsioOperation<A...>> {
public:
    AsioOperation(costrel::detail::TaskLoop& loop, std::coroutine_handle<> task)
        : loop_(loop), executor_(executor_of(loop)), task_(task)
    {
    }

    /// In the loop. `start` begins the operation.
    template <class Start>
    void begin(Start& start) noexcept
    try {
        if (!task_)
            return;
        if (loop_.is_cancelled()) {
            // Not at once: a task that tries again and again must not grow the stack.
            boost::asio::post(executor_, [self = this->shared_from_this()] { self->complete(); });
            return;
        }
        loop_.add(*this);
        start();
    } catch (...) {
        error_ = std::current_exception();
        complete();
    }
    template <class... R>
    void finish(R&&... results)
    {
        try {
            results_.emplace(std::forward<R>(results)...);
        } catch (...) {
            error_ = std::current_exception();
        }
        complete();
    }
    void cancel() noexcept override
    {
        try {
            signal_.emit(boost::asio::cancellation_type::terminal);
        } catch (...) { // then it ends when it ends
        }
    }
    /// The task is gone.
    void abandon() noexcept
    {
        task_ = nullptr;
        loop_.remove(*this);
        cancel();
    }
    std::tuple<A...> take()
    {
        if (error_)
            std::rethrow_exception(error_);
        if (loop_.is_cancelled())
            throw TaskCancelled();
        return *std::move(results_);
    }

    const any_io_executor& executor() const noexcept { return executor_; }
    boost::asio::cancellation_slot slot() noexcept { return signal_.slot(); }

private:
    void complete() noexcept
    {
        const auto task = std::exchange(task_, nullptr);
        if (!task) // nor need there be a loop
            return;
        loop_.remove(*this);
        const costrel::detail::LoopThread in_loop;
        task.resume();
    }

    costrel::detail::TaskLoop& loop_;
    any_io_executor executor_;
    std::coroutine_handle<> task_;
    boost::asio::cancellation_signal signal_;
    std::optional<std::tuple<A...>> results_;
    std::exception_ptr error_;
};

template <class... A>
class AsioHandler {
public:
    using executor_type = any_io_executor;
    using cancellation_slot_type = boost::asio::cancellation_slot;

    explicit AsioHandler(std::shared_ptr<AsioOperation<A...>> operation) noexcept
        : operation_(std::move(operation))
    {
    }
    executor_type get_executor() const noexcept { return operation_->executor(); }
    cancellation_slot_type get_cancellation_slot() const noexcept { return operation_->slot(); }

    template <class... R>
    void operator()(R&&... results)
    {
        const auto operation = operation_; // the handler may end with the task
        operation->finish(std::forward<R>(results)...);
    }

private:
    std::shared_ptr<AsioOperation<A...>> operation_;
};

/// What use_task turns an operation into: begun when it is awaited, once.
template <class Initiation, class Arguments, class... A>
class [[nodiscard]] AsioAwaitable {
public:
    AsioAwaitable(Initiation initiation, Arguments arguments)
        : initiation_(std::move(initiation)), arguments_(std::move(arguments))
    {
    }
    AsioAwaitable(AsioAwaitable&&) = default;
    ~AsioAwaitable()
    {
        if (operation_)
            operation_->abandon();
    }

    bool await_ready() const noexcept { return false; }
    template <std::derived_from<costrel::detail::TaskPromise> P>
    void await_suspend(std::coroutine_handle<P> task)
    {
        operation_ =
            std::make_shared<AsioOperation<A...>>(require_loop(task.promise().loop()), task);
        // Nothing of this object is touched after the operation has begun: the task may go on at
        // once, or in its loop while this is another thread.
        boost::asio::dispatch(
            operation_->executor(), [operation = operation_, initiation = std::move(initiation_),
                                     arguments = std::move(arguments_)]() mutable {
                auto start = [&] {
                    std::apply(
                        [&](auto&&... argument) {
                            std::move(initiation)(AsioHandler<A...>(operation),
                                                  std::forward<decltype(argument)>(argument)...);
                        },
                        std::move(arguments));
                };
                operation->begin(start);
            });
    }
    auto await_resume()
    {
        const auto operation = std::move(operation_);
        if constexpr (sizeof...(A) == 0)
            operation->take();
        else if constexpr (sizeof...(A) == 1)
            return std::get<0>(operation->take());
        else
            return operation->take();
    }

private:
    Initiation initiation_;
    Arguments arguments_;
    std::shared_ptr<AsioOperation<A...>> operation_;
};

/// A coroutine that nobody awaits.
struct Spawned {
    struct promise_type {
        Spawned get_return_object() const noexcept { return {}; }
        std::suspend_never initial_suspend() const noexcept { return {}; }
        std::suspend_never final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() const noexcept {} // no memory to call `done`
    };
};

template <class T, class F>
Spawned run(any_io_executor executor, Task<T> task, F done)
{
    const auto events = event_loop_of(executor);
    costrel::detail::TaskLoop loop(&executor, events.get());
    task.set_loop(loop);
    std::exception_ptr error;
    if constexpr (std::is_void_v<T>) {
        try {
            co_await std::move(task);
        } catch (...) {
            error = std::current_exception();
        }
        boost::asio::post(executor, [done = std::move(done), error]() mutable { done(error); });
    } else {
        std::optional<T> result;
        try {
            result.emplace(co_await std::move(task));
        } catch (...) {
            error = std::current_exception();
        }
        boost::asio::post(executor,
                          [done = std::move(done), error, result = std::move(result)]() mutable {
                              done(error, std::move(result));
                          });
    }
}

} // namespace detail

/// Awaited in a Task, returns the executor of its event loop, to make sockets and timers with.
/// Throws std::logic_error when the task has none.
///
///     boost::asio::ip::tcp::socket socket(co_await costrel::this_executor());
inline auto this_executor() noexcept
{
    return detail::ThisExecutor{};
}

/// Runs a task, from code that is not a coroutine of costrel, in `executor`'s event loop: that of
/// one thread, or a strand. At its end it calls `done(std::exception_ptr)`, or for a Task<T>
/// `done(std::exception_ptr, std::optional<T>)`; the pointer is null when nothing was thrown.
///
///     costrel::spawn(context.get_executor(), refresh(), [](std::exception_ptr error) {…});
template <class T, class F>
void spawn(boost::asio::any_io_executor executor, Task<T> task, F done)
{
    boost::asio::dispatch(executor,
                          [executor, task = std::move(task), done = std::move(done)]() mutable {
                              const costrel::detail::LoopThread in_loop;
                              detail::run(std::move(executor), std::move(task), std::move(done));
                          });
}

} // namespace costrel::inline v1

#pragma GCC visibility pop

namespace boost::asio {

template <class... A>
class async_result<costrel::UseTask, void(A...)> {
public:
    template <class Initiation, class... Arguments>
    static auto initiate(Initiation&& initiation, costrel::UseTask, Arguments&&... arguments)
    {
        using Kept = std::tuple<std::decay_t<Arguments>...>;
        return costrel::detail::AsioAwaitable<std::decay_t<Initiation>, Kept, std::decay_t<A>...>(
            std::forward<Initiation>(initiation), Kept(std::forward<Arguments>(arguments)...));
    }
};

} // namespace boost::asio

#pragma pop_macro("emit")
