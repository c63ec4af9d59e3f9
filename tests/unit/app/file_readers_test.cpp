#include "app/file_readers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <future>
#include <thread>

namespace costrel::inline v1 {
namespace {

struct Counted final : FileReaders::Job {
    explicit Counted(std::atomic<int>& its_count) : count(its_count) {}
    void run() noexcept override { ++count; }
    std::atomic<int>& count;
};

struct Held : FileReaders::Job {
    void run() noexcept override
    {
        thread = std::this_thread::get_id();
        begun.set_value();
        release.get_future().wait();
    }
    std::thread::id thread;
    std::promise<void> begun;
    std::promise<void> release;
};

TEST(FileReadersTest, RunEachJobOnceAndTheLastOfThemBeforeTheyEnd)
{
    std::atomic<int> count = 0;
    std::deque<Counted> jobs;
    {
        FileReaders readers;
        for (int i = 0; i < 1000; ++i)
            EXPECT_TRUE(readers.add(jobs.emplace_back(count)));
    }
    EXPECT_EQ(count, 1000);
}

TEST(FileReadersTest, RunSeveralAtOnceInThreadsOfTheirOwn)
{
    Held first;
    Held second;
    FileReaders readers;
    readers.add(first);
    readers.add(second);
    first.begun.get_future().wait();
    second.begun.get_future().wait();
    EXPECT_NE(first.thread, second.thread);
    EXPECT_NE(first.thread, std::this_thread::get_id());
    first.release.set_value();
    second.release.set_value();
}

} // namespace
} // namespace costrel::inline v1
