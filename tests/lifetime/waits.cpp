#include "lifetime/waits.hpp"

#include <costrel/asio.hpp>
#include <costrel/sleep.hpp>
#include <costrel/wait.hpp>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <memory>
#include <ostream>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::lifetime {

using namespace std::chrono_literals;
using boost::asio::posix::stream_descriptor;

std::ostream& operator<<(std::ostream& out, Source source)
{
    static constexpr const char* names[] = {"Thread", "Descriptor", "Never",
                                            "Sleep",  "Asio",       "Wait"};
    return out << names[static_cast<std::size_t>(source)];
}

struct Waits::Parked {
    Waits& waits;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> task) const { waits.park(task); }
    void await_resume() const noexcept {}
};

namespace {

// Resumed by a handler of Asio that knows nothing of costrel.
struct Readable {
    std::shared_ptr<stream_descriptor> descriptor;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> task) const
    {
        descriptor->async_wait(stream_descriptor::wait_read,
                               [kept = descriptor, task](auto) { task.resume(); });
    }
    void await_resume() const noexcept {}
};

} // namespace

Waits::Waits(Source source) : source_(source)
{
    if (::pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) != 0)
        throw std::system_error(errno, std::generic_category());
    resumer_ = std::jthread([this](const std::stop_token& stop) { resume_parked(stop); });
}

Waits::~Waits()
{
    resumer_ = {};
    ::close(pipe_[0]);
    ::close(pipe_[1]);
}

Task<void> Waits::wait()
{
    ++begun;
    switch (source_) {
    case Source::thread:
    case Source::never:
        co_await Parked{*this};
        break;
    case Source::descriptor: {
        auto descriptor =
            std::make_shared<stream_descriptor>(co_await costrel::this_executor(), ::dup(pipe_[0]));
        // Named, because g++ 12 destroys an aggregate twice that is made within co_await.
        const Readable readable{std::move(descriptor)};
        co_await readable;
        break;
    }
    case Source::sleep:
        co_await sleep_for(forever ? 1h : 20ms);
        break;
    case Source::asio: {
        stream_descriptor descriptor(co_await costrel::this_executor(), ::dup(pipe_[0]));
        co_await descriptor.async_wait(stream_descriptor::wait_read, costrel::use_task);
        break;
    }
    case Source::wait: {
        Watch watch(pipe_[0]);
        co_await costrel::wait(watch, Until::readable, std::chrono::steady_clock::now() + 1h);
        break;
    }
    }
}

void Waits::park(std::coroutine_handle<> task)
{
    const std::lock_guard lock(mutex_);
    parked_.push_back(task);
    changed_.notify_all();
}

void Waits::resume_parked(const std::stop_token& stop)
{
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] {
        return released_ && source_ == Source::thread && !parked_.empty();
    })) {
        const auto tasks = std::exchange(parked_, {});
        lock.unlock();
        for (const auto task : tasks)
            task.resume();
        lock.lock();
    }
}

void Waits::release()
{
    const std::lock_guard lock(mutex_);
    released_ = true;
    EXPECT_EQ(::write(pipe_[1], "x", 1), 1);
    changed_.notify_all();
}

void Waits::take_back()
{
    char bytes[16];
    EXPECT_GT(::read(pipe_[0], bytes, sizeof bytes), 0);
}

bool Waits::resume_what_is_left_behind()
{
    std::vector<std::coroutine_handle<>> tasks;
    {
        const std::lock_guard lock(mutex_);
        tasks = std::exchange(parked_, {});
    }
    for (const auto task : tasks)
        std::jthread([task] { task.resume(); }).join();
    return !tasks.empty();
}

void Waits::wait_until_begun(int count) const
{
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (begun < count && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(1ms);
    ASSERT_GE(begun, count);
}

void Waits::wait_until_gone() const
{
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (alive != 0 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(alive, 0) << "something of a request is still there";
}

} // namespace costrel::inline v1::lifetime
