#include "app/telemetry/log_writer.hpp"

#include "log/log.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <new>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1 {

namespace {

using std::chrono::steady_clock;

constexpr std::size_t most_pending = 1024 * 1024; // bytes; what comes above is dropped
constexpr std::size_t enough_to_write = 64 * 1024;
constexpr std::chrono::milliseconds flush_interval{100};
constexpr std::chrono::seconds complaint_interval{1};
constexpr std::chrono::seconds longest_farewell{1};

// What poll(2) calls writable takes so much of a pipe without waiting, in one piece (pipe(7)).
constexpr std::size_t log_piece_size = 4096;

// A thread begins with the signals of its maker blocked: those of the server are not its business,
// and a pipe that nobody reads any more is an error of write(2) and nothing else.
class SignalsBlocked {
public:
    SignalsBlocked() noexcept
    {
        sigset_t all;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_;
};

int open_descriptor(const std::string& path) noexcept
{
    // A number of its own: one that somebody closes could become a client's socket.
    if (path == "-")
        return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
}

} // namespace

LogWriter::LogWriter(std::string name, std::string path)
    : name_(std::move(name)), path_(std::move(path))
{
    const int error = open();
    if (error != 0 && path_ != "-") // a closed standard output is the operator's choice
        throw std::system_error(error, std::generic_category(), path_);
    const SignalsBlocked blocked;
    try {
        thread_ = std::thread([this] { run(); });
    } catch (...) {
        ::close(descriptor_);
        throw;
    }
}

LogWriter::~LogWriter()
{
    end();
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

void LogWriter::end() noexcept
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

void LogWriter::write(std::string_view line) noexcept
{
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        const std::size_t before = pending_.size();
        if (before + line.size() > most_pending) {
            dropped_.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        try {
            pending_ += line;
        } catch (const std::bad_alloc&) {
            dropped_.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        // The thread waits for a first line, then for time or many more.
        wake = before == 0 || (before < enough_to_write && pending_.size() >= enough_to_write);
    }
    if (wake)
        changed_.notify_one();
}

void LogWriter::reopen() noexcept
{
    {
        const std::lock_guard lock(mutex_);
        reopening_ = true;
    }
    changed_.notify_one();
}

void LogWriter::run()
{
    std::string lines; // taken out of pending_; the two change places, so that memory is reused
    std::unique_lock lock(mutex_);
    for (;;) {
        const auto idle = [this] { return !stopping_ && !reopening_ && pending_.empty(); };
        if (complained_ == dropped())
            changed_.wait(lock, [&] { return !idle(); });
        changed_.wait_for(lock, flush_interval, [this] {
            return stopping_ || reopening_ || pending_.size() >= enough_to_write;
        });
        lines.swap(pending_);
        const bool stop = stopping_;
        const bool reopen = std::exchange(reopening_, false);
        lock.unlock();

        if (stop)
            give_up_ = std::min(give_up_, steady_clock::now() + longest_farewell);
        put(lines);
        lines.clear();
        if (reopen)
            reopen_now();
        complain();

        lock.lock();
        if (stop && pending_.empty())
            return;
    }
}

void LogWriter::put(std::string_view lines)
{
    if (descriptor_ < 0)
        return drop(lines, EBADF);
    if (within_line_ && !lines.empty()) {
        if (!wait_writable())
            return drop(lines, 0);
        if (put_some("\n") != 1)
            return drop(lines, errno);
        within_line_ = false;
    }
    while (!lines.empty()) {
        std::string_view piece = lines;
        if (!is_file_ && piece.size() > log_piece_size) { // whole lines, when there are any
            piece = piece.substr(0, log_piece_size);
            const std::size_t end = piece.rfind('\n');
            piece = piece.substr(0, end == piece.npos ? log_piece_size : end + 1);
        }
        if (!wait_writable())
            return drop(lines, 0);
        const long count = put_some(piece);
        if (count >= 0) {
            within_line_ =
                count > 0 ? piece[static_cast<std::size_t>(count) - 1] != '\n' : within_line_;
            lines.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno != EINTR && errno != EAGAIN) {
            return drop(lines, errno);
        }
    }
}

long LogWriter::put_some(std::string_view piece) const
{
    return is_socket_ ? ::send(descriptor_, piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                      : ::write(descriptor_, piece.data(), piece.size());
}

// Waits until writing does not wait; not when the log has to end or to be opened again.
bool LogWriter::wait_writable()
{
    for (;;) {
        pollfd waited{descriptor_, POLLOUT, 0};
        if (::poll(&waited, 1, static_cast<int>(flush_interval.count())) != 0)
            return true; // or an error, which writing tells
        complain();
        if (steady_clock::now() >= give_up_)
            return false;
        const std::lock_guard lock(mutex_);
        if (reopening_)
            return false;
        if (stopping_)
            give_up_ = std::min(give_up_, steady_clock::now() + longest_farewell);
    }
}

void LogWriter::drop(std::string_view lines, int error)
{
    dropped_.fetch_add(static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n')),
                       std::memory_order_relaxed);
    error_ = error;
}

// Gives errno, or 0. The old descriptor stays when there is no new one.
int LogWriter::open()
{
    const int opened = open_descriptor(path_);
    if (opened < 0)
        return errno;
    if (descriptor_ >= 0)
        ::close(descriptor_);
    descriptor_ = opened;
    within_line_ = false;
    struct stat what = {};
    ::fstat(descriptor_, &what);
    is_socket_ = S_ISSOCK(what.st_mode);
    is_file_ = S_ISREG(what.st_mode);
    return 0;
}

void LogWriter::reopen_now() noexcept
try {
    if (const int error = open(); error != 0 && path_ != "-")
        log::error(
            {name_, ": cannot open ", path_, " again: ", std::generic_category().message(error)});
} catch (...) {
    // Out of memory for a sentence: the lines go where they went before.
}

void LogWriter::complain() noexcept
try {
    const std::uint64_t count = dropped();
    const auto now = steady_clock::now();
    if (count == complained_ || now < next_complaint_)
        return;
    next_complaint_ = now + complaint_interval;
    log::warning({name_, ": ", count - complained_, " lines were lost: ",
                  error_ != 0 ? std::generic_category().message(error_)
                              : "they came faster than they could be written"});
    complained_ = count;
    error_ = 0;
} catch (...) {
    // Out of memory for a sentence: the next one counts these, too.
}

} // namespace costrel::inline v1
