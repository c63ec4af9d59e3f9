#include "app/blocking_pool.hpp"

#include <costrel/config.hpp>

#include <string>
#include <system_error>

namespace costrel {

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
    : max_threads_(checked(threads)), capacity_(threads + queue)
{
}

BlockingPool::~BlockingPool()
{
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    threads_.clear(); // joins them
}

bool BlockingPool::add(std::coroutine_handle<> task)
{
    {
        const std::lock_guard lock(mutex_);
        const bool has_place = running_ + waiting_.size() < capacity_;
        // One more thread when nobody is free for this task.
        if (!has_place || (waiting_.size() >= idle_ && !start_thread())) {
            refused_.fetch_add(1, std::memory_order_relaxed);
            return false;
        }
        waiting_.push_back(task);
    }
    changed_.notify_one();
    return true;
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
        const std::coroutine_handle<> task = waiting_.front();
        waiting_.pop_front();
        ++running_;
        lock.unlock();
        task.resume();
        lock.lock();
        --running_;
    }
}

} // namespace costrel
