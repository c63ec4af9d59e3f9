#include "app/telemetry/stderr_sink.hpp"

#include <spdlog/fmt/fmt.h>

#include <cerrno>
#include <poll.h>
#include <string>

namespace costrel {

namespace {

using Base = spdlog::sinks::ansicolor_sink<spdlog::details::console_mutex>;

} // namespace

StderrSink::StderrSink(std::FILE* file, int descriptor)
    : Base(file, spdlog::color_mode::automatic), descriptor_(descriptor)
{
}

// A pipe that poll() calls writable has a page of room (Linux's pipe(7): PIPE_BUF, 4,096 bytes),
// and costrel's lines are shorter than that. Files and terminals always are.
bool StderrSink::can_write() const noexcept
{
    pollfd wanted{descriptor_, POLLOUT, 0};
    int ready = 0;
    do
        ready = ::poll(&wanted, 1, 0);
    while (ready < 0 && errno == EINTR);
    return ready > 0 && (wanted.revents & POLLOUT) != 0;
}

void StderrSink::log(const spdlog::details::log_msg& message)
{
    const std::lock_guard lock(mutex_);
    if (left_out_ > 0 && can_write()) {
        const std::string sentence =
            fmt::format("{} lines were left out: nobody read standard error", left_out_);
        left_out_ = 0;
        Base::log({message.source, message.logger_name, spdlog::level::warn, sentence});
    }
    if (can_write())
        Base::log(message);
    else
        ++left_out_;
}

} // namespace costrel
