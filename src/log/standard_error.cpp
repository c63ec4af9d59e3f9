#include "log/standard_error.hpp"

#include <climits>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace costrel::inline v1::log {

namespace {

bool is_terminal_with_colours(int descriptor)
{
    const char* terminal = std::getenv("TERM");
    return terminal && std::string_view(terminal) != "dumb" && ::isatty(descriptor) == 1;
}

std::string_view colour_of(LogLevel level) noexcept
{
    constexpr std::array<std::string_view, 4> colours{"\033[32m", "\033[33m\033[1m",
                                                      "\033[31m\033[1m", "\033[1m\033[41m"};
    return colours[static_cast<std::size_t>(level)];
}

// "[2026-11-27 14:27:36.792]", the local time.
void append_time(std::string& out)
{
    using std::chrono::milliseconds;
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    const std::time_t second = std::chrono::system_clock::to_time_t(now);
    const int fraction =
        static_cast<int>(now.time_since_epoch() % std::chrono::seconds(1) / milliseconds(1));
    std::tm local{};
    ::localtime_r(&second, &local);
    std::array<char, 40> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "[%Y-%m-%d %H:%M:%S", &local);
    out.append(text.data(), size);
    const int rest = std::snprintf(text.data(), text.size(), ".%03d]", fraction);
    out.append(text.data(), static_cast<std::size_t>(rest));
}

bool has_little_room(int descriptor) noexcept
{
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 &&
           (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

// Ends a line that is too long where a character ends.
void shorten(std::string& line)
{
    constexpr std::string_view end = "…\n";
    if (line.size() <= PIPE_BUF)
        return;
    std::size_t size = PIPE_BUF - end.size();
    while ((static_cast<unsigned char>(line[size]) & 0xc0) == 0x80)
        --size;
    line.replace(size, line.npos, end);
}

} // namespace

StandardError::StandardError(int descriptor)
    : descriptor_(descriptor), has_colours_(is_terminal_with_colours(descriptor)),
      has_little_room_(has_little_room(descriptor))
{
}

// A pipe that poll() calls writable has a page of room (Linux's pipe(7): PIPE_BUF, 4,096 bytes),
// and no line that goes into one is longer. Files and terminals always have room.
bool StandardError::can_write() const noexcept
{
    pollfd wanted{descriptor_, POLLOUT, 0};
    int ready = 0;
    do
        ready = ::poll(&wanted, 1, 0);
    while (ready < 0 && errno == EINTR);
    return ready > 0 && (wanted.revents & POLLOUT) != 0;
}

void StandardError::put(const LogLine& line)
{
    text_.clear();
    append_time(text_);
    text_ += " [costrel] [";
    if (has_colours_)
        text_ += colour_of(line.level);
    text_ += log_level_name(line.level);
    if (has_colours_)
        text_ += "\033[m";
    text_.append("] ").append(line.text).append("\n");
    if (has_little_room_)
        shorten(text_);
    std::string_view rest = text_;
    while (!rest.empty()) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; // nobody can be told
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

bool StandardError::write(const LogLine& line)
{
    const std::lock_guard lock(mutex_);
    if (left_out_ > 0 && can_write()) {
        const std::string sentence =
            std::to_string(left_out_) + " lines were left out: nobody read standard error";
        left_out_ = 0;
        put({LogLevel::warning, sentence});
    }
    if (!can_write()) {
        ++left_out_;
        return false;
    }
    put(line);
    return true;
}

} // namespace costrel::inline v1::log
