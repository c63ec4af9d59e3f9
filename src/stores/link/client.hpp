#pragma once

#include "stores/link/link.hpp"

#include <costrel/detail/event_loop.hpp>
#include <costrel/detail/task_loop.hpp>
#include <costrel/task.hpp>

#include <concepts>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <sys/types.h>
#include <vector>

namespace costrel::stores {

class LoopLink;

// A store's way to its database. The requests of one event loop share one connection; threads
// without a loop take one each from a pool, for as long as they ask.
class Client {
public:
    using MakeLink = std::function<std::unique_ptr<Link>()>;

    explicit Client(MakeLink make);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // Awaited in a task: until the request is done. Throws TaskCancelled.
    class [[nodiscard]] Asking final : private detail::TaskWait, private RequestWaiter {
    public:
        Asking(Client& client, std::shared_ptr<Request> request) noexcept
            : client_(client), request_(std::move(request))
        {
        }
        ~Asking();

        bool await_ready() const noexcept { return false; }
        template <std::derived_from<detail::TaskPromise> P>
        bool await_suspend(std::coroutine_handle<P> task)
        {
            return begin(task.promise().loop(), task);
        }
        void await_resume() const;

    private:
        bool begin(detail::TaskLoop* loop, std::coroutine_handle<> task);
        void begin_in_loop() noexcept;
        void cancel() noexcept override;
        void request_done() noexcept override;
        void go_on() noexcept;

        Client& client_;
        std::shared_ptr<Request> request_;
        detail::TaskLoop* loop_ = nullptr;
        std::shared_ptr<LoopLink> link_;
        std::coroutine_handle<> task_; // as long as it waits in a loop
    };
    Asking ask(std::shared_ptr<Request> request) { return {*this, std::move(request)}; }

private:
    void ask_by_blocking(const std::shared_ptr<Request>& request);
    std::unique_ptr<Link> take_link();
    void give_back(std::unique_ptr<Link> link);
    std::shared_ptr<LoopLink> link_in(detail::EventLoop& events);

    const MakeLink make_;
    const std::uint64_t number_; // of no other in this process
    const std::shared_ptr<const bool> alive_ = std::make_shared<bool>(true);
    std::mutex mutex_;
    std::vector<std::unique_ptr<Link>> idle_;
    pid_t process_; // whose connections they are
};

} // namespace costrel::stores
