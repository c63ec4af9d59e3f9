#include <costrel/costrel.hpp>
#include <costrel/signing/url_safe_serializer.hpp>
#include <costrel/sleep.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <chrono>

namespace {

using namespace costrel;
using costrel::testing::TestClient;
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

} // namespace
