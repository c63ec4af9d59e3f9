#pragma once

#include "stores/sqlite/writer.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <thread>

namespace costrel::inline v1::stores {

// The thread that writes, many things at once. It begins with the first.
class WriteThread {
public:
    // Holds `in_use` whenever it uses `writer`.
    WriteThread(Writer& writer, std::shared_mutex& in_use) : writer_(writer), in_use_(in_use) {}
    WriteThread(const WriteThread&) = delete;
    WriteThread& operator=(const WriteThread&) = delete;
    // After everything was written.
    ~WriteThread();

    // False: more wait than there is time for, or the process can have no thread.
    bool add(std::shared_ptr<Write> write);

    // Between these nothing is added or taken, in any thread.
    void lock() { mutex_.lock(); }
    void unlock() { mutex_.unlock(); }

private:
    void run() noexcept;
    void perform(std::span<const std::shared_ptr<Write>> group) noexcept;
    void collect() noexcept;

    Writer& writer_;
    std::shared_mutex& in_use_;
    std::mutex mutex_;
    std::condition_variable added_;
    std::deque<std::shared_ptr<Write>> queue_;
    bool stops_ = false;
    std::thread thread_;
};

} // namespace costrel::inline v1::stores
