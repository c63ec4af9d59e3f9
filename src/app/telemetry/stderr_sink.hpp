#pragma once

#include <spdlog/sinks/ansicolor_sink.h>

#include <cstddef>
#include <cstdio>
#include <mutex>

namespace costrel {

// The log on standard error, in colours on a terminal. An event loop writes it itself, so it must
// not wait: while nobody reads a pipe that is full, lines are left out and counted, and the next
// one that fits says how many. `descriptor` is where `file` writes.
class StderrSink final : public spdlog::sinks::ansicolor_sink<spdlog::details::console_mutex> {
public:
    StderrSink(std::FILE* file, int descriptor);

    void log(const spdlog::details::log_msg& message) override;

private:
    bool can_write() const noexcept;

    const int descriptor_;
    std::mutex mutex_; // held from the question to the write: the room is for one line
    std::size_t left_out_ = 0;
};

} // namespace costrel
