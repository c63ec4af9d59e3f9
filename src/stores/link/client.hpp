#pragma once

#include "stores/link/link.hpp"

#include <costrel/detail/event_loop.hpp>
#include <costrel/detail/loop_wait.hpp>
#include <costrel/task.hpp>

#include <concepts>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <sys/types.h>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::stores {

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
    class [[nodiscard]] Asking final : private detail::LoopWait, private RequestWaiter {
    public:
        Asking(Client& client, std::shared_ptr<Request> request) noexcept
            : client_(client), request_(std::move(request))
        {
        }
        ~Asking() override;

        bool await_ready() const noexcept { return false; }
        template <std::derived_from<detail::TaskPromise> P>
        bool await_suspend(std::coroutine_handle<P> task)
        {
            detail::TaskLoop* const loop = task.promise().loop();
            if (loop)
                begin(*loop, task); // and may be over by now
            else
                client_.ask_by_blocking(request_);
            return loop != nullptr;
        }
        void await_resume() const;

    private:
        bool begin_in_loop() noexcept override;
        void cancel() noexcept override;
        void request_done() noexcept override;

        Client& client_;
        std::shared_ptr<Request> request_;
        std::shared_ptr<LoopLink> link_;
    };
    Asking ask(std::shared_ptr<Request> request) { return {*this, std::move(request)}; }

    StoreConnections connections() const noexcept
    {
        return {tally_->open.load(std::memory_order_relaxed),
                tally_->reconnects.load(std::memory_order_relaxed)};
    }

private:
    void ask_by_blocking(const std::shared_ptr<Request>& request);
    std::unique_ptr<Link> make_link() const;
    std::unique_ptr<Link> take_link();
    void give_back(std::unique_ptr<Link> link);
    std::shared_ptr<LoopLink> link_in(detail::EventLoop& events);

    const MakeLink make_;
    const std::shared_ptr<LinkTally> tally_ = std::make_shared<LinkTally>();
    const std::uint64_t number_; // of no other in this process
    const std::shared_ptr<const bool> alive_ = std::make_shared<bool>(true);
    std::mutex mutex_;
    std::vector<std::unique_ptr<Link>> idle_;
    pid_t process_; // whose connections they are
};

} // namespace costrel::inline v1::stores

#pragma GCC visibility pop
