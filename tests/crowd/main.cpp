// A server with 10,000 idle connections and 500 slow senders answers all ordinary requests,
// and loses no connection. How long they take is printed. The server is a process of its own, so
// that each side has as many descriptors as a process may.
#include "crowd/clients.hpp"
#include "http/reply.hpp"
#include "log/log.hpp"
#include "net/server.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace costrel;
using namespace std::chrono_literals;

namespace {

struct Hello final : http::Responder {
    http::Reply respond(const http::Message&, const http::Peer&) noexcept override
    {
        return Response(std::string("hello"));
    }
};

// As many descriptors as this process may have.
std::size_t raise_descriptor_limit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_max;
}

// In the child: serves until SIGTERM, and tells its port by the pipe.
[[noreturn]] void serve(int pipe)
{
    ::alarm(900); // whatever becomes of the parent
    log::set_least_level(LogLevel::warning);
    Hello hello;
    net::ServerOptions options;
    options.port = 0;
    options.limits.keepalive_idle = 1h;
    options.limits.max_connections = 12'000;
    net::Server server(hello, options);
    server.listen();
    server.stop_on_signals();
    const std::uint16_t port = server.port();
    if (::write(pipe, &port, sizeof port) != sizeof port)
        std::_Exit(1);
    std::_Exit(server.run());
}

long resident_kilobytes(pid_t process)
{
    const std::string path = "/proc/" + std::to_string(process) + "/statm";
    std::FILE* const file = std::fopen(path.c_str(), "re");
    long total = 0, resident = 0;
    if (file && std::fscanf(file, "%ld %ld", &total, &resident) != 2)
        resident = 0;
    if (file)
        std::fclose(file);
    return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

int passed = 0, failed = 0;

void check(bool holds, const char* what)
{
    holds ? ++passed : ++failed;
    std::printf("%s: %s\n", holds ? "ok" : "FAILED", what);
}

void besiege(std::uint16_t port, pid_t server)
{
    constexpr std::size_t wanted = 10'000, slow = 500, others = 200;
    const std::size_t descriptors = raise_descriptor_limit();
    const std::size_t idle = std::min(wanted, descriptors - slow - others);
    if (idle < wanted)
        std::printf("only %zu descriptors are allowed here: %zu idle connections\n", descriptors,
                    idle);

    const long before = resident_kilobytes(server);
    const auto clients = crowd::idle_clients(port, idle);
    std::this_thread::sleep_for(1500ms); // after a second they give their buffers back
    const long grown = resident_kilobytes(server) - before;
    std::printf("%zu idle connections take %ld KiB of the server, %.1f KiB each\n", idle, grown,
                static_cast<double>(grown) / static_cast<double>(idle));
    check(grown < static_cast<long>(idle) * 8, "an idle connection takes less than 8 KiB");

    std::atomic<bool> stop = false;
    std::jthread senders([&] { crowd::send_slowly(port, slow, 100ms, stop); });
    std::this_thread::sleep_for(500ms);
    constexpr std::size_t requests = 5'000;
    const auto times = crowd::ask_often(port, requests);
    stop = true;
    check(times.size() == requests, "every one of 5,000 ordinary requests is answered");
    if (times.empty())
        return;
    const auto percentile = [&](double part) {
        const auto index = static_cast<std::size_t>(static_cast<double>(times.size() - 1) * part);
        return static_cast<double>(times[index].count()) / 1000;
    };
    std::printf("%zu requests: median %.2f ms, p99 %.2f ms, longest %.2f ms\n", times.size(),
                percentile(0.5), percentile(0.99), percentile(1));

    std::size_t alive = 0;
    for (std::size_t i = 0; i < clients.size(); i += 10)
        alive += clients[i].ask() ? 1 : 0;
    check(alive == (clients.size() + 9) / 10, "the idle connections are still good");
}

} // namespace

int main()
{
    ::alarm(900);
    int pipe[2];
    if (::pipe(pipe) != 0)
        return 1;
    raise_descriptor_limit();
    const pid_t server = ::fork();
    if (server == 0)
        serve(pipe[1]);
    std::uint16_t port = 0;
    if (::read(pipe[0], &port, sizeof port) != sizeof port)
        return 1;
    try {
        besiege(port, server);
    } catch (const std::exception& error) {
        check(false, error.what());
    }
    ::kill(server, SIGTERM);
    int status = -1;
    ::waitpid(server, &status, 0);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the server ends with status 0");
    std::printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
