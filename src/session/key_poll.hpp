#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#pragma GCC visibility push(default)

namespace costrel::inline v1::session {

// Asks for the keys every interval, in a thread of its own: the source may take its time.
class KeyPoll {
public:
    // `ask` throws nothing. It is not called again once this object is gone.
    KeyPoll(std::chrono::steady_clock::duration interval, std::function<void()> ask);
    KeyPoll(const KeyPoll&) = delete;
    KeyPoll& operator=(const KeyPoll&) = delete;
    ~KeyPoll();

private:
    std::chrono::steady_clock::duration interval_;
    std::function<void()> ask_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::thread thread_; // last: it uses all the others
};

} // namespace costrel::inline v1::session

#pragma GCC visibility pop
