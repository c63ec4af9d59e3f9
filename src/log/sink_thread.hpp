#pragma once

#include <costrel/log.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace costrel::inline v1::log {

// Gives the lines of the log to a sink of the program's own, in a thread of its own, so
// that logging does not wait for it.
class SinkThread {
public:
    // What became of its lines.
    struct Counts {
        std::atomic<std::uint64_t> lost = 0;
        std::atomic<std::uint64_t> thrown = 0;
    };

    // `counts` are added to, and outlive it and its thread. Throws std::system_error when there is
    // no thread.
    SinkThread(LogSink sink, Counts& counts);
    // Gives the sink what waits, if that takes no longer than a second.
    ~SinkThread();
    SinkThread(const SinkThread&) = delete;
    SinkThread& operator=(const SinkThread&) = delete;

    // From any thread.
    void write(LogLevel level, std::string text);
    // Waits until the sink has taken all lines, but not longer than that. At once in its thread.
    void flush_within(std::chrono::milliseconds time);

    bool is_this_thread() const noexcept { return thread_.get_id() == std::this_thread::get_id(); }

    static constexpr std::size_t most_lines = 1'000; // that wait

private:
    // A sink that hangs keeps its thread for ever, and this with it.
    struct State;
    static void run(const std::shared_ptr<State>& state);

    std::shared_ptr<State> state_;
    std::thread thread_;
};

} // namespace costrel::inline v1::log
