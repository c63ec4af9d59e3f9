#pragma once

#include <costrel/detail/task_loop.hpp>
#include <costrel/task.hpp>

#include <atomic>
#include <concepts>
#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace costrel::inline v1 {

// The threads that run the routes marked blocking(). They are started when there is something to do
// for them, and end with the pool.
class BlockingPool {
public:
    // At most `threads` run at once, and at most `queue` wait for one of them. Throws ConfigError
    // when there are no threads, or more than 1,024.
    BlockingPool(unsigned threads, std::size_t queue);
    // Waits for what runs, and runs what waits.
    ~BlockingPool();
    BlockingPool(const BlockingPool&) = delete;
    BlockingPool& operator=(const BlockingPool&) = delete;

    // Awaited by a task: true in a thread of the pool, or at once false when so many wait that
    // there is no place. Throws TaskCancelled when the task was cancelled while it waited; such
    // ones do not keep others from a place.
    class Entry {
    public:
        explicit Entry(BlockingPool& pool) noexcept : pool_(pool) {}
        bool await_ready() const noexcept { return false; }
        template <std::derived_from<detail::TaskPromise> P>
        bool await_suspend(std::coroutine_handle<P> task)
        {
            loop_ = task.promise().loop();
            entered_ = true; // before another thread goes on with the task
            return pool_.add({task, loop_}) || (entered_ = false);
        }
        bool await_resume() const
        {
            if (entered_ && loop_ && loop_->is_cancelled())
                throw TaskCancelled();
            return entered_;
        }

    private:
        BlockingPool& pool_;
        const detail::TaskLoop* loop_ = nullptr;
        bool entered_ = false;
    };
    Entry enter() noexcept { return Entry(*this); }

    // As the destructor; whoever comes later finds no place.
    void end() noexcept;

    // How many found no place since the pool is there.
    std::size_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }

private:
    struct Waiting {
        std::coroutine_handle<> task;
        const detail::TaskLoop* loop;
    };

    bool add(Waiting waiting);
    std::coroutine_handle<> take_cancelled() noexcept;
    bool start_thread();
    void work() noexcept;

    const unsigned max_threads_;
    const std::size_t capacity_; // that run and that wait

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Waiting> waiting_;
    std::size_t running_ = 0;
    std::size_t idle_ = 0; // threads
    bool ending_ = false;
    std::vector<std::jthread> threads_;
    std::atomic<std::size_t> refused_ = 0;
};

} // namespace costrel::inline v1
