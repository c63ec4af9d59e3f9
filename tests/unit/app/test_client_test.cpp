#include <costrel/costrel.hpp>
#include <costrel/signing/url_safe_serializer.hpp>
#include <costrel/sleep.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <chrono>

namespace {

using namespace costrel;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace std::chrono_literals;

App make_app(Config config = {.secret_key = "dev"})
{
    App app(std::move(config));
    app.get("/get", [](Session& session) { return session.get("user", "nobody"); });
    app.post("/set", [](Request& request, Session& session) {
        session["user"] = request.form["user"];
        session.set_permanent(request.form.contains("permanent"));
        return std::string("set");
    });
    app.get("/clear", [](Session& session) {
        session.clear();
        return std::string("cleared");
    });
    app.get("/flash", [](Session& session) {
        flash(session, "hello");
        return std::string("flashed");
    });
    app.get("/messages", [](Session& session) {
        std::string text;
        for (const FlashedMessage& message : get_flashed_messages(session))
            text += html("{}", message.message).str();
        return text;
    });
    app.get("/where", [](Request& request) {
        return std::string(request.host) + " " + std::string(request.remote_addr);
    });
    return app;
}

TEST(TestClient, KeepsItsSessionBetweenRequests)
{
    App app = make_app();
    TestClient client(app);
    client.post("/set", {{"user", "ann"}});
    EXPECT_EQ(client.get("/get").body, "ann");
    TestClient other(app);
    EXPECT_EQ(other.get("/get").body, "nobody");
}

TEST(TestClient, OpensAndChangesItsSessionFromOutside)
{
    App app = make_app();
    TestClient client(app);
    client.session_transaction([](Session& session) { session["user"] = "ann"; });
    EXPECT_EQ(client.get("/get").body, "ann");
    std::string seen;
    client.session_transaction([&](Session& session) { seen = session.get("user", ""); });
    EXPECT_EQ(seen, "ann");
    client.session_transaction([](Session& session) { session.clear(); });
    EXPECT_EQ(client.cookie("session"), std::nullopt);
}

TEST(TestClient, HasNoSessionTransactionWithoutASecretKey)
{
    App app = make_app({});
    TestClient client(app);
    EXPECT_THROW(client.session_transaction([](Session&) {}), std::runtime_error);
}

TEST(TestClient, ForgetsAPermanentSessionWhenItsCookieExpires)
{
    App app = make_app({.secret_key = "dev", .permanent_session_lifetime = 60s});
    TestClient client(app);
    client.set_time(std::chrono::sys_seconds(1'700'000'000s));
    client.post("/set", {{"user", "ann"}, {"permanent", ""}});
    client.advance_time(59s);
    EXPECT_EQ(client.get("/get").body, "ann"); // which refreshes it
    client.advance_time(59s);
    EXPECT_EQ(client.get("/get").body, "ann");
    client.advance_time(60s);
    EXPECT_EQ(client.cookie("session"), std::nullopt);
    EXPECT_EQ(client.get("/get").body, "nobody");
}

// Response::set_cookie() took the system's clock: its cookies expired at another time than the
// session's.
TEST(TestClient, ItsTimeReachesWhatHandlersCall)
{
    const auto cookie = [] {
        Response response("x");
        response.set_cookie("a", "b", {.max_age = 60s});
        return response;
    };
    App app({.secret_key = "dev"});
    app.get("/plain", cookie);
    app.get("/pool", cookie).blocking();
    app.get("/task", [=]() -> Task<Response> {
        co_await sleep_for(1ms);
        co_return cookie();
    });
    app.get("/token", [] { return signing::URLSafeTimedSerializer("key").dumps("x"); });
    TestClient client(app);
    client.set_time(std::chrono::sys_seconds(1'700'000'000s));
    for (const char* path : {"/plain", "/pool", "/task"})
        EXPECT_THAT(client.get(path).header("Set-Cookie"),
                    ::testing::HasSubstr("Expires=Tue, 14 Nov 2023 22:14:20 GMT; Max-Age=60"))
            << path;
    const auto token = signing::URLSafeTimedSerializer("key").loads(client.get("/token").body);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->timestamp, std::chrono::sys_seconds(1'700'000'000s));
    client.advance_time(3600s);
    EXPECT_THAT(client.get("/pool").header("Set-Cookie"), ::testing::HasSubstr("23:14:20 GMT"));
    // Nobody else's time stands still.
    EXPECT_THAT(cookie().headers.get("Set-Cookie"), ::testing::Not(::testing::HasSubstr("2023")));
}

TEST(TestClient, SendsASecureSessionOnlyOverHttps)
{
    App app = make_app({.secret_key = "dev",
                        .session_cookie_name = "__Host-session",
                        .session_cookie_secure = true});
    TestClient plain(app);
    plain.post("/set", {{"user", "ann"}});
    EXPECT_EQ(plain.get("/get").body, "nobody");
    TestClient secure(app, {.secure = true});
    secure.post("/set", {{"user", "ann"}});
    EXPECT_EQ(secure.get("/get").body, "ann");
}

TEST(TestClient, SaysWhoItIsAndWhereItGoes)
{
    App app = make_app();
    TestClient client(app, {.host = "example.com:8080", .remote_addr = "192.0.2.1"});
    EXPECT_EQ(client.get("/where").body, "example.com:8080 192.0.2.1");
}

TEST(TestClient, ShowsFlashedMessagesOnTheNextPage)
{
    App app = make_app();
    TestClient client(app);
    client.get("/flash");
    EXPECT_EQ(client.get("/messages").body, "hello");
    EXPECT_EQ(client.get("/messages").body, "");
}

TEST(TestClient, GivesBackWhatStoodOnTheWire)
{
    App app = make_app();
    TestClient client(app);
    EXPECT_THAT(client.exchange("GET /get HTTP/1.1\r\nHost: a\r\n\r\n"),
                StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(client.exchange("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400 BAD REQUEST\r\n"));
    const auto answer = client.get("/clear");
    EXPECT_THAT(answer.header_list("set-cookie"), ElementsAre(HasSubstr("Max-Age=0")));
}

// Pages that lead to each other.
App make_redirects()
{
    App app({.secret_key = "dev"});
    app.route("/form", {GET, POST}, [](Request& request, Session& session) -> Response {
        if (request.method == POST)
            session["name"] = request.form["name"];
        return redirect("/done?x=1#top");
    });
    app.get("/done", [](Request& request, const Session& session) -> Response {
        return session.get<std::string>("name", "nobody") + " " + std::string(request.query_string);
    });
    app.route("/again", {GET, POST, PUT},
              [](Request&) -> Response { return redirect("/echo", 307); });
    app.route("/echo", {GET, POST, PUT}, [](Request& request) -> Response {
        return std::string(method_name(request.method)) + " " + std::string(request.body);
    });
    app.get("/loop", [](Request&) -> Response { return redirect("/loop"); });
    app.get("/away", [](Request&) -> Response { return redirect("https://b.example:8443/host"); });
    app.get("/host", [](Request& request) -> Response {
        Response response = std::string(request.scheme) + " " + std::string(request.host);
        response.set_cookie("at", std::string(request.host), {.secure = request.scheme == "https"});
        return response;
    });
    app.get("/cookies", [](Request& request) -> Response {
        return std::string(request.header("Cookie").value_or(""));
    });
    app.post("/json", [](Request& request) -> Response {
        Response response = std::string(request.body);
        response.headers.set("X-Type", std::string(request.header("Content-Type").value_or("")));
        return response;
    });
    return app;
}

TEST(TestClient, FollowsRedirectsWhenItIsAskedTo)
{
    App app = make_redirects();
    TestClient client(app);
    EXPECT_EQ(client.post("/form", {{"name", "eve"}}).status, 302);
    const auto page =
        client.open("POST", "/form", {.form = {{"name", "ann"}}, .follow_redirects = true});
    EXPECT_EQ(page.body, "ann x=1");
    EXPECT_EQ(page.path, "/done?x=1");
    ASSERT_EQ(page.history.size(), 1U);
    EXPECT_EQ(page.history[0].status, 302);
    EXPECT_EQ(page.history[0].path, "/form");
}

TEST(TestClient, KeepsMethodAndBodyWhereTheStatusSaysSo)
{
    App app = make_redirects();
    TestClient client(app);
    EXPECT_EQ(client.open("PUT", "/again", {.body = "text", .follow_redirects = true}).body,
              "PUT text");
}

TEST(TestClient, FollowsNoLoopForEver)
{
    App app = make_redirects();
    TestClient client(app);
    EXPECT_THROW(client.open("GET", "/loop", {.follow_redirects = true}), std::runtime_error);
}

TEST(TestClient, GoesToOtherHostsWithTheirCookiesAlone)
{
    App app = make_redirects();
    TestClient client(app, {.host = "a.example"});
    EXPECT_EQ(client.get("/host").body, "http a.example");
    EXPECT_EQ(client.open("GET", "/away", {.follow_redirects = true}).body, "https b.example:8443");
    EXPECT_EQ(client.get("/cookies").body, "at=a.example");
    EXPECT_EQ(client.open("GET", "/cookies", {.host = "b.example"}).body, ""); // it was Secure
    TestClient secure(app, {.secure = true});
    secure.open("GET", "/away", {.follow_redirects = true});
    EXPECT_EQ(secure.open("GET", "/cookies", {.host = "b.example"}).body, "at=b.example:8443");
}

TEST(TestClient, SendsAndReadsJson)
{
    App app = make_redirects();
    TestClient client(app);
    const auto response = client.post_json("/json", Dict{{"n", 1}, {"list", List{"a", true}}});
    EXPECT_EQ(response.header("X-Type"), "application/json");
    EXPECT_EQ(response.body, R"({"n": 1, "list": ["a", true]})");
    EXPECT_EQ(response.json(), Value(Dict{{"n", 1}, {"list", List{"a", true}}}));
    EXPECT_THROW((void)client.get("/host").json(), std::runtime_error);
    EXPECT_EQ(client.open("POST", "/json", {.json = Value(nullptr)}).body, "null");
}

} // namespace
