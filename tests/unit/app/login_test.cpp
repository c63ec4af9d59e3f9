#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <chrono>

// The application of Flask's session tutorial, as examples/login has it, without a socket.
namespace {

using namespace costrel;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

Response index(Session& session)
{
    if (session.contains("username"))
        return html("Logged in as {}", session["username"]);
    return "You are not logged in";
}

Response login(Request& request, Session& session)
{
    if (request.method == POST) {
        session["username"] = request.form["username"];
        return redirect(request.url_for<index>());
    }
    return R"(<form method="post"><input name="username"></form>)";
}

Response logout(Request& request, Session& session)
{
    session.pop("username");
    return redirect(request.url_for<index>());
}

App make_app(std::string secret_key = "dev")
{
    App app({.secret_key = std::move(secret_key)});
    app.route<index>("/");
    app.route<login>("/login", {GET, POST});
    app.route<logout>("/logout");
    return app;
}

TEST(Login, WalksThroughTheTutorial)
{
    App app = make_app();
    TestClient client(app);
    client.set_time(std::chrono::sys_seconds(1'700'000'000s));
    EXPECT_EQ(client.get("/").body, "You are not logged in");

    const TestResponse answer = client.post("/login", {{"username", "admin"}});
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(answer.header("Location"), "/");
    EXPECT_EQ(answer.header("Vary"), "Cookie");
    EXPECT_EQ(answer.header("Set-Cookie"), // as Flask 3.1.3 writes it in that second
              "session=eyJ1c2VybmFtZSI6ImFkbWluIn0.ZVPxAA.1pJeQjtZo7U6CGxSLhPtlWWPqKw; HttpOnly; "
              "Path=/");
    EXPECT_EQ(client.get("/").body, "Logged in as admin");

    EXPECT_EQ(client.get("/logout").status, 302);
    EXPECT_EQ(client.cookie("session"), std::nullopt);
    EXPECT_EQ(client.get("/").body, "You are not logged in");
    EXPECT_EQ(client.get("/logout").header("Set-Cookie"), ""); // nothing was there to take out
}

TEST(Login, EscapesTheName)
{
    App app = make_app();
    TestClient client(app);
    client.post("/login", {{"username", "<b>x</b>"}});
    EXPECT_EQ(client.get("/").body, "Logged in as &lt;b&gt;x&lt;/b&gt;");
}

TEST(Login, AMissingFieldIsA400)
{
    App app = make_app();
    TestClient client(app);
    const TestResponse answer = client.post("/login", {});
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("sent a request that this server could not understand"));
    EXPECT_EQ(answer.header("Set-Cookie"), "");
}

TEST(Login, ThePageThatDoesNotUseTheSessionDoesNotVary)
{
    App app = make_app();
    TestClient client(app);
    client.post("/login", {{"username", "admin"}});
    const TestResponse answer = client.get("/login");
    EXPECT_EQ(answer.header("Vary"), "");
    EXPECT_EQ(answer.header("Set-Cookie"), "");
}

TEST(Login, WithoutASecretKeyPagesReadAndChangesFail)
{
    App app = make_app("");
    TestClient client(app);
    EXPECT_EQ(client.get("/").body, "You are not logged in");
    EXPECT_EQ(client.get("/").header("Vary"), "");
    EXPECT_EQ(client.post("/login", {{"username", "admin"}}).status, 500);
}

TEST(Login, ACookieOfAnotherKeyIsAnEmptySession)
{
    App app = make_app();
    App other = make_app("other");
    TestClient client(app);
    client.post("/login", {{"username", "admin"}});
    TestClient stranger(other);
    stranger.set_cookie("session", *client.cookie("session"));
    EXPECT_EQ(stranger.get("/").status, 200);
    EXPECT_EQ(stranger.get("/").body, "You are not logged in");
}

TEST(Login, TheSessionEndsWithItsLifetime)
{
    App app = make_app();
    TestClient client(app);
    const std::chrono::sys_seconds start(1'700'000'000s);
    client.set_time(start);
    client.post("/login", {{"username", "admin"}});
    client.set_time(start + std::chrono::days(31));
    EXPECT_EQ(client.get("/").body, "Logged in as admin");
    client.set_time(start + std::chrono::days(31) + 1s);
    EXPECT_EQ(client.get("/").body, "You are not logged in");
}

TEST(Login, APageThatSetsTheCookieIsKeptFromSharedCaches)
{
    App app = make_app();
    TestClient client(app);
    const TestResponse answer = client.post("/login", {{"username", "admin"}});
    EXPECT_EQ(answer.header("Cache-Control"), "private");
}

} // namespace
