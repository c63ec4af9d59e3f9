#pragma once

#include <costrel/log.hpp>

#include <cstddef>
#include <mutex>
#include <string>

namespace costrel::inline v1::log {

// The log on standard error, in colours on a terminal. An event loop writes it itself, so it must
// not wait: while nobody reads a pipe that is full, lines are left out and counted, and the next
// one that fits says how many.
class StandardError {
public:
    explicit StandardError(int descriptor);

    // From any thread. False: the line was left out.
    bool write(const LogLine& line);

private:
    bool can_write() const noexcept;
    void put(const LogLine& line);

    const int descriptor_;
    const bool has_colours_;
    const bool has_little_room_; // for a line, when there is some
    std::mutex mutex_;           // held from the question to the write: the room is for one line
    std::string text_;           // its memory is kept
    std::size_t left_out_ = 0;
};

} // namespace costrel::inline v1::log
