#pragma once

#include <costrel/task.hpp>

#include <atomic>
#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <iosfwd>
#include <mutex>
#include <thread>
#include <vector>

namespace costrel::inline v1::lifetime {

// What a handler waits for.
enum class Source : std::uint8_t {
    thread,     // an awaitable of its own, resumed by another thread
    descriptor, // the same, resumed in the loop when a descriptor is readable
    never,      // the same, which nobody resumes as long as the server runs
    sleep,      // costrel's timer
    asio,       // an operation of Asio, by costrel's token
    wait,       // costrel's wait for a descriptor
};
std::ostream& operator<<(std::ostream& out, Source source);

// Where the handlers of a test wait, and what became of them.
class Waits {
public:
    explicit Waits(Source source);
    ~Waits();
    Waits(const Waits&) = delete;
    Waits& operator=(const Waits&) = delete;

    // Awaited by a handler.
    Task<void> wait();

    // Lets all that wait go on, and all that will. What sleeps goes on by itself, but sleeps for an
    // hour when `forever` is set.
    void release();
    // What waits for a descriptor waits again.
    void take_back();
    std::atomic<bool> forever = false;
    // Resumes, in another thread, what waits for what never comes. Whether there was anything.
    bool resume_what_is_left_behind();

    // How many handlers came to a wait, and how many of them exist.
    std::atomic<int> begun = 0;
    std::atomic<int> alive = 0;
    void wait_until_begun(int count) const;
    void wait_until_gone() const;

private:
    struct Parked;

    void park(std::coroutine_handle<> task);
    void resume_parked(const std::stop_token& stop);

    const Source source_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::vector<std::coroutine_handle<>> parked_;
    bool released_ = false;
    int pipe_[2] = {-1, -1}; // readable once it is released
    std::jthread resumer_;
};

// Lives in the frame of a handler: that its memory is good is what is tested.
class Witness {
public:
    explicit Witness(Waits& waits) : waits_(waits), bytes_(64, 'w') { ++waits_.alive; }
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    ~Witness() { --waits_.alive; }

    std::size_t look() const noexcept { return bytes_.size(); }

private:
    Waits& waits_;
    std::vector<char> bytes_;
};

} // namespace costrel::inline v1::lifetime
