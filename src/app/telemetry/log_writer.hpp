#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace costrel::inline v1 {

// Writes the lines of a log in a thread of its own, so that no event loop ever waits for a disk, a
// full pipe or a terminal. What comes faster than it can be written, and what cannot be written at
// all, is dropped and counted; one line a second says so in the log of errors.
class LogWriter {
public:
    // `path` is opened for appending, and made when there is no such file; "-" is the standard
    // output. `name` is what the log of errors calls this one. Throws std::system_error when the
    // file cannot be opened.
    LogWriter(std::string name, std::string path);
    // Writes what is there, if that can be done in a second.
    ~LogWriter();
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;

    // Takes a line with its end. From any thread; never waits for more than a copy.
    void write(std::string_view line) noexcept;
    // Opens the path again, where there may be a new file: the old one was rotated away.
    void reopen() noexcept;

    // As the destructor; what is written later is lost.
    void end() noexcept;

    void count_dropped() noexcept { dropped_.fetch_add(1, std::memory_order_relaxed); } // one line
    std::uint64_t dropped() const noexcept { return dropped_.load(std::memory_order_relaxed); }

private:
    void run();
    void put(std::string_view lines);
    bool wait_writable();
    long put_some(std::string_view piece) const;
    void drop(std::string_view lines, int error);
    int open();
    void reopen_now() noexcept;
    void complain() noexcept;

    const std::string name_;
    const std::string path_;

    std::mutex mutex_; // of what follows up to the thread's own
    std::condition_variable changed_;
    std::string pending_;
    bool reopening_ = false;
    bool stopping_ = false;

    std::atomic<std::uint64_t> dropped_ = 0; // lines

    // The thread's own:
    int descriptor_ = -1;
    bool is_socket_ = false;
    bool is_file_ = false;
    bool within_line_ = false;     // the last write ended in the middle of one
    int error_ = 0;                // why lines were dropped last; 0: there were too many of them
    std::uint64_t complained_ = 0; // of dropped_
    std::chrono::steady_clock::time_point next_complaint_{};
    std::chrono::steady_clock::time_point give_up_ = std::chrono::steady_clock::time_point::max();

    std::thread thread_;
};

} // namespace costrel::inline v1
