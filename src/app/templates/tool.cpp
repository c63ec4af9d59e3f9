#include "app/templates/tool.hpp"

#include "descriptor.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>

extern char** environ;

namespace costrel::inline v1 {

namespace {

struct Pipe {
    Pipe()
    {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "the tool cannot be started");
        reading = Descriptor(ends[0]);
        writing = Descriptor(ends[1]);
    }
    Descriptor reading, writing;
};

// The streams of the program, and the signals that a server blocks or ignores.
class Spawning {
public:
    Spawning(const Pipe& output, const Pipe& errors)
    {
        ::posix_spawn_file_actions_init(&files_);
        ::posix_spawnattr_init(&attributes_);
        ::posix_spawn_file_actions_addopen(&files_, 0, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&files_, output.writing.get(), 1);
        ::posix_spawn_file_actions_adddup2(&files_, errors.writing.get(), 2);
        sigset_t none, all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    Spawning(const Spawning&) = delete;
    Spawning& operator=(const Spawning&) = delete;
    ~Spawning()
    {
        ::posix_spawn_file_actions_destroy(&files_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    pid_t start(const char* const* arguments) const
    {
        pid_t child = 0;
        if (const int error = ::posix_spawn(&child, arguments[0], &files_, &attributes_,
                                            const_cast<char* const*>(arguments), environ))
            throw std::system_error(error, std::generic_category(),
                                    std::string("the tool cannot be started: ") + arguments[0]);
        return child;
    }

private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

// Killed unless it was waited for.
class Child {
public:
    explicit Child(pid_t id) noexcept : id_(id) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child()
    {
        if (id_ > 0) {
            ::kill(id_, SIGKILL);
            wait();
        }
    }

    int wait() noexcept
    {
        int status = 0;
        while (::waitpid(id_, &status, 0) < 0 && errno == EINTR)
            ;
        id_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

private:
    pid_t id_;
};

// False: nothing comes any more.
bool read_some(const Descriptor& from, std::string& text, std::size_t most)
{
    std::array<char, 16384> bytes; // NOLINT: it is written before it is read
    const ssize_t count = ::read(from.get(), bytes.data(), bytes.size());
    if (count < 0)
        return errno == EINTR;
    text.append(bytes.data(), static_cast<std::size_t>(count));
    if (text.size() > most)
        throw std::runtime_error("the tool writes too much");
    return count > 0;
}

} // namespace

ToolOutput run_tool(const char* const* arguments, std::chrono::milliseconds limit, std::size_t most)
{
    using std::chrono::steady_clock;
    const steady_clock::time_point end = steady_clock::now() + limit;
    Pipe output, errors;
    Child child(Spawning(output, errors).start(arguments));
    output.writing = Descriptor();
    errors.writing = Descriptor();
    ToolOutput written;
    std::array<pollfd, 2> open{
        {{output.reading.get(), POLLIN, 0}, {errors.reading.get(), POLLIN, 0}}};
    while (open[0].fd >= 0 || open[1].fd >= 0) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now()).count();
        if (left <= 0)
            throw std::runtime_error("the tool takes longer than " + std::to_string(limit.count()) +
                                     " ms");
        if (::poll(open.data(), open.size(), static_cast<int>(left)) < 0 && errno != EINTR)
            throw std::system_error(errno, std::generic_category(), "the tool cannot be read");
        if (open[0].revents && !read_some(output.reading, written.output, most))
            open[0].fd = -1;
        if (open[1].revents && !read_some(errors.reading, written.errors, most))
            open[1].fd = -1;
    }
    written.status = child.wait();
    return written;
}

} // namespace costrel::inline v1
