#include "app/blocking_pool.hpp"

#include <costrel/config.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <system_error>

namespace costrel::inline v1 {

namespace {

unsigned checked(unsigned threads)
{
    constexpr unsigned most = 1024;
    if (threads == 0 || threads > most)
        throw ConfigError("costrel: blocking_threads must be from 1 to 1024, not " +
                          std::to_string(threads));
    return threads;
}

} // namespace

BlockingPool::BlockingPool(unsigned threads, std::size_t queue)
    : max_threads_(checked(threads)),
      capacity_(std::min(queue, std::numeric_limits<std::size_t>::max() - threads) + threads)
{
}

BlockingPool::~BlockingPool()
{
    end();
}

void BlockingPool::end() noexcept
{
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    threads_.clear(); // joins them
}

bool BlockingPool::add(Waiting waiting)
{
    std::coroutine_handle<> cancelled;
    bool added = false;
    {
        const std::lock_guard lock(mutex_);
        if (running_ + waiting_.size() >= capacity_)
            cancelled = take_cancelled();
        const bool has_place = !ending_ && running_ + waiting_.size() < capacity_;
        // One more thread when nobody is free for this task.
        added = has_place && (waiting_.size() < idle_ || start_thread());
        if (added)
            waiting_.push_back(waiting);
        else
            refused_.fetch_add(1, std::memory_order_relaxed);
    }
    if (added)
        changed_.notify_one();
    if (cancelled)
        cancelled.resume(); // to its end
    return added;
}

// One that waits for nothing any more, because its client has left, or nullptr.
std::coroutine_handle<> BlockingPool::take_cancelled() noexcept
{
    const auto cancelled = std::ranges::find_if(waiting_, [](const Waiting& waiting) {
        return waiting.loop && waiting.loop->is_cancelled();
    });
    if (cancelled == waiting_.end())
        return nullptr;
    const std::coroutine_handle<> task = cancelled->task;
    waiting_.erase(cancelled);
    return task;
}

// Whether there is a thread that will run what waits.
bool BlockingPool::start_thread()
{
    if (threads_.size() == max_threads_)
        return true;
    try {
        threads_.emplace_back([this] { work(); });
        return true;
    } catch (const std::system_error&) { // the system has no more of them
        return !threads_.empty();
    }
}

void BlockingPool::work() noexcept
{
    std::unique_lock lock(mutex_);
    for (;;) {
        ++idle_;
        changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        --idle_;
        if (waiting_.empty())
            return;
        const std::coroutine_handle<> task = waiting_.front().task;
        waiting_.pop_front();
        ++running_;
        lock.unlock();
        task.resume();
        lock.lock();
        --running_;
    }
}

} // namespace costrel::inline v1
