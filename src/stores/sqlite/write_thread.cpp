#include "stores/sqlite/write_thread.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace costrel::stores {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_queue = 4'096;
constexpr std::size_t largest_group = 64;
constexpr auto collect_interval = 60s;

} // namespace

WriteThread::~WriteThread()
{
    {
        const std::lock_guard lock(mutex_);
        stops_ = true;
    }
    added_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

bool WriteThread::add(std::shared_ptr<Write> write)
{
    {
        const std::lock_guard lock(mutex_);
        if (queue_.size() >= longest_queue)
            return false;
        if (!thread_.joinable())
            thread_ = std::thread([this] { run(); });
        queue_.push_back(std::move(write));
    }
    added_.notify_one();
    return true;
}

void WriteThread::run() noexcept
{
    // Processes that started together do not collect together.
    auto next_collect = std::chrono::steady_clock::now() +
                        collect_interval * (std::random_device()() % 100 + 50) / 100;
    std::vector<std::shared_ptr<Write>> group;
    std::unique_lock lock(mutex_);
    for (;;) {
        added_.wait_until(lock, next_collect, [&] { return stops_ || !queue_.empty(); });
        if (queue_.empty() && stops_)
            return;
        const auto end =
            queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), largest_group));
        group.assign(std::move_iterator(queue_.begin()), std::move_iterator(end));
        queue_.erase(queue_.begin(), end);
        lock.unlock();
        {
            const std::shared_lock in_use(in_use_);
            writer_.perform(group);
            if (std::chrono::steady_clock::now() >= next_collect) {
                writer_.collect();
                next_collect = std::chrono::steady_clock::now() + collect_interval;
            }
        }
        group.clear();
        lock.lock();
    }
}

} // namespace costrel::stores
