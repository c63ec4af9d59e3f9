// A whole request when memory runs out: the answer is the right one or a 500, never an exception
// and never the end of the program, and the next request is answered as if nothing had happened.
#include "app/dispatcher.hpp"
#include "faults/allocation.hpp"
#include "log/log.hpp"
#include "visit.hpp"

#include <costrel/costrel.hpp>
#include <costrel/csrf.hpp>
#include <costrel/flash.hpp>
#include <costrel/secure_filename.hpp>
#include <costrel/static_files.hpp>
#include <costrel/stream.hpp>
#include <costrel/testing.hpp>

#include <boost/version.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
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

Response show_json(Request& request)
{
    const Value json = request.get_json();
    return Dict{{"given", json}, {"list", List{"a text that needs an allocation", 1, 2.5}}};
}
Response upload(Request& request)
{
    const FileStorage& file = request.files["the field of a file with a long name"];
    return secure_filename(file.filename) + " " + file.mimetype() + " " + file.read() + " " +
           request.form["text"] + " " + std::to_string(request.files.getlist("other").size());
}
Response show_week(const std::string& year, int week)
{
    return year + "/" + std::to_string(week);
}
Response flash_message(Session& session)
{
    flash(session, "a message that needs an allocation");
    flash(session, html("<b>{}</b>", "a message of another kind, which is longer"), "error");
    return "flashed";
}
Response show_messages(Session& session)
{
    std::string text;
    for (const FlashedMessage& message : get_flashed_messages(session))
        text += message.category + " ";
    return text;
}
Response show_token(const Session& session)
{
    return std::to_string(is_csrf_token(session, "no token, but a text that is long"));
}
Stream rows(Session& session)
{
    session["streamed"] = "up to the first piece";
    co_yield Response("").with("Content-Type", "text/csv; and a value that is long");
    for (int i = 0; i < 1'000; ++i) // more than goes out with the head
        co_yield std::to_string(i) + " is a row of a table, which needs an allocation\n";
}
Response redirect_home(Request& request)
{
    const std::string home = request.url_for<show>({.query = {{"next", request.args.get("next")}}});
    return redirect(safe_redirect_target(request.args.get("next"), home));
}
Response conflict()
{
    throw std::domain_error("a failure that a handler of errors answers");
}
Response set_cookies(Request& request)
{
    Response response(request.cookies().get("another", "no other cookie"));
    response.set_cookie("a-cookie-with-a-long-name", "a value; that has to be quoted");
    response.delete_cookie("another-cookie-with-a-long-name");
    return response;
}
Response dashboard(Request& request, int number)
{
    return std::string(request.blueprint) + " number " + std::to_string(number);
}

// What an application may have: routes of each kind, a blueprint, hooks and handlers of errors.
class Application : public App {
public:
    explicit Application(Config configuration) : App(std::move(configuration))
    {
        route<show>("/show");
        route<login>("/login", POST);
        route<refuse>("/refuse");
        route<fail>("/fail");
        route<greet>("/greet/<name>");
        route<show_json>("/json", POST);
        route<upload>("/upload", POST);
        route<show_week>("/weeks/<year>-<int:week>");
        route<flash_message>("/flash");
        route<show_messages>("/messages");
        route<show_token>("/token");
        route<redirect_home>("/redirect");
        route<conflict>("/conflict");
        route<set_cookies>("/cookies");
        get("/a/long/path/that/ends/with/a/slash/", [] {
            return Response("directory");
        }).name("directory");
        static_files(*this, "/files/of/the/system", "/etc");
        errorhandler<std::domain_error>([](Request&, const std::domain_error& error) {
            return Response(Dict{{"error", error.what()}}).with_status(409);
        });

        Blueprint admin("administration", {.url_prefix = "/administration/of/it/all"});
        admin.route<dashboard>("/<int:number>");
        admin.get("/missing", []() -> Response { abort(404, "There is nothing <here>."); })
            .name("missing");
        admin.before_request([](Session& session) { session["seen"] = "by the blueprint"; });
        admin.after_request([](Request&, Response& response) {
            response.headers.set("X-Blueprint", "a value that needs an allocation");
        });
        admin.errorhandler(404, [](Request&, const HttpError& error) {
            return Response(html("<p>{}</p>", error.description())).with_status(404);
        });
        register_blueprint(std::move(admin));
    }

    RouteTable& routes() noexcept { return *routes_; }
};

Config make_config()
{
    Config config;
    config.secret_key = "a key that is longer than a string holds without allocating";
    return config;
}

struct Sent {
    Method method;
    const char* target;
    const char* body = "";
    const char* content_type = "application/x-www-form-urlencoded";
};

// A request as the connection hands it over.
struct TestMessage {
    explicit TestMessage(const Sent& sent)
        : fields{{{"Host", host},
                  {"Cookie", cookie()},
                  {"Cookie", "another=one; of=the same request, joined"},
                  {"Content-Type", sent.content_type}}}
    {
        const std::string_view whole = sent.target;
        message.method_token = method_name(sent.method);
        message.method = sent.method;
        message.target = whole;
        message.path = whole.substr(0, whole.find('?'));
        message.query = whole.substr(std::min(message.path.size() + 1, whole.size()));
        message.host = host;
        message.fields = fields;
        message.body = sent.body;
    }

    TestMessage(const TestMessage&) = delete;
    TestMessage& operator=(const TestMessage&) = delete;

    // A permanent, compressed session.
    static const std::string& cookie()
    {
        static const std::string text = [] {
            const SessionInterface sessions(make_config());
            Visit visit(sessions, "", now);
            Session& session = visit.session;
            session["user"] = "somebody whose name needs an allocation";
            session["text"] = std::string(1000, 'x');
            session.set_permanent(true);
            const std::string field = visit.set_cookie();
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
    void SetUp() override { log::silence(); }
};

TEST_F(RequestOutOfMemory, IsAnsweredWith500AndTheNextOneAsEver)
{
    Application application(make_config());
    RouteTable& routes = application.routes();
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
        {POST, "/json", R"({"a": ["text that needs an allocation", 1.5], "b": {"c": null}})",
         "application/json"},
        {POST, "/json", R"({"a": )", "application/json"},
        {POST, "/upload",
         "--a-boundary\r\n"
         "Content-Disposition: form-data; name=\"the field of a file with a long name\"; "
         "filename*=UTF-8''J%C3%B6rg%20and%20his%20long%20name.png\r\n"
         "Content-Type: Image/PNG; of=another-kind-that-needs-an-allocation\r\n\r\n"
         "bytes of the file that need an allocation\r\n--a-boundary\r\n"
         "Content-Disposition: form-data;\r\n name=text\r\n\r\n"
         "a text that needs an allocation\r\n--a-boundary--",
         "multipart/form-data; boundary=a-boundary"},
        {GET, "/weeks/the-year-of-the-long-name-42"},
        {GET, "/flash"},
        {GET, "/messages"},
        {GET, "/token"},
        {GET, "/redirect?next=/a/path/that/needs/an/allocation"},
        {GET, "/redirect?next=//evil.example/a/path/that/is/long"},
        {GET, "/conflict"},
        {GET, "/cookies"},
        {GET, "/administration/of/it/all/1234"},
        {GET, "/administration/of/it/all/missing"},
        {GET, "/files/of/the/system/passwd"},
        {GET, "/files/of/the/system/no/such/file/is/there"},
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
            EXPECT_EQ(response.headers.get("X-Blueprint"), right.headers.get("X-Blueprint"));
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

// An answer that ended as it should, its chunks joined: how long they are hangs on the time that
// each took to make.
std::string joined_chunks(std::string_view answer)
{
    const std::size_t head = answer.find("\r\n\r\n") + 4;
    std::string joined(answer.substr(0, head));
    answer.remove_prefix(head);
    while (!answer.empty()) {
        std::size_t size = 0;
        const auto [end, error] =
            std::from_chars(answer.data(), answer.data() + answer.size(), size, 16);
        EXPECT_EQ(error, std::errc{});
        const auto start = static_cast<std::size_t>(end - answer.data()) + 2;
        joined += answer.substr(start, size);
        answer.remove_prefix(std::min(answer.size(), start + size + 2));
    }
    return joined;
}

// An io_context whose first service cannot be made forgets its list of services since Boost 1.87.
constexpr std::size_t lost_by_asio = BOOST_VERSION >= 108700 ? 1 : 0;

TEST_F(RequestOutOfMemory, NeverMakesAPartOfAStreamLookWhole)
{
    App app(make_config());
    app.route<rows>("/rows");
    const std::string request =
        "GET /rows HTTP/1.1\r\nHost: " + std::string(host) + "\r\nConnection: close\r\n\r\n";
    costrel::TestClient client(app);
    client.set_time(now);
    const std::string right = joined_chunks(client.exchange(request));
    ASSERT_TRUE(right.ends_with("allocation\n")) << right;
    with_each_allocation_failing(
        [&](Fault& fault) {
            std::string answer;
            fault.during([&] { answer = client.exchange(request); });
            if (answer.ends_with("\r\n0\r\n\r\n")) {
                EXPECT_EQ(joined_chunks(answer), right);
            }
            EXPECT_EQ(joined_chunks(client.exchange(request)), right);
        },
        lost_by_asio);
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
    costrel::TestClient client(app);
    client.set_time(now);
    const std::string right = client.exchange(request);
    ASSERT_NE(right.find("HTTP/1.1 302 FOUND"), right.npos) << right;
    ASSERT_NE(right.find("HTTP/1.1 200 OK"), right.npos) << right;
    with_each_allocation_failing(
        [&](Fault& fault) {
            // As in the server, what does not fit into memory any more ends the connection.
            fault.during([&] { (void)client.exchange(request); });
            EXPECT_EQ(client.exchange(request), right);
        },
        lost_by_asio);
}

} // namespace
