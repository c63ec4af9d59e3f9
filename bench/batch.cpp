// What serving takes, beside a bare epoll loop, on a machine that does other work, too:
//
//     bench_batch [CONNECTIONS [ROUNDS [CERTIFICATE KEY]]]
//
// costrel and the loop are in this one process and thread. For a batch the client's part sends one
// request on each of its connections; then only the serving is timed. Cases take turns, a few
// batches each, so that whatever else the machine does hits all of them. A round gives one ratio of
// a case to the floor, of the batches that were disturbed least; what counts is the median of the
// rounds, with its quartiles as the spread.
#include <costrel/costrel.hpp>
#include <costrel/web/compress.hpp>
#include <costrel/web/embedded.hpp>

#include <boost/asio/io_context.hpp>
#include <openssl/ssl.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using namespace costrel;

Response home(Session& session)
{
    if (session.contains("username"))
        return html("Logged in as {}<br><b><a href='/logout'>click here to log out</a></b>",
                    session["username"]);
    return "You are not logged in<br><a href='/login'><b>click here to log in</b></a>";
}

constexpr std::string_view form = R"(<form method="post">
  <p><input name="username"></p>
  <p><input type="submit" value="Login"></p>
</form>)";

Response login(Request& request, Session& session)
{
    if (request.method == POST) {
        session["username"] = request.form["username"];
        return redirect(request.url_for<home>());
    }
    return std::string(form);
}

Response page()
{
    return std::string(form);
}

Task<Response> waiting_page()
{
    co_return std::string(form);
}

Response refresh(Session& session)
{
    session.set_permanent(true);
    return home(session);
}

// Makes a session of so many items, about 60 bytes of JSON each.
Response fill(Request& request, Session& session)
{
    session["username"] = "admin";
    for (int i = 0; i < request.args.get<int>("items", 0); ++i)
        session["item number " + std::to_string(i)] =
            "a value of some length, the " + std::to_string(i * 7919 % 1000) + "th";
    return home(session);
}

// 2 KB that gzip makes smaller.
Response article()
{
    std::string text = "<h1>An article</h1>";
    for (int i = 0; i < 40; ++i)
        text += "<p>Paragraph " + std::to_string(i * 7919) + " has words of its own.</p>\n";
    return text;
}

namespace {

using std::chrono::steady_clock;

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

int connected(std::uint16_t port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        give_up("cannot connect");
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

// Answers whatever arrives with a fixed text, and parses nothing: what is left is the system's.
class Floor {
public:
    Floor()
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
          epoll_(::epoll_create1(EPOLL_CLOEXEC))
    {
        sockaddr_in address = loopback(0);
        socklen_t size = sizeof address;
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::listen(listener_, SOMAXCONN) != 0 ||
            ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            give_up("cannot listen");
        port_ = ntohs(address.sin_port);
        watch(listener_);
    }

    std::uint16_t port() const noexcept { return port_; }
    void serve()
    {
        std::array<epoll_event, 128> events{};
        for (;;) {
            const int count = ::epoll_wait(epoll_, events.data(), events.size(), 0);
            if (count <= 0)
                return;
            for (int i = 0; i < count; ++i) {
                const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
                if (descriptor == listener_)
                    accept();
                else
                    respond(descriptor);
            }
        }
    }

private:
    void watch(int descriptor)
    {
        epoll_event event{};
        event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
        event.data.fd = descriptor;
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
    }
    void accept()
    {
        for (int socket = 0; (socket = ::accept4(listener_, nullptr, nullptr,
                                                 SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
            const int on = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            watch(socket);
        }
    }
    static void respond(int socket)
    {
        constexpr std::string_view text =
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Content-Type: text/html; charset=utf-8\r\nContent-Length: 72\r\nVary: Cookie\r\n\r\n"
            "Logged in as admin<br><b><a href='/logout'>click here to log out</a></b>";
        static std::array<char, 16 * 1024> input;
        if (::recv(socket, input.data(), input.size(), MSG_DONTWAIT) <= 0 ||
            ::send(socket, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
            ::close(socket);
    }

    int listener_;
    int epoll_;
    std::uint16_t port_ = 0;
};

// The client's end, plain or TLS. Whoever waits for it has to serve meanwhile.
class Client {
public:
    Client(std::uint16_t port, SSL_CTX* tls, const std::function<void()>& serve)
        : socket_(connected(port))
    {
        serve();
        if (!tls)
            return;
        ssl_.reset(SSL_new(tls));
        SSL_set_fd(ssl_.get(), socket_);
        ::fcntl(socket_, F_SETFL, O_NONBLOCK);
        for (int i = 0; SSL_connect(ssl_.get()) != 1; ++i) {
            if (i == 1000)
                give_up("no TLS");
            serve();
        }
        serve();
    }
    Client(Client&&) = default;

    void send(std::string_view request)
    {
        const auto sent =
            ssl_ ? SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size()))
                 : ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent != static_cast<ssize_t>(request.size()))
            give_up("cannot send");
    }
    // What has come.
    std::string_view receive()
    {
        static std::array<char, 64 * 1024> input;
        const auto count = ssl_ ? SSL_read(ssl_.get(), input.data(), input.size())
                                : ::recv(socket_, input.data(), input.size(), MSG_DONTWAIT);
        return {input.data(), count < 0 ? 0 : static_cast<std::size_t>(count)};
    }

private:
    struct Freer {
        void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
    };

    int socket_;
    std::unique_ptr<SSL, Freer> ssl_;
};

std::string cookie_of(std::string_view response)
{
    const std::size_t start = response.find("session=");
    if (start == std::string_view::npos)
        return {};
    return std::string(response.substr(start, response.find(';', start) - start));
}

constexpr std::string_view log_in = "POST /login HTTP/1.1\r\nHost: localhost:5000\r\n"
                                    "Content-Type: application/x-www-form-urlencoded\r\n"
                                    "Content-Length: 14\r\n\r\nusername=admin";

std::string get(std::string_view path, std::string_view cookie, std::string_view more = "")
{
    std::string request = "GET ";
    request.append(path).append(" HTTP/1.1\r\nHost: localhost:5000\r\n").append(more);
    return request.append("Cookie: ").append(cookie).append("\r\n\r\n");
}

constexpr std::string_view browser_fields =
    "Connection: keep-alive\r\n"
    "sec-ch-ua: \"Chromium\";v=\"130\", \"Google Chrome\";v=\"130\", \"Not?A_Brand\";v=\"99\"\r\n"
    "sec-ch-ua-mobile: ?0\r\nsec-ch-ua-platform: \"Linux\"\r\nUpgrade-Insecure-Requests: 1\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7\r\n"
    "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\n"
    "Sec-Fetch-Dest: document\r\nReferer: http://localhost:5000/login\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-US,en;q=0.9\r\n";

struct Case {
    std::string name;
    std::function<void()> serve;
    std::vector<Client> clients;
    std::vector<std::string> requests; // of each client
    std::string follow;            // the path by which it sends what cookie it gets; empty: none
    std::vector<double> batches{}; // of this round: ns a request
    std::vector<double> ratios{};  // of all rounds, to the floor
    std::vector<double> times{};
};

double quantile(std::vector<double> values, double part)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1) + 0.5)];
}

void run_batch(Case& c)
{
    for (std::size_t i = 0; i < c.clients.size(); ++i)
        c.clients[i].send(c.requests[i]);
    const auto begin = steady_clock::now();
    c.serve();
    const std::chrono::duration<double, std::nano> time = steady_clock::now() - begin;
    for (std::size_t i = 0; i < c.clients.size(); ++i) {
        const std::string_view response = c.clients[i].receive();
        if (!response.starts_with("HTTP/1.1 200") && !response.starts_with("HTTP/1.1 302")) {
            std::fprintf(stderr, "%s: the response is \"%.60s\"\n", c.name.c_str(),
                         response.data());
            std::exit(1);
        }
        if (!c.follow.empty())
            c.requests[i] = get(c.follow, cookie_of(response));
    }
    c.batches.push_back(time.count() / static_cast<double>(c.clients.size()));
}

} // namespace

int main(int argc, char** argv)
{
    const std::size_t connections = argc > 1 ? static_cast<std::size_t>(std::atoi(argv[1])) : 32;
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 60;
    const bool with_tls = argc > 4;
    constexpr int batches_a_round = 20;
    if (connections == 0 || connections > 1000 || rounds <= 0) {
        std::fputs("usage: bench_batch [CONNECTIONS [ROUNDS [CERTIFICATE KEY]]]\n", stderr);
        return 2;
    }

    App app({.secret_key = "192b9bdd22ab9ed4d12e236c78afcb9a"});
    app.config.limits.keepalive_requests = 1'000'000'000;
    compress(app);
    app.route<home>("/");
    app.route<login>("/login", {GET, POST});
    app.route<page>("/page");
    app.route<waiting_page>("/waiting");
    app.route<refresh>("/refresh");
    app.route<fill>("/fill");
    app.route<article>("/article");
    boost::asio::io_context context{1};
    Embedded plain(context, app, {.port = 0});
    std::unique_ptr<Embedded> secure;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls(nullptr, SSL_CTX_free);
    if (with_tls) {
        secure = std::make_unique<Embedded>(context, app,
                                            RunOptions{.port = 0, .cert = argv[3], .key = argv[4]});
        tls.reset(SSL_CTX_new(TLS_client_method()));
    }
    const auto serve = [&] {
        context.restart();
        context.poll();
    };
    const auto ask = [&](std::string_view request) {
        Client client(plain.port(), nullptr, serve);
        client.send(request);
        for (int i = 0; i < 4; ++i)
            serve();
        return std::string(client.receive());
    };
    const std::string small = cookie_of(ask(log_in));
    const std::string kb = cookie_of(ask(get("/fill?items=17", small)));
    const std::string eight_kb = cookie_of(ask(get("/fill?items=135", small)));
    const std::string permanent = cookie_of(ask(get("/refresh", small)));

    Floor floor;
    std::vector<Case> cases;
    const auto add = [&](std::string name, std::string request, std::string follow = "",
                         SSL_CTX* context_of_tls = nullptr) {
        Case c{std::move(name), serve, {}, {}, std::move(follow)};
        c.requests.assign(connections, std::move(request));
        for (std::size_t i = 0; i < connections; ++i)
            c.clients.emplace_back(context_of_tls ? secure->port() : plain.port(), context_of_tls,
                                   c.serve);
        cases.push_back(std::move(c));
    };
    {
        Case c{"bare epoll loop", [&floor] { floor.serve(); }, {}, {}, ""};
        c.requests.assign(connections, get("/", small));
        for (std::size_t i = 0; i < connections; ++i)
            c.clients.emplace_back(floor.port(), nullptr, c.serve);
        cases.push_back(std::move(c));
    }
    add("verified session", get("/", small));
    add("untouched", get("/page", small));
    add("untouched, by a Task", get("/waiting", small));
    add("untouched, a browser's fields", get("/page", small, browser_fields));
    add("permanent session, sent again", get("/refresh", permanent));
    add("the same, and the client follows", get("/refresh", permanent), "/refresh");
    add("POST /login", std::string(log_in));
    add("1 KB of session, verified", get("/", kb));
    add("1 KB of session, untouched", get("/page", kb));
    add("8 KB of session, verified", get("/", eight_kb));
    add("8 KB of session, untouched", get("/page", eight_kb));
    add("2 KB page, as it is", get("/article", small));
    add("2 KB page, gzip", get("/article", small, "Accept-Encoding: gzip\r\n"));
    if (with_tls)
        add("verified session, TLS", get("/", small), "", tls.get());

    constexpr int to_warm_up = 2;
    for (int round = 0; round < rounds + to_warm_up; ++round) {
        for (Case& c : cases) {
            c.batches.clear();
            for (int batch = 0; batch < batches_a_round; ++batch)
                run_batch(c);
        }
        if (round < to_warm_up)
            continue;
        // The batches that others disturbed least.
        constexpr double undisturbed = 0.1;
        const double base = quantile(cases.front().batches, undisturbed);
        for (Case& c : cases) {
            c.times.push_back(quantile(c.batches, undisturbed));
            c.ratios.push_back(c.times.back() / base);
        }
    }
    std::printf(
        "%zu connections, %d rounds of %d batches; times the bare epoll loop: the median of the "
        "rounds, and its quartiles.\n\n| case | x floor | quartiles | ns a request |\n"
        "| --- | --- | --- | --- |\n",
        connections, rounds, batches_a_round);
    for (const Case& c : cases)
        std::printf("| %s | %.2f | %.2f to %.2f | %.0f |\n", c.name.c_str(),
                    quantile(c.ratios, 0.5), quantile(c.ratios, 0.25), quantile(c.ratios, 0.75),
                    quantile(c.times, 0.5));
}
