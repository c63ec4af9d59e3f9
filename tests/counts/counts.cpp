// Serves the login application to a client in this same program, and prints what N requests took of
// the server:
//
//     counts verified 1000        GET / with a good session
//     counts untouched 1000       a page that does not look at the session
//     counts browser 1000         the same with the fields that a browser sends
//     counts task 1000            the same page, of a handler that is a Task
//     counts login 1000           POST /login, which signs a session
//     counts refresh 1000         a permanent session, which is verified and signed
//     counts logged 1000          the same as untouched, with an access log
//     counts counted 1000         the same, with requests counted for metrics()
//     counts pipelined 1000       16 of the first kind at once, that many times
//     counts idle 400             the memory that each of 400 idle connections holds
#include "counter.hpp"

#include <costrel/costrel.hpp>
#include <costrel/metrics.hpp>

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <malloc.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace costrel;
using namespace std::chrono_literals;

Response index(Session& session)
{
    if (session.contains("username"))
        return html("Logged in as {}<br><b><a href='/logout'>click here to log out</a></b>",
                    session["username"]);
    return "You are not logged in<br><a href='/login'><b>click here to log in</b></a>";
}

Response login(Request& request, Session& session)
{
    if (request.method == POST) {
        session["username"] = request.form["username"];
        return redirect(request.url_for<index>());
    }
    return R"(<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>)";
}

Task<Response> waiting_login(Request& request, Session& session)
{
    co_return login(request, session);
}

Response refresh(Session& session)
{
    session.set_permanent(true);
    return index(session);
}

namespace {

[[noreturn]] void give_up(const char* what)
{
    std::perror(what);
    std::exit(1);
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// A port that was free just now, below those that the system gives to clients.
std::uint16_t free_port()
{
    for (int i = 0; i < 1000; ++i) {
        const auto port = static_cast<std::uint16_t>(10'000 + (::getpid() + i) % 20'000);
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in address = loopback(port);
        const bool is_free =
            ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        ::close(socket);
        if (is_free)
            return port;
    }
    give_up("no free port");
}

int connect_to(std::uint16_t port)
{
    const sockaddr_in address = loopback(port);
    for (int tries = 0; tries < 100; ++tries) {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            return socket;
        ::close(socket);
        std::this_thread::sleep_for(50ms);
    }
    give_up("the server does not answer");
}

// Sends `request` and gives the answer, whose last bytes are told by `size`; 0: the first piece
// that comes.
std::string exchange(int socket, std::string_view request, std::size_t size)
{
    std::array<char, 16 * 1024> input{};
    if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) < 0)
        give_up("cannot send");
    std::string answer;
    do {
        const ssize_t count = ::recv(socket, input.data(), input.size(), 0);
        if (count <= 0)
            give_up("the answer is cut off");
        answer.append(input.data(), static_cast<std::size_t>(count));
    } while (answer.size() < size);
    return answer;
}

std::string cookie_from(int socket, std::string_view request)
{
    const std::string answer = exchange(socket, request, 0);
    const std::size_t start = answer.find("session=");
    if (start == std::string::npos)
        give_up("no session came");
    return answer.substr(start, answer.find(';', start) - start);
}

constexpr std::string_view log_in = "POST /login HTTP/1.1\r\nHost: localhost\r\n"
                                    "Content-Type: application/x-www-form-urlencoded\r\n"
                                    "Content-Length: 14\r\n\r\nusername=admin";

std::string get(std::string_view path, std::string_view cookie)
{
    std::string request = "GET ";
    return request.append(path).append(" HTTP/1.1\r\nHost: localhost\r\nCookie: ").append(cookie) +
           "\r\n\r\n";
}

// As Chrome asks for a page.
std::string get_as_browser(std::string_view path, std::string_view cookie)
{
    std::string request = "GET ";
    return request.append(path)
               .append(
                   " HTTP/1.1\r\n"
                   "Host: localhost:5000\r\n"
                   "Connection: keep-alive\r\n"
                   "sec-ch-ua: \"Chromium\";v=\"130\", \"Google Chrome\";v=\"130\", "
                   "\"Not?A_Brand\";v=\"99\"\r\n"
                   "sec-ch-ua-mobile: ?0\r\n"
                   "sec-ch-ua-platform: \"Linux\"\r\n"
                   "Upgrade-Insecure-Requests: 1\r\n"
                   "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like "
                   "Gecko) "
                   "Chrome/130.0.0.0 Safari/537.36\r\n"
                   "Accept: "
                   "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
                   "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7\r\n"
                   "Sec-Fetch-Site: same-origin\r\n"
                   "Sec-Fetch-Mode: navigate\r\n"
                   "Sec-Fetch-User: ?1\r\n"
                   "Sec-Fetch-Dest: document\r\n"
                   "Referer: http://localhost:5000/login\r\n"
                   "Accept-Encoding: gzip, deflate, br, zstd\r\n"
                   "Accept-Language: en-US,en;q=0.9\r\n"
                   "Cookie: ")
               .append(cookie) +
           "\r\n\r\n";
}

std::string request_of(std::string_view kind, int socket)
{
    if (kind == "login")
        return std::string(log_in);
    const std::string cookie = cookie_from(socket, log_in);
    if (kind == "untouched" || kind == "logged" || kind == "counted")
        return get("/login", cookie);
    if (kind == "browser")
        return get_as_browser("/login", cookie);
    if (kind == "task")
        return get("/waiting-login", cookie);
    if (kind == "refresh")
        return get("/refresh", cookie_from(socket, get("/refresh", cookie)));
    const std::string one = get("/", cookie);
    if (kind != "pipelined")
        return one;
    std::string sixteen;
    for (int i = 0; i < 16; ++i)
        sixteen += one;
    return sixteen;
}

void count_requests(std::string_view kind, int times, std::uint16_t port)
{
    const int socket = connect_to(port);
    const std::string request = request_of(kind, socket);
    exchange(socket, request, 0);
    std::this_thread::sleep_for(50ms); // whatever is still on its way
    std::array<char, 16 * 1024> rest{};
    ::recv(socket, rest.data(), rest.size(), MSG_DONTWAIT);
    std::size_t size = 0;
    for (int i = 0; i < 20; ++i) // buffers grow, caches fill
        size = exchange(socket, request, size).size();
    std::this_thread::sleep_for(50ms);
    const Counts before = counts();
    for (int i = 0; i < times; ++i)
        exchange(socket, request, size);
    std::this_thread::sleep_for(20ms);
    const Counts after = counts();
    std::printf("{\"system_calls\": %zu, \"allocations\": %zu}\n",
                after.system_calls - before.system_calls, after.allocations - before.allocations);
}

void measure_idle(int connections, std::uint16_t port)
{
    const std::string request = get("/", cookie_from(connect_to(port), log_in));
    std::this_thread::sleep_for(1500ms);
    const std::size_t before = ::mallinfo2().uordblks;
    for (int i = 0; i < connections; ++i)
        exchange(connect_to(port), request, 0);
    std::this_thread::sleep_for(1500ms); // after a second they give their buffers back
    const std::size_t after = ::mallinfo2().uordblks;
    std::printf("{\"bytes\": %zu}\n", after - before);
}

} // namespace

int main(int argc, char** argv)
{
    leave_out_this_thread();
    const std::string_view kind = argc == 3 ? argv[1] : "";
    const int times = argc == 3 ? std::atoi(argv[2]) : 0;
    if (times <= 0) {
        std::fputs(
            "usage: counts verified|untouched|browser|task|login|refresh|logged|counted|pipelined|"
            "idle N\n",
            stderr);
        return 2;
    }
    ::alarm(60);
    const std::uint16_t port = free_port();
    std::thread server([port, kind] {
        App app({.secret_key = "192b9bdd22ab9ed4d12e236c78afcb9a"});
        app.config.limits.keepalive_requests = 1'000'000;
        app.route<index>("/");
        app.route<login>("/login", {GET, POST});
        app.route<waiting_login>("/waiting-login");
        app.route<refresh>("/refresh");
        if (kind == "logged") {
            app.config.access_log = "json";
            app.config.access_log_file = "/dev/null";
        }
        if (kind == "counted")
            app.get<metrics>("/metrics");
        std::freopen("/dev/null", "w", stderr);
        app.run({.host = "127.0.0.1", .port = port, .threads = 1});
    });
    if (kind == "idle")
        measure_idle(times, port);
    else
        count_requests(kind, times, port);
    std::fflush(stdout);
    ::kill(::getpid(), SIGTERM);
    server.join();
}
