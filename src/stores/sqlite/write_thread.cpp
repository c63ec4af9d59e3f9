#include "stores/sqlite/write_thread.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::stores {

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
        try {
            if (!thread_.joinable())
                thread_ = std::thread([this] { run(); });
        } catch (const std::system_error&) {
            return false;
        }
        queue_.push_back(std::move(write));
    }
    added_.notify_one();
    return true;
}

// Without memory nobody hears why: what was not done is `unavailable`, and no thread ends.
void WriteThread::perform(std::span<const std::shared_ptr<Write>> group) noexcept
{
    const std::shared_lock in_use(in_use_);
    try {
        writer_.perform(group);
    } catch (const std::bad_alloc&) {
        for (const auto& write : group)
            if (!write->is_done())
                write->finish(StoreError{});
    }
}

void WriteThread::collect() noexcept
{
    const std::shared_lock in_use(in_use_);
    try {
        writer_.collect();
    } catch (const std::bad_alloc&) { // the next time
    }
}

void WriteThread::run() noexcept
{
    // Processes that started together do not collect together.
    auto next_collect =
        std::chrono::steady_clock::now() + collect_interval * (::getpid() % 100 + 50) / 100;
    std::array<std::shared_ptr<Write>, largest_group> group;
    std::unique_lock lock(mutex_);
    for (;;) {
        added_.wait_until(lock, next_collect, [&] { return stops_ || !queue_.empty(); });
        if (queue_.empty() && stops_)
            return;
        const auto end =
            queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), largest_group));
        const auto size = static_cast<std::size_t>(end - queue_.begin());
        std::move(queue_.begin(), end, group.begin());
        queue_.erase(queue_.begin(), end);
        lock.unlock();
        perform(std::span(group).first(size));
        if (std::chrono::steady_clock::now() >= next_collect) {
            collect();
            next_collect = std::chrono::steady_clock::now() + collect_interval;
        }
        group.fill(nullptr);
        lock.lock();
    }
}

} // namespace costrel::inline v1::stores
