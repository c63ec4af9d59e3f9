// Twenty requests of one browser, and of those who have its cookies: whatever kind of handler takes
// them, on whatever server, and wherever the session is, the responses are the same.
#include "log/log.hpp"
#include "wire/client.hpp"

#include <costrel/costrel.hpp>
#include <costrel/embedded.hpp>
#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/sleep.hpp>
#include <costrel/stream.hpp>
#include <costrel/testing.hpp>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;

struct Ask {
    std::string method, action, cookie;
};
struct Reply {
    int status = 0;
    std::string body, set_cookie, vary, cache_control;
};
using Send = std::function<Reply(const Ask&)>;

// What a handler does, of whatever kind it is.
std::string act(Session& session, const std::string& action)
{
    if (action == "look")
        return std::to_string(session.get("n", 0)) + " " +
               std::string(current_user(session).value_or("-"));
    if (action == "count")
        return std::to_string(session.add("n"));
    if (action == "append") {
        session["list"].append(1);
        return "appended";
    }
    if (action == "login")
        login_user(session, "ann");
    else if (action == "logout")
        logout_user(session);
    else if (action == "permanent")
        session.set_permanent(true);
    else if (action == "flash")
        flash(session, "hello");
    else if (action == "flashed")
        return std::to_string(get_flashed_messages(session).size());
    else if (action == "clear")
        session.clear();
    else if (action == "mistake") {
        session.add("n", 100);
        throw std::runtime_error("a mistake");
    }
    return action;
}

std::string plain(Session& session, std::string action)
{
    return act(session, action);
}
Task<std::string> task(Session& session, std::string action)
{
    co_await sleep_for(0ms);
    std::string text = act(session, action);
    co_await sleep_for(0ms);
    co_return text;
}
Stream stream(Session& session, std::string action)
{
    co_yield act(session, action);
}
Task<std::string> lazy(LazySession& session, std::string action)
{
    co_return act(co_await session.open(), action);
}

enum class Kind : std::uint8_t { plain, blocking, task, stream, lazy };

void add_routes(App& app, Kind kind)
{
    const auto methods = {GET, POST};
    switch (kind) {
    case Kind::plain:
        app.route<plain>("/<action>", methods);
        break;
    case Kind::blocking:
        app.route<plain>("/<action>", methods).blocking();
        break;
    case Kind::task:
        app.route<task>("/<action>", methods);
        break;
    case Kind::stream:
        app.route<stream>("/<action>", methods);
        break;
    case Kind::lazy:
        app.route<lazy>("/<action>", methods);
        break;
    }
}

// A session's own part of a response: the value of the cookie is another one each time.
std::string without_value(std::string_view set_cookie)
{
    if (set_cookie.empty())
        return {};
    const std::size_t equals = set_cookie.find('='), end = set_cookie.find(';');
    if (end == equals + 1)
        return std::string(set_cookie); // it is deleted
    std::string rest(set_cookie.substr(end));
    if (const std::size_t expires = rest.find("Expires="); expires != rest.npos)
        rest.erase(expires + 8, 29);
    return std::string(set_cookie.substr(0, equals)) + "=…" + rest;
}

// The browser: it keeps the cookie, and its user copies some.
class Walk {
public:
    explicit Walk(Send send) : send_(std::move(send)) {}

    std::vector<std::string> twenty()
    {
        ask("GET", "look");
        ask("GET", "count");
        ask("GET", "count");
        ask("GET", "append");
        ask("POST", "login");
        const std::string logged_in = cookie_;
        ask("GET", "look");
        ask("GET", "count");
        ask("HEAD", "look");
        ask("GET", "permanent");
        ask("GET", "flash");
        ask("GET", "flashed");
        ask("GET", "look", "session=" + std::string(43, 'A') + "." + std::string(27, 'A'));
        ask("GET", "look", "other=1; " + cookie_ + "; third=3");
        ask("GET", "mistake");
        ask("GET", "look");
        ask("GET", "other");
        ask("POST", "logout");
        ask("GET", "look", logged_in);
        ask("GET", "count");
        ask("GET", "clear");
        return lines_;
    }

private:
    void ask(const std::string& method, const std::string& action,
             std::optional<std::string> copied = {})
    {
        const bool is_own = !copied;
        const Reply reply = send_({method, action, is_own ? cookie_ : *copied});
        if (is_own && !reply.set_cookie.empty()) {
            cookie_ = reply.set_cookie.substr(0, reply.set_cookie.find(';'));
            if (cookie_.ends_with('='))
                cookie_.clear();
        }
        lines_.push_back(method + " /" + action + ": " + std::to_string(reply.status) + " " +
                         (reply.status == 200 ? reply.body : "") + " | " +
                         without_value(reply.set_cookie) + " | " + reply.vary + " | " +
                         reply.cache_control);
    }

    Send send_;
    std::string cookie_;
    std::vector<std::string> lines_;
};

Send by_test_client(App& app)
{
    // One, because each opens the store anew.
    return [client = std::make_shared<TestClient>(app)](const Ask& ask) {
        client->delete_cookie("session"); // the walk has its own
        TestFields fields;
        if (!ask.cookie.empty())
            fields.push_back({"Cookie", ask.cookie});
        const TestResponse response =
            client->open(ask.method, "/" + ask.action, TestRequest{.headers = fields});
        return Reply{response.status, response.body, std::string(response.header("Set-Cookie")),
                     std::string(response.header("Vary")),
                     std::string(response.header("Cache-Control"))};
    };
}

// In HTTP/1.0, where the body of a stream is what comes until the end.
Send by_socket(std::uint16_t port)
{
    return [port](const Ask& ask) {
        Client client(port);
        client.send(ask.method + " /" + ask.action + " HTTP/1.0\r\nHost: localhost\r\n" +
                    (ask.method == "POST" ? "Content-Length: 0\r\n" : "") +
                    (ask.cookie.empty() ? "" : "Cookie: " + ask.cookie + "\r\n") + "\r\n");
        const std::string bytes = client.read_to_end();
        const std::size_t end = bytes.find("\r\n\r\n");
        if (end == bytes.npos)
            return Reply{};
        const Answer answer{.status = std::stoi(bytes.substr(9, 3)),
                            .head = bytes.substr(0, end + 4),
                            .body = bytes.substr(end + 4)};
        return Reply{answer.status, answer.body, answer.field("Set-Cookie").value_or(""),
                     answer.field("Vary").value_or(""), answer.field("Cache-Control").value_or("")};
    };
}

// Serves until the end of its scope.
class Serving {
public:
    explicit Serving(App& app)
        : web_(context_, app, {.port = 0}), thread_([this] { context_.run(); })
    {
    }
    ~Serving() { web_.stop(); }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

    std::uint16_t port() const { return web_.port(); }

private:
    boost::asio::io_context context_;
    Embedded web_;
    std::jthread thread_;
};

// Another server, which has only the sessions of costrel.
Send by_exchange(const SessionInterface& sessions)
{
    return [&sessions](const Ask& ask) {
        SessionExchange exchange(sessions);
        exchange.borrow_cookie_field(ask.cookie);
        Reply reply;
        reply.status = 200;
        try {
            reply.body = act(exchange.session(), ask.action);
        } catch (const std::runtime_error&) {
            reply.status = 500;
        }
        if (ask.method == "HEAD")
            reply.body.clear();
        exchange.save([](const char*) { return std::string(); },
                      [&](std::string_view name, std::string value) {
                          (name == "Set-Cookie" ? reply.set_cookie
                           : name == "Vary"     ? reply.vary
                                                : reply.cache_control) = std::move(value);
                      });
        return reply;
    };
}

struct Place {
    const char* name;
    std::function<Config()> config;
};

const Place places[]{
    {"FlasksCookie", [] { return Config{.secret_key = "an obvious key for tests, 0123456789"}; }},
    {"ASealedCookie",
     [] {
         return Config{.secret_key = "an obvious key for tests, 0123456789",
                       .session_format = SessionFormat::sealed(),
                       .session_revocations = local_revocations()};
     }},
    {"AStore",
     [] {
         return Config{.secret_key = "an obvious key for tests, 0123456789",
                       .session_store = "memory:"};
     }},
};

class SameRequests : public ::testing::TestWithParam<Place> {
protected:
    SameRequests() { log::silence(); }
    ~SameRequests() override { log::silence(false); }

    static App make_app(Kind kind = Kind::plain)
    {
        App app(GetParam().config());
        add_routes(app, kind);
        return app;
    }
    // What all others are compared with.
    static std::vector<std::string> expected()
    {
        App app = make_app();
        return Walk(by_test_client(app)).twenty();
    }
};

constexpr Kind kinds[]{Kind::plain, Kind::blocking, Kind::task, Kind::stream, Kind::lazy};

TEST_P(SameRequests, AreAnsweredAsTheyAreMeantToBe)
{
    const std::vector<std::string> lines = expected();
    ASSERT_EQ(lines.size(), 20U);
    EXPECT_EQ(lines[0], "GET /look: 200 0 - |  | Cookie | ");
    EXPECT_EQ(lines[1], "GET /count: 200 1 | session=…; HttpOnly; Path=/ | Cookie | private");
    EXPECT_THAT(lines[5], ::testing::StartsWith("GET /look: 200 0 ann |  | Cookie"));
    EXPECT_THAT(lines[11], ::testing::StartsWith("GET /look: 200 0 - |"));
    EXPECT_THAT(lines[12], ::testing::StartsWith("GET /look: 200 1 ann |"));
    EXPECT_THAT(lines[13], ::testing::StartsWith("GET /mistake: 500 "));
    EXPECT_THAT(lines[16], ::testing::HasSubstr("session=; Expires=Thu, 01 Jan 1970"));
}

TEST_P(SameRequests, GetTheSameFromEveryKindOfHandler)
{
    for (const Kind kind : kinds) {
        App app = make_app(kind);
        EXPECT_EQ(Walk(by_test_client(app)).twenty(), expected()) << static_cast<int>(kind);
    }
}

TEST_P(SameRequests, GetTheSameFromAServer)
{
    for (const Kind kind : kinds) {
        App app = make_app(kind);
        const Serving server(app);
        EXPECT_EQ(Walk(by_socket(server.port())).twenty(), expected()) << static_cast<int>(kind);
    }
}

TEST_P(SameRequests, GetTheSameFromAServerThatHasTheSessionsAlone)
{
    const Config config = GetParam().config();
    const SessionInterface sessions(config);
    EXPECT_EQ(Walk(by_exchange(sessions)).twenty(), expected());
}

INSTANTIATE_TEST_SUITE_P(With, SameRequests, ::testing::ValuesIn(places),
                         [](const auto& place) { return std::string(place.param.name); });

} // namespace
} // namespace costrel::inline v1::wire
