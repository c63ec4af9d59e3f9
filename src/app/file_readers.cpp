#include "app/file_readers.hpp"

#include <exception>

namespace costrel::inline v1 {

namespace {

constexpr std::size_t most_threads = 4; // a disk reads no faster for more

} // namespace

FileReaders::~FileReaders()
{
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

bool FileReaders::add(Job& job) noexcept
try {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= idle_ && threads_.size() < most_threads) {
            try {
                threads_.emplace_back([this] { work(); });
            } catch (
                const std::exception&) { // no thread or no memory: then by those that are there
                if (threads_.empty())
                    return false;
            }
        }
        waiting_.push_back(job);
    }
    changed_.notify_one();
    return true;
} catch (const std::exception&) {
    return false;
}

void FileReaders::work() noexcept
{
    std::unique_lock lock(mutex_);
    for (;;) {
        ++idle_;
        changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        --idle_;
        if (waiting_.empty())
            return;
        Job& job = waiting_.front();
        waiting_.pop_front();
        lock.unlock();
        job.run();
        lock.lock();
    }
}

} // namespace costrel::inline v1
