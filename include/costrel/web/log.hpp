#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

enum class LogLevel : std::uint8_t { info, warning, error, critical };

/// "info", "warning", "error" or "critical".
std::string_view log_level_name(LogLevel level) noexcept;

/// One line of costrel's log: what went wrong inside an application, what its operator should know.
/// The access log is another (Config::access_log).
struct LogLine {
    LogLevel level = LogLevel::info;
    /// Without a time and without a line ending. It has only printable characters, whatever a
    /// client sent. Valid until the sink returns.
    std::string_view text{};
};

/// Receives the lines of the log. It may be called by any thread, so it must not use what belongs
/// to one thread; but never by two at once.
using LogSink = std::function<void(const LogLine&)>;

/// Sends the log of this process to `sink` from now on; an empty one sends it to standard error
/// again, where it goes at first. What was logged before goes to the previous sink.
///
///     costrel::set_log_sink([](const costrel::LogLine& line) { my_logger.write(line.text); });
///
/// An event loop logs and must not wait. The sink therefore runs in a thread of its own, and up to
/// 1,000 lines wait for it; when it is slower than that, lines are lost and counted, and the next
/// one that it gets says how many. What it throws is counted, too, and otherwise ignored. When the
/// process ends, the lines that wait still go to it, if that takes no longer than a second.
///
/// Throws std::logic_error when the sink itself calls it, and std::system_error when there is no
/// thread for the sink.
void set_log_sink(LogSink sink);

/// What became of the lines since the process started.
struct LogCounters {
    std::uint64_t lost = 0;   ///< the sink, or the reader of standard error, was too slow
    std::uint64_t thrown = 0; ///< the sink threw an exception instead of taking the line
};
LogCounters log_counters() noexcept;

} // namespace costrel::inline v1

#pragma GCC visibility pop
