#include "killed.hpp"

#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace costrel::inline v1::hammer {

namespace {

constexpr std::size_t kills = 5;

// In the child: what happens goes into the pipe, from where the parent reads it whatever becomes of
// this process.
[[noreturn]] void be_killed(const SessionConfig& config, Clients& clients, const Load& load,
                            int pipe)
{
    try {
        const SessionInterface sessions(config);
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

std::size_t run_killed(const SessionConfig& config, Clients& clients, Load load, Ledger& ledger)
{
    load.requests /= kills + 1;
    for (std::size_t round = 0; round <= kills; ++round, ++load.seed) {
        int ends[2];
        // A short one: a process that is to be killed does not get to its end meanwhile.
        if (::pipe(ends) != 0 || ::fcntl(ends[1], F_SETPIPE_SZ, 4'096) < 0)
            throw std::runtime_error("there is no pipe left");
        const pid_t child = ::fork();
        if (child < 0)
            throw std::runtime_error("there is no process left");
        if (child == 0) {
            ::close(ends[0]);
            be_killed(config, clients, load, ends[1]);
        }
        ::close(ends[1]);
        std::size_t acknowledged = 0;
        Event event;
        while (::read(ends[0], &event, sizeof(event)) == sizeof(event)) {
            ledger.note(event);
            if (event.change.kind == Kind::log_out && event.state != State::dropped)
                clients.follow({event.change.slot, event.change.session});
            acknowledged += event.state == State::acknowledged ? 1 : 0;
            if (round < kills && acknowledged == load.requests / 2)
                ::kill(child, SIGKILL);
        }
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        if (killed != (round < kills) || (!killed && status != 0))
            throw std::runtime_error("a process ended otherwise than it was to");
        ledger.give_up_what_has_begun();
    }
    return kills;
}

} // namespace costrel::inline v1::hammer
