// A whole request when memory runs out: the answer is the right one or a 500, never an exception
// and never the end of the program, and the next request is answered as if nothing had happened.
#include "app/dispatcher.hpp"
#include "faults/allocation.hpp"

#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/spdlog.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace costrel;
using costrel::faults::Fault;
using costrel::faults::with_each_allocation_failing;

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));
constexpr const char* host = "a-host-name-that-is-long.example.com";

Response show(const Session& session)
{
    if (!session.contains("user"))
        return "You are not logged in, and this page is a literal";
    return html("Logged in as {}, who is welcome on this page", session["user"]);
}
Response login(Request& request, Session& session)
{
    session["user"] = request.form["username"];
    session["cart"]["items"].append(request.form["username"]);
    return redirect("/show/after/the/login/" + std::to_string(request.form.size()));
}
Response refuse()
{
    abort(403);
}
Response fail(Session& session)
{
    session["kept"] = "though the handler fails, as in Flask";
    throw std::runtime_error("a failure of the handler, on purpose");
}
Task<std::string> greeting(std::string name)
{
    co_return "Hello, " + name + ", from a coroutine that another one awaits";
}
Task<Response> greet(Session& session, std::string name)
{
    session["greeted"] = name;
    co_return html("<p>{}</p>", co_await greeting(name));
}

template <auto F>
void add_route(RouteTable& routes, const char* pattern, Methods methods)
{
    RouteTable::Route route;
    route.endpoint = pattern;
    route.is_task = detail::is_task<typename detail::Signature<decltype(F)>::Result>;
    route.function = &detail::function_key<F>;
    route.invoke = &detail::invoke_function<F>;
    routes.add(pattern, methods, std::move(route), detail::converters_for<decltype(F)>);
}

RouteTable make_routes()
{
    RouteTable routes;
    add_route<show>(routes, "/show", GET);
    add_route<login>(routes, "/login", POST);
    add_route<refuse>(routes, "/refuse", GET);
    add_route<fail>(routes, "/fail", GET);
    add_route<greet>(routes, "/greet/<name>", GET);
    add_route<refuse>(routes, "/a/long/path/that/ends/with/a/slash/", GET);
    return routes;
}

Config make_config()
{
    Config config;
    config.secret_key = "a key that is longer than a string holds without allocating";
    return config;
}

struct Sent {
    Method method;
    const char* target;
    const char* form = "";
};

// A request as the connection hands it over.
struct TestMessage {
    explicit TestMessage(const Sent& sent)
        : fields{{{"Host", host},
                  {"Cookie", cookie()},
                  {"Cookie", "another=one; of=the same request, joined"},
                  {"Content-Type", "application/x-www-form-urlencoded"}}}
    {
        const std::string_view whole = sent.target;
        message.method_token = method_name(sent.method);
        message.method = sent.method;
        message.target = whole;
        message.path = whole.substr(0, whole.find('?'));
        message.query = whole.substr(std::min(message.path.size() + 1, whole.size()));
        message.host = host;
        message.fields = fields;
        message.body = sent.form;
    }

    TestMessage(const TestMessage&) = delete;
    TestMessage& operator=(const TestMessage&) = delete;

    // A permanent, compressed session.
    static const std::string& cookie()
    {
        static const std::string text = [] {
            const SecureCookieSessionInterface sessions(make_config());
            Session session;
            session["user"] = "somebody whose name needs an allocation";
            session["text"] = std::string(1000, 'x');
            session.set_permanent(true);
            const std::string field = sessions.save_session(session, now).set_cookie;
            return field.substr(0, field.find(';'));
        }();
        return text;
    }

    std::array<http::Field, 4> fields;
    http::Message message;
};

Response answer(Dispatcher& dispatcher, const http::Message& message)
{
    const http::Peer peer{"192.0.2.1"};
    http::Reply reply = dispatcher.respond(message, peer);
    if (auto* task = std::get_if<Task<Response>>(&reply)) {
        task->start();
        return task->result();
    }
    return std::get<Response>(std::move(reply));
}

class RequestOutOfMemory : public ::testing::Test {
protected:
    void SetUp() override
    {
        // Lines of the log are made, but nobody wants to see them.
        auto quiet = std::make_shared<spdlog::logger>(
            "quiet", std::make_shared<spdlog::sinks::null_sink_mt>());
        quiet->set_error_handler([](const std::string&) {});
        spdlog::set_default_logger(std::move(quiet));
    }
};

TEST_F(RequestOutOfMemory, IsAnsweredWith500AndTheNextOneAsEver)
{
    RouteTable routes = make_routes();
    const std::vector<Sent> requests = {
        {GET, "/show"},
        {GET, "/show?a=a+value+that+needs+an+allocation&b=%41&c"},
        {POST, "/login", "username=J%C3%B6rg+of+the+long+names&again=and+again+and+again"},
        {GET, "/refuse"},
        {GET, "/fail"},
        {GET, "/greet/somebody%20with%20a%20name%20that%20is%20long"},
        {GET, "/a/long/path/that/ends/with/a/slash"},
        {GET, "//a//path//with//too//many//slashes"},
        {GET, "/nothing/is/here/and/the/path/is/long"},
        {DELETE, "/login"},
        {OPTIONS, "/login"},
    };
    for (const Sent& sent : requests) {
        SCOPED_TRACE(sent.target);
        const TestMessage request(sent);
        Dispatcher reference(routes, make_config(), [] { return now; });
        const Response right = answer(reference, request.message);
        const auto expect_right = [&](const Response& response) {
            EXPECT_EQ(response.status, right.status);
            EXPECT_EQ(response.body.view(), right.body.view());
            EXPECT_EQ(response.headers.get("Set-Cookie"), right.headers.get("Set-Cookie"));
            EXPECT_EQ(response.headers.get("Location"), right.headers.get("Location"));
            EXPECT_EQ(response.headers.get("Vary"), right.headers.get("Vary"));
        };
        with_each_allocation_failing([&](Fault& fault) {
            Dispatcher dispatcher(routes, make_config(), [] { return now; });
            std::optional<Response> response;
            EXPECT_FALSE(
                fault.during([&] { response.emplace(answer(dispatcher, request.message)); }));
            ASSERT_TRUE(response);
            if (response->status == right.status && right.status != 500)
                expect_right(*response);
            else
                EXPECT_EQ(response->status, 500);
            expect_right(answer(dispatcher, request.message));
        });
    }
}

TEST_F(RequestOutOfMemory, EndsAtMostItsConnection)
{
    App app(make_config());
    app.route<login>("/login", POST);
    app.route<greet>("/greet/<name>");
    const std::string form = "username=somebody+with+a+name+that+is+long";
    const std::string request =
        "POST /login HTTP/1.1\r\nHost: " + std::string(host) +
        "\r\nCookie: " + TestMessage::cookie() +
        "\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: "
        "chunked\r\n\r\n" +
        "8\r\nusername\r\n22\r\n" + form.substr(8) + "\r\n0\r\nX-Trailer: dropped\r\n\r\n" +
        "GET /greet/somebody HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    ASSERT_EQ(form.size(), 8U + 0x22);
    costrel::testing::TestClient client(app);
    client.set_time(now);
    const std::string right = client.exchange(request);
    ASSERT_NE(right.find("HTTP/1.1 302 FOUND"), right.npos) << right;
    ASSERT_NE(right.find("HTTP/1.1 200 OK"), right.npos) << right;
    with_each_allocation_failing([&](Fault& fault) {
        // As in the server, what does not fit into memory any more ends the connection.
        fault.during([&] { (void)client.exchange(request); });
        EXPECT_EQ(client.exchange(request), right);
    });
}

} // namespace
