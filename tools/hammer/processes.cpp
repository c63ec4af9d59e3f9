#include "processes.hpp"

#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::hammer {

namespace {

[[noreturn]] void be_a_child(const std::function<SessionConfig()>& config, Clients& clients,
                             const Load& load, int pipe)
{
    try {
        const SessionInterface sessions(config());
        // No more than PIPE_BUF bytes at once, so that they stay together.
        run({&sessions}, clients, load, [pipe](const Event& event) {
            if (::write(pipe, &event, sizeof(event)) != sizeof(event))
                ::_exit(1);
        });
    } catch (...) {
        ::_exit(1);
    }
    ::_exit(0);
}

} // namespace

Processes::Processes(int pipe_size)
{
    int ends[2];
    if (::pipe(ends) != 0 || ::fcntl(ends[1], F_SETPIPE_SZ, pipe_size) < 0)
        throw std::runtime_error("there is no pipe left");
    from_ = ends[0];
    to_ = ends[1];
}

Processes::~Processes()
{
    kill();
    ::close(from_);
    if (to_ >= 0)
        ::close(to_);
    for (const pid_t child : children_)
        ::waitpid(child, nullptr, 0);
}

void Processes::start(const std::function<SessionConfig()>& config, Clients& clients,
                      const Load& load)
{
    const pid_t child = ::fork();
    if (child < 0)
        throw std::runtime_error("there is no process left");
    if (child == 0) {
        ::close(from_);
        be_a_child(config, clients, load, to_);
    }
    children_.push_back(child);
}

void Processes::start(std::size_t number, const std::function<SessionConfig()>& config,
                      Clients& clients, Load load)
{
    load.threads /= number;
    load.requests /= number;
    for (std::size_t i = 0; i < number; ++i, load.first_thread += load.threads)
        start(config, clients, load);
}

std::optional<Event> Processes::next()
{
    if (to_ >= 0)
        ::close(std::exchange(to_, -1)); // or it would never end
    Event event;
    if (::read(from_, &event, sizeof(event)) != sizeof(event))
        return std::nullopt;
    return event;
}

void Processes::kill() noexcept
{
    for (const pid_t child : children_)
        ::kill(child, SIGKILL);
}

std::size_t Processes::wait()
{
    std::size_t killed = 0;
    bool failed = false;
    for (const pid_t child : std::exchange(children_, {})) {
        int status = 0;
        ::waitpid(child, &status, 0);
        const bool was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        killed += was_killed ? 1 : 0;
        failed = failed || (!was_killed && status != 0);
    }
    if (failed)
        throw std::runtime_error("a process ended otherwise than it was to");
    return killed;
}

} // namespace costrel::inline v1::hammer
