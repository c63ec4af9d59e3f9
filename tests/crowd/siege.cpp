// 10,000 connections of the most hostile kinds, against a server with the default limits: its
// memory stays under 1 GiB, it still answers, and it serves as ever when they have gone.
#include "certificate/certificate.hpp"
#include "crowd/clients.hpp"
#include "http/reply.hpp"
#include "log/log.hpp"
#include "net/server.hpp"

#include <costrel/stream.hpp>

#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace costrel;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t hostile = 10'000;
constexpr std::size_t most_kilobytes = 1024 * 1024;

Stream endless()
{
    const std::string piece(16 * 1024, 'x');
    for (;;)
        co_yield piece;
}

struct Generous final : http::Responder {
    http::Reply respond(const http::Message& message, const http::Peer&) noexcept override
    {
        if (message.path == "/page")
            return Response(std::string(1024 * 1024, 'x'));
        if (message.path == "/stream")
            return Response(endless());
        return Response(std::string("hello"));
    }
};

void raise_descriptor_limit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

// In the child: serves until SIGTERM, and tells its port by the pipe.
[[noreturn]] void serve(int pipe, const certificate::Certificate* certificate)
{
    ::alarm(600); // whatever becomes of the parent
    log::set_least_level(LogLevel::error);
    Generous responder;
    net::ServerOptions options;
    options.port = 0;
    if (certificate)
        options.tls = {certificate->cert(), certificate->key()};
    net::Server server(responder, options);
    server.listen();
    server.stop_on_signals();
    const std::uint16_t port = server.port();
    if (::write(pipe, &port, sizeof port) != sizeof port)
        std::_Exit(1);
    std::_Exit(server.run());
}

std::size_t most_memory(pid_t process) // in KiB
{
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:") {
            std::size_t kilobytes = 0;
            status >> kilobytes;
            return kilobytes;
        }
    return 0;
}

// The time that a process has had of the processor, in ticks.
long processor_time(pid_t process)
{
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string skipped;
    for (int i = 0; i < 13; ++i)
        stat >> skipped;
    long user = 0, system = 0;
    stat >> user >> system;
    return user + system;
}

// Until the server has done what there is to do.
void wait_until_idle(pid_t server)
{
    long before = -1;
    for (int i = 0; i < 120; ++i) {
        const long now = processor_time(server);
        if (now - before <= 1)
            return;
        before = now;
        std::this_thread::sleep_for(250ms);
    }
}

// A client that sends as much as the system takes, and never reads.
class Attacker {
public:
    explicit Attacker(std::uint16_t port)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const int small = 4096;
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        // Not faster than the server takes them.
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot connect");
        ::fcntl(socket_, F_SETFL, O_NONBLOCK);
    }
    Attacker(Attacker&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
    Attacker& operator=(Attacker&&) = delete;
    ~Attacker()
    {
        if (socket_ >= 0)
            ::close(socket_);
    }

    // Goes on with `bytes`; whether it came to their end, or to the end of the connection.
    bool send(std::string_view bytes)
    {
        const ssize_t count =
            ::send(socket_, bytes.data() + sent_, bytes.size() - sent_, MSG_NOSIGNAL);
        if (count > 0)
            sent_ += static_cast<std::size_t>(count);
        return sent_ == bytes.size() || (count < 0 && errno != EAGAIN);
    }

private:
    int socket_;
    std::size_t sent_ = 0;
};

// What a browser sends first.
std::string client_hello()
{
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
        SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), &SSL_free);
    BIO* const out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), out);
    SSL_connect(ssl.get()); // which has to wait then
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

int passed = 0, failed = 0;

void check(bool holds, const std::string& what)
{
    holds ? ++passed : ++failed;
    std::printf("%s: %s\n", holds ? "ok" : "FAILED", what.c_str());
    std::fflush(stdout);
}

void besiege(const char* kind, const std::string& bytes, bool secure = false)
{
    const certificate::Certificate certificate;
    int pipe[2];
    if (::pipe(pipe) != 0)
        throw std::runtime_error("no pipe");
    const pid_t server = ::fork();
    if (server == 0)
        serve(pipe[1], secure ? &certificate : nullptr);
    std::uint16_t port = 0;
    const bool listens = ::read(pipe[0], &port, sizeof port) == sizeof port;
    ::close(pipe[0]);
    ::close(pipe[1]);
    if (!listens)
        throw std::runtime_error("no server");
    {
        std::vector<Attacker> attackers;
        attackers.reserve(hostile);
        for (std::size_t i = 0; i < hostile; ++i) {
            attackers.emplace_back(port);
            attackers.back().send(bytes);
        }
        bool done = false;
        for (int i = 0; i < 3'000 && !done; ++i) {
            done = true;
            for (Attacker& attacker : attackers)
                done = attacker.send(bytes) && done;
            std::this_thread::sleep_for(20ms);
        }
        wait_until_idle(server);
        const std::size_t kilobytes = most_memory(server);
        std::printf("%s: %zu KiB at most\n", kind, kilobytes);
        check(kilobytes > 0 && kilobytes < most_kilobytes,
              std::string(kind) + " take less than 1 GiB");
    }
    bool served = secure; // the client below speaks no TLS
    wait_until_idle(server);
    for (int i = 0; i < 20 && !served; ++i)
        served = crowd::Client(port).ask();
    check(served, std::string("it serves others after ") + kind);
    ::kill(server, SIGTERM);
    std::this_thread::sleep_for(100ms);
    ::kill(server, SIGTERM);
    int status = -1;
    ::waitpid(server, &status, 0);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 0,
          std::string("it ends with status 0 after ") + kind);
}

} // namespace

int main()
{
    ::alarm(600);
    std::signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();
    try {
        const std::string page = "GET /page HTTP/1.1\r\nHost: a\r\n\r\n";
        besiege("pages that nobody reads", page);
        besiege("streams that nobody reads", "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
        besiege("bodies that do not end",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" +
                    std::string(480'000, 'x'));
        besiege("heads that do not end",
                "GET /" + std::string(8'000, 'x') +
                    " HTTP/1.1\r\nHost: a\r\nX: " + std::string(16'000, 'x'));
        besiege("requests behind a page that nobody reads",
                page + "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(60'000, 'x'));
        besiege("handshakes that do not end", client_hello(), true);
    } catch (const std::exception& error) {
        check(false, error.what());
    }
    std::printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
