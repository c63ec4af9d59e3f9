#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <cstdlib>
#include <stdexcept>

namespace {

using namespace costrel;
using costrel::TestFields;
using ::testing::HasSubstr;
using ::testing::Not;

Response fails(Session& session, int)
{
    session["kept"] = true;
    throw std::out_of_range("<script>alert('on purpose')</script>");
}
Response needs_name(Request& request)
{
    return request.form["<name>"];
}
Task<void> rest()
{
    co_return;
}
Task<Response> fails_later()
{
    co_await rest();
    throw std::runtime_error("later");
}

App make_app(bool debug)
{
    App app({.secret_key = "dev", .debug = debug});
    app.route<fails>("/fails/<int:id>", {GET, POST});
    app.post<needs_name>("/needs-name");
    app.get<fails_later>("/later");
    app.get("/number", []() -> Response { throw 42; });
    app.get("/blocking", []() -> Response { throw std::logic_error("in the pool"); }).blocking();
    return app;
}

const TestFields secrets = {{"Authorization", "Basic c2VjcmV0"}, {"X-Api-Key", "secret-1"},
                            {"X-CSRFToken", "secret-2"},         {"Cookie", "a=secret-3"},
                            {"Proxy-Authorization", "secret-4"}, {"User-Agent", "<b>agent</b>"}};

TEST(DebugPage, HasAStyleThatIsOne)
{
    App app = make_app(true);
    TestClient client(app);
    const auto page = client.get("/fails/7").body;
    const std::string style = page.substr(0, page.find("</style>"));
    EXPECT_THAT(style, HasSubstr("<style>body { font:"));
    EXPECT_THAT(style, Not(HasSubstr("{{")));
    EXPECT_THAT(style, Not(HasSubstr("}}")));
}

TEST(DebugPage, IsAsWideAsAPhone)
{
    App app = make_app(true);
    TestClient client(app);
    EXPECT_THAT(
        client.get("/fails/7").body,
        HasSubstr("<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"));
}

TEST(DebugPage, ShowsWhatFailedAndForWhichRequest)
{
    App app = make_app(true);
    TestClient client(app);
    const auto answer = client.post("/fails/7", {{"password", "hunter2"}}, secrets);
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.header("Content-Type"), "text/html; charset=utf-8");
    for (const char* shown :
         {"<h1>std::out_of_range</h1>", "&lt;script&gt;alert(&#39;on purpose&#39;)&lt;/script&gt;",
          "POST", "/fails/7", "/fails/&lt;id&gt;", "127.0.0.1", "&lt;b&gt;agent&lt;/b&gt;",
          "<th>password<td>(not shown)", "<th>Authorization<td>(not shown)"})
        EXPECT_THAT(answer.body, HasSubstr(shown));
    for (const char* hidden : {"hunter2", "c2VjcmV0", "secret-", "<script>", "<b>"})
        EXPECT_THAT(answer.body, Not(HasSubstr(hidden)));
}

TEST(DebugPage, IsForEveryWayInWhichAHandlerFails)
{
    App app = make_app(true);
    TestClient client(app);
    EXPECT_THAT(client.get("/later").body, HasSubstr("<h1>std::runtime_error</h1>\n<pre>later"));
    EXPECT_THAT(client.get("/number").body, HasSubstr("<h1>int</h1>"));
    EXPECT_THAT(client.get("/blocking").body, HasSubstr("<h1>std::logic_error</h1>"));
    app.after_request([](Request&, Response&) { throw std::domain_error("after"); });
    TestClient other(app);
    EXPECT_THAT(other.get("/nowhere").body, HasSubstr("<h1>std::domain_error</h1>"));
}

TEST(DebugPage, ComesInPlaceOfTheHandlerOf500ButNotOfThatOfTheException)
{
    App app = make_app(true);
    app.errorhandler(500, [](Request&, const HttpError&) { return Response("mine"); });
    app.errorhandler<std::logic_error>(
        [](Request&, const std::logic_error&) { return Response("handled"); });
    TestClient client(app);
    EXPECT_THAT(client.get("/later").body, HasSubstr("std::runtime_error"));
    EXPECT_EQ(client.get("/fails/7").body, "handled");
}

TEST(DebugMode, NamesAFieldThatIsNotThere)
{
    App app = make_app(true);
    TestClient client(app);
    const auto answer = client.post("/needs-name", {});
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body,
                HasSubstr("could not understand. KeyError: &#39;&lt;name&gt;&#39;</p>"));
    app.errorhandler(400, [](Request&, const HttpError& error) {
        return Response(error.description()).with_status(400);
    });
    TestClient other(app);
    EXPECT_THAT(other.post("/needs-name", {}).body, HasSubstr("KeyError: '<name>'"));
}

TEST(DebugMode, IsOffUnlessItIsAskedFor)
{
    App app = make_app(false);
    TestClient client(app);
    for (const char* path : {"/fails/7", "/later", "/number", "/blocking"}) {
        const auto answer = client.get(path, secrets);
        EXPECT_EQ(answer.status, 500);
        EXPECT_EQ(answer.body.size(), Response(500).body.view().size()) << path;
    }
    EXPECT_THAT(client.post("/needs-name", {}).body, Not(HasSubstr("name")));
}

TEST(DebugMode, DoesNotStartInProduction)
{
    ::setenv("COSTREL_ENV", "production", 1);
    App app({.secret_key = "a key of more than sixteen bytes", .debug = true});
    EXPECT_THROW(TestClient{app}, ConfigError);
    app.config.debug = false;
    EXPECT_NO_THROW(TestClient{app});
    ::unsetenv("COSTREL_ENV");
}

TEST(DebugMode, CanBeSetByTheEnvironment)
{
    ::setenv("DEBUG_TEST_DEBUG", "1", 1);
    EXPECT_TRUE(Config::from_env("DEBUG_TEST_").debug);
    ::unsetenv("DEBUG_TEST_DEBUG");
}

} // namespace
