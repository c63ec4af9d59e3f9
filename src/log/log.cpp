#include "log/log.hpp"

#include "log/sink_thread.hpp"
#include "log/standard_error.hpp"

#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1 {

namespace log {

namespace {

std::atomic<LogLevel> least = LogLevel::info;
std::atomic<bool> silent = false;
SinkThread::Counts counts;

// Where the lines go.
class Place {
public:
    void write(LogLevel level, std::string text)
    {
        const std::shared_lock lock(mutex_);
        if (sink_)
            sink_->write(level, std::move(text));
        else if (!standard_error_.write({level, text}))
            counts.lost.fetch_add(1, std::memory_order_relaxed);
    }
    std::shared_ptr<SinkThread> sink()
    {
        const std::shared_lock lock(mutex_);
        return sink_;
    }
    // The one before ends without the lock: its last lines may take a while.
    void set_sink(std::shared_ptr<SinkThread> sink)
    {
        const std::unique_lock lock(mutex_);
        std::swap(sink_, sink);
    } // the lock ends first: a parameter lives longer

private:
    std::shared_mutex mutex_;
    std::shared_ptr<SinkThread> sink_; // none: standard error
    StandardError standard_error_{STDERR_FILENO};
};

// It is never destroyed: threads that a server left behind may log to the very end.
Place& place()
{
    static Place& place = *new Place;
    return place;
}

// The end of the process: a sink gets what waits.
struct LastLines {
    ~LastLines() { place().set_sink(nullptr); }
} const last_lines;

} // namespace

void Part::append_to(std::string& line) const
{
    if (!is_number_) {
        line += text_;
        return;
    }
    std::array<char, 20> digits{}; // of 2^64
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number_).ptr;
    if (is_negative_)
        line += '-';
    line.append(digits.data(), end);
}

void write(LogLevel level, Parts parts) noexcept
try {
    if (level < least.load(std::memory_order_relaxed))
        return;
    std::string line;
    for (const Part& part : parts)
        part.append_to(line);
    if (!silent.load(std::memory_order_relaxed))
        place().write(level, std::move(line));
} catch (...) { // no memory
    counts.lost.fetch_add(1, std::memory_order_relaxed);
}

void flush() noexcept
try {
    if (const auto sink = place().sink())
        sink->flush_within(std::chrono::seconds(1));
} catch (...) {
    // As little can be done about it as about a sink that hangs.
}

void set_least_level(LogLevel level) noexcept
{
    least = level;
}

void silence(bool is_silent) noexcept
{
    silent = is_silent;
}

} // namespace log

std::string_view log_level_name(LogLevel level) noexcept
{
    constexpr std::array<std::string_view, 4> names{"info", "warning", "error", "critical"};
    return names[static_cast<std::size_t>(level)];
}

void set_log_sink(LogSink sink)
{
    const auto before = log::place().sink();
    if (before && before->is_this_thread())
        throw std::logic_error("costrel: set_log_sink() was called by the log's sink");
    log::place().set_sink(sink ? std::make_shared<log::SinkThread>(std::move(sink), log::counts)
                               : nullptr);
}

LogCounters log_counters() noexcept
{
    return {log::counts.lost.load(std::memory_order_relaxed),
            log::counts.thrown.load(std::memory_order_relaxed)};
}

} // namespace costrel::inline v1
