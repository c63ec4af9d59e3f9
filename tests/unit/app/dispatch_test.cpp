#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <span>
#include <stdexcept>

namespace {

using namespace costrel;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Response show_user(int id)
{
    return html("<h1>user {}</h1>", id);
}
Response show_file(std::string_view path, Request& request)
{
    return std::string(path) + " " + request.url_for<show_user>(7);
}
Task<std::string> inner()
{
    co_return "inner";
}
Task<Response> slow(Session& session, std::string name)
{
    session["seen"]["by"] = name;
    co_return html("{} {}", co_await inner(), name);
}
Task<Html> slow_page(std::string_view name)
{
    co_return html("<i>{}</i>", name);
}
Task<Response> slow_failure(Session& session)
{
    session["kept"] = true;
    co_await inner();
    throw std::runtime_error("on purpose");
}
Response fails(Session& session)
{
    session["kept"] = true;
    throw std::runtime_error("on purpose");
}
Response aborts()
{
    abort(403);
}
Response bad_session(Session& session)
{
    session["text"] = "\xFF";
    return "saved";
}
namespace admin {
Response dashboard(Request& request)
{
    return request.url_for<admin::dashboard>();
}
} // namespace admin

App make_app()
{
    App app({.secret_key = "dev"});
    app.get<show_user>("/user/<int:id>");
    app.get<show_file>("/files/<path:p>");
    app.get<slow>("/slow/<name>");
    app.get<slow_page>("/slow-page/<name>");
    app.get<slow_failure>("/slow-failure");
    app.get<fails>("/fails");
    app.get<aborts>("/aborts");
    app.get<bad_session>("/bad-session");
    app.get<admin::dashboard>("/admin/");
    app.route<show_user>("/user/<int:id>", POST);
    app.get("/lambda/<int:a>/<float:b>", [](int a, double b) -> Html { return html("{}", a + b); })
        .name("sum");
    app.get("/sum-url", [](Request& request) { return request.url_for("sum", 1, 2.0); });
    app.get("/some-url", [](Request& request) {
        std::vector<std::string> texts;
        for (const auto& [key, value] : request.args)
            texts.push_back(value);
        return request.url_for(request.args["to"], std::span(texts).subspan(1));
    });
    app.get("/name/<name>", [](std::string name) { return name; });
    app.get("/folder/<path:p>/", [](std::string path) { return path; });
    app.get("/whole/<path:p>", [](Request& request, std::string) {
        return std::string(request.path) + "?" + request.args.get("x", "none");
    });
    app.get("/no-url", [](Request& request) { return request.url_for("nowhere"); });
    app.get("/status", [] { return Response("x").with_status(99); });
    app.get("/const", [](const Session& session) { return session.get<std::string>("nope"); });
    app.get("/public", [](Session& session) {
        session["a"] = 1;
        return Response("x").with("Cache-Control", "public, max-age=60, s-maxage=9");
    });
    app.get("/count-sessions", [](Request& request) {
        (void)request.session().contains("a");
        return std::to_string(request.session_counters()[SessionOrigin::bad_signature]);
    });
    app.route("/echo", {POST, PUT}, [](Request& request) { return std::string(request.body); });
    app.route("/options", {GET, OPTIONS}, [](Request&) { return std::string("mine"); });
    return app;
}

class Dispatch : public ::testing::Test {
protected:
    App app = make_app();
    TestClient client{app};
};

TEST_F(Dispatch, PassesThePathsVariables)
{
    EXPECT_EQ(client.get("/user/42").body, "<h1>user 42</h1>");
    EXPECT_EQ(client.get("/user/x").status, 404);
    EXPECT_EQ(client.get("/files/a/b/c").body, "a/b/c /user/7");
    EXPECT_EQ(client.get("/lambda/1/2.5").body, "3.5");
    EXPECT_EQ(client.get("/name/J%C3%B6rg").body, "J\xC3\xB6rg");
}

TEST_F(Dispatch, ANumberTooLargeForTheParameterIsNotFound)
{
    EXPECT_EQ(client.get("/user/2147483647").status, 200);
    EXPECT_EQ(client.get("/user/2147483648").status, 404);
    EXPECT_EQ(client.get("/user/123456789012345678901234567890").status, 404);
}

TEST_F(Dispatch, RunsTasks)
{
    EXPECT_EQ(client.get("/slow/ann").body, "inner ann");
    EXPECT_TRUE(client.cookie("session"));
    EXPECT_EQ(client.get("/slow-page/x").body, "<i>x</i>");
    EXPECT_EQ(client.get("/slow-page/x").header("Content-Type"), "text/html; charset=utf-8");
}

// They had to be copied, so each such handler needed a shared_ptr.
TEST(Handlers, AndHooksMayOwnWhatCanOnlyBeMoved)
{
    App app;
    app.before_request([seen = std::make_unique<int>(0)](Request&) { ++*seen; });
    app.get("/", [text = std::make_unique<std::string>("owned")](Request&) -> Response {
        return *text;
    });
    app.after_request([name = std::make_unique<std::string>("X-Owner")](
                          Request&, Response& response) { response.headers.set(*name, "after"); });
    app.teardown_request(
        [last = std::make_unique<int>(0)](Request&, const std::exception*) { ++*last; });
    app.errorhandler(404,
                     [text = std::make_unique<std::string>("lost")](
                         Request&, const HttpError& error) -> Response {
                         return Response(*text).with_status(error.status());
                     });
    TestClient client(app);
    EXPECT_EQ(client.get("/").body, "owned");
    EXPECT_EQ(client.get("/").header("X-Owner"), "after");
    EXPECT_EQ(client.get("/nowhere").body, "lost");
}

TEST_F(Dispatch, BuildsUrls)
{
    EXPECT_EQ(client.get("/admin/").body, "/admin/");
    EXPECT_EQ(client.get("/sum-url").body, "/lambda/1/2.0");
    EXPECT_EQ(client.get("/no-url").status, 500);
}

TEST_F(Dispatch, BuildsUrlsWithAQueryAnAnchorAndAHost)
{
    const auto url = [](UrlOptions options) {
        App other;
        other.get<show_user>("/user/<int:id>");
        other.get("/", [&](Request& request) {
            return request.url_for<show_user>(options, 42) + " " +
                   request.url_for("show_user", options, 42);
        });
        TestClient browser(other, {.host = "example.com:8080"});
        const std::string both = browser.get("/").body;
        const std::string one = both.substr(0, both.find(' '));
        EXPECT_EQ(both, one + " " + one);
        return one;
    };
    EXPECT_EQ(url({}), "/user/42");
    EXPECT_EQ(url({.query = {{"page", 2}, {"q", "a b&c"}}}), "/user/42?page=2&q=a+b%26c");
    EXPECT_EQ(url({.query = {{"x", List{1, "b"}}, {"n", nullptr}, {"t", true}, {"e", List{}}}}),
              "/user/42?x=1&x=b&t=True");
    EXPECT_EQ(url({.anchor = "x y"}), "/user/42#x%20y");
    EXPECT_EQ(url({.external = true}), "http://example.com:8080/user/42");
    EXPECT_EQ(url({.anchor = "a", .external = true, .scheme = "https"}),
              "https://example.com:8080/user/42#a");
}

TEST_F(Dispatch, ASchemeMakesAUrlExternalUnlessItShallNotBe)
{
    App other;
    other.get("/",
              [](Request& request) { return request.url_for<show_user>({.scheme = "https"}, 1); });
    other.get("/mistake", [](Request& request) {
        return request.url_for<show_user>({.external = false, .scheme = "https"}, 1);
    });
    other.get<show_user>("/user/<int:id>");
    TestClient browser(other);
    EXPECT_EQ(browser.get("/").body, "https://localhost/user/1");
    EXPECT_EQ(browser.get("/mistake").status, 500);
}

TEST_F(Dispatch, AnswersWhatIsNotThere)
{
    const TestResponse answer = client.get("/nowhere");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.reason, "NOT FOUND");
    EXPECT_EQ(answer.header("Content-Length"), "207"); // the length of Flask's page
    EXPECT_EQ(client.get("/<script>").status, 404);
    EXPECT_THAT(client.get("/%3Cscript%3E").body, Not(HasSubstr("<script>")));
}

TEST_F(Dispatch, AnswersAnotherMethodWithThoseThatThePathHas)
{
    const TestResponse answer = client.open("DELETE", "/user/42");
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.header("Allow"), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(client.open("BREW", "/user/42").status, 405);
    EXPECT_EQ(client.open("BREW", "/nowhere").status, 404);
    EXPECT_EQ(client.open("HEAD", "/echo").status, 405);
}

TEST_F(Dispatch, AnswersOptionsByItselfUnlessTheHandlerDoes)
{
    const TestResponse answer = client.open("OPTIONS", "/user/42");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.header("Allow"), "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(client.open("OPTIONS", "/nowhere").status, 404);
    EXPECT_EQ(client.open("OPTIONS", "/options").body, "mine");
    EXPECT_EQ(client.open("OPTIONS", "*").status, 200);
}

TEST_F(Dispatch, AnswersHeadWithTheHeadersOfGet)
{
    const TestResponse head = client.open("HEAD", "/user/42");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(head.header("Content-Length"), "16");
}

TEST_F(Dispatch, RedirectsToTheSlash)
{
    const TestResponse answer = client.get("/admin?x=%C3%A9");
    EXPECT_EQ(answer.status, 308);
    EXPECT_EQ(answer.header("Location"), "/admin/?x=%C3%A9");
    EXPECT_EQ(client.get("/user//42").header("Location"), "/user/42");
    EXPECT_EQ(client.get("//user/42").status, 200);
    EXPECT_EQ(client.get("//evil.example/%2e%2e").status, 404);
}

// A cache may keep it, and would hand what one client sent as Host to the others.
TEST_F(Dispatch, TheRedirectToTheSlashNamesNoHost)
{
    const std::string answer = client.exchange("GET /admin HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 308 "));
    EXPECT_THAT(answer, HasSubstr("\r\nLocation: /admin/\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("evil")));
    EXPECT_THAT(client.exchange("GET //evil.example/../admin//x HTTP/1.1\r\nHost: a\r\n\r\n"),
                Not(HasSubstr("Location: //")));
}

TEST_F(Dispatch, TheRedirectToTheSlashKeepsEncodedSlashes)
{
    EXPECT_EQ(client.get("/folder/a%2Fb%25").header("Location"), "/folder/a%2Fb%25/");
    EXPECT_EQ(client.get("/folder/a%2Fb%25/").body, "a/b%");
}

TEST_F(Dispatch, AnEncodedSlashIsTakenByNoVariableButAPath)
{
    EXPECT_EQ(client.get("/name/a%2Fb").status, 404);
    EXPECT_EQ(client.get("/name/..%2F..%2Fetc%2fpasswd").status, 404);
    EXPECT_EQ(client.get("/files/a%2Fb").body, "a/b /user/7");
    EXPECT_EQ(client.get("/files/%2Fetc/passwd").status, 404); // would be absolute
}

TEST_F(Dispatch, AnEncodedSlashBeginsNoNewPart)
{
    EXPECT_EQ(client.get("/user%2F42").status, 404);
    EXPECT_EQ(client.get("/whole/a%2fb/%63").body, "/whole/a/b/c?none");
}

TEST_F(Dispatch, AnEncodedNulIsABadRequest)
{
    EXPECT_EQ(client.get("/name/a%00b").status, 400);
}

TEST_F(Dispatch, ReadsTheArgumentsOfTheQuery)
{
    EXPECT_EQ(client.get("/whole/a?x=1&x=2").body, "/whole/a?1");
    EXPECT_EQ(client.get("/whole/a?x=a+b%26c").body, "/whole/a?a b&c");
    std::string many = "/whole/a?";
    for (int i = 0; i < 1001; ++i)
        many += "a&";
    EXPECT_EQ(client.get(many).status, 400);
}

// They were empty there, though query_string was not.
TEST(Arguments, AreSeenByHooksAlsoWhereNoHandlerIsAsked)
{
    App app({.secret_key = "dev", .max_content_length = 20});
    std::string seen;
    const auto look = [&seen](const Request& request) {
        seen += std::string(request.args.get("x", "none")) + " " +
                std::string(request.form.get("f", "none")) + " ";
    };
    app.before_request([&](Request& request) { look(request); });
    app.after_request([&](Request& request, Response&) { look(request); });
    for (const int status : {400, 404, 405, 413})
        app.errorhandler(status, [&, status](Request& request, const HttpError&) {
            look(request);
            return Response(std::to_string(status)).with_status(status);
        });
    app.get("/page/", [] { return Response("page"); }).name("page");
    TestClient client(app);
    const auto seen_of = [&](std::string_view method, std::string_view target,
                             std::string_view body = "") {
        seen.clear();
        const TestResponse answer =
            client.open(method, target,
                        {.headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                         .body = std::string(body)});
        return std::to_string(answer.status) + " " + seen;
    };
    EXPECT_EQ(seen_of("GET", "/page/?x=1"), "200 1 none 1 none ");
    EXPECT_EQ(seen_of("GET", "/nowhere?x=1"), "404 1 none 1 none 1 none ");
    EXPECT_EQ(seen_of("POST", "/nowhere?x=1", "f=2"), "404 1 2 1 2 1 2 ");
    EXPECT_EQ(seen_of("POST", "/page/?x=1", "f=2"), "405 1 2 1 2 1 2 ");
    EXPECT_EQ(seen_of("OPTIONS", "/page/?x=1"), "200 1 none 1 none ");
    EXPECT_EQ(seen_of("GET", "/page?x=1"), "308 1 none 1 none ");
    EXPECT_EQ(seen_of("POST", "/page/?x=1", "f=23456789012345678901"), "413 1 none 1 none 1 none ");
    // Too many are an error of the request where a handler would read them.
    std::string many = "?x=1";
    for (int i = 0; i < 1001; ++i)
        many += "&a";
    EXPECT_EQ(seen_of("GET", "/page/" + many), "400 none none none none none none ");
    EXPECT_EQ(seen_of("GET", "/nowhere" + many), "404 none none none none none none ");
}

TEST_F(Dispatch, AnExceptionIsA500AndTheSessionIsSavedAsInFlask)
{
    const TestResponse answer = client.get("/fails");
    EXPECT_EQ(answer.status, 500);
    EXPECT_THAT(answer.body, Not(HasSubstr("on purpose")));
    EXPECT_THAT(answer.header("Set-Cookie"), StartsWith("session="));
    EXPECT_EQ(client.get("/slow-failure").status, 500);
    EXPECT_EQ(client.get("/const").status, 500);
    EXPECT_EQ(client.get("/status").status, 500);
}

TEST_F(Dispatch, AbortIsThePageOfItsStatus)
{
    EXPECT_EQ(client.get("/aborts").status, 403);
    EXPECT_EQ(client.get("/aborts").header("Content-Length"), "213");
}

TEST_F(Dispatch, ASessionThatCannotBeWrittenIsA500WithoutACookie)
{
    const TestResponse answer = client.get("/bad-session");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.header("Set-Cookie"), "");
}

TEST_F(Dispatch, ASharedCacheNeverStoresASessionCookie)
{
    EXPECT_EQ(client.get("/public").header("Cache-Control"), "max-age=60, private");
}

TEST_F(Dispatch, NoFieldLetsASharedCacheStoreASessionCookie)
{
    const char* const fields[] = {"CDN-Cache-Control", "cloudflare-cdn-cache-control",
                                  "Surrogate-Control", "Edge-Control", "X-Accel-Expires"};
    App other({.secret_key = "dev"});
    other.get("/", [&](Session& session) {
        session["a"] = 1;
        Response response("x");
        for (const char* field : fields)
            response.headers.add(std::string(field), "max-age=60");
        response.headers.add("CDN-Cache-Control", "max-age=70");
        response.headers.add("Surrogate-Key", "kept");
        return response;
    });
    other.get("/without", [] { return Response("x").with("CDN-Cache-Control", "max-age=60"); });
    TestClient browser(other);
    const TestResponse answer = browser.get("/");
    EXPECT_THAT(answer.header("Set-Cookie"), StartsWith("session="));
    EXPECT_EQ(answer.header("Cache-Control"), "private");
    for (const char* field : fields)
        EXPECT_EQ(answer.header(field), "") << field;
    EXPECT_EQ(answer.header("Surrogate-Key"), "kept");
    EXPECT_EQ(browser.get("/without").header("CDN-Cache-Control"), "max-age=60");
}

TEST_F(Dispatch, SeveralCookieFieldsAreOne)
{
    client.get("/slow/ann");
    const std::string cookie = *client.cookie("session");
    client.delete_cookie("session");
    const TestResponse answer = client.get(
        "/public", {{"Cookie", "a=b"}, {"Cookie", "session=" + cookie}, {"Cookie", "c=d"}});
    client.set_cookie("session", std::string(answer.header("Set-Cookie"))
                                     .substr(8, answer.header("Set-Cookie").find(';') - 8));
    EXPECT_GT(client.cookie("session")->size(), cookie.size()); // both entries are in it
}

TEST_F(Dispatch, CountsWhatCookiesWereWorth)
{
    client.set_cookie("session", "forged");
    EXPECT_EQ(client.get("/count-sessions").body, "1");
    EXPECT_EQ(client.get("/count-sessions").body, "2");
}

TEST_F(Dispatch, LogsRefusedCookiesOnceASecondAtMost)
{
    ::testing::internal::CaptureStderr();
    client.set_cookie("session", "forged");
    for (int i = 0; i < 1000; ++i)
        client.get("/count-sessions");
    const std::string log = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(log, HasSubstr("session cookie ignored, from 127.0.0.1: no key of ours signed it"));
    EXPECT_THAT(log, Not(HasSubstr("forged")));
    EXPECT_LE(std::count(log.begin(), log.end(), '\n'), 3);
}

TEST_F(Dispatch, LogsExceptionsAtABoundedRate)
{
    ::testing::internal::CaptureStderr();
    for (int i = 0; i < 1000; ++i)
        client.get("/fails?" + std::string(100, 'x'));
    const std::string log = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(log, HasSubstr("Exception on /fails [GET]: on purpose"));
    EXPECT_LE(std::count(log.begin(), log.end(), '\n'), 60);
}

TEST_F(Dispatch, GivesTheBodyAsItCame)
{
    costrel::TestRequest request;
    request.body = std::string("a\0b\xFF", 4);
    EXPECT_EQ(client.open("PUT", "/echo", request).body, request.body);
}

TEST_F(Dispatch, AFormThatIsTooLargeIsRefused)
{
    costrel::TestFields many(1001, {"a", "b"});
    EXPECT_EQ(client.post("/echo", many).status, 413);
}

TEST(App, AUrlencodedFormIsLimitedByTheBodyAndSixteenFields)
{
    App app({.max_content_length = 10'000, .max_form_memory_size = 500});
    app.post("/size", [](Request& request) { return std::to_string(request.form["a"].size()); });
    TestClient client(app);
    EXPECT_EQ(client.post("/size", {{"a", std::string(7'998, 'x')}}).body, "7998");
    EXPECT_EQ(client.post("/size", {{"a", std::string(7'999, 'x')}}).status, 413);
}

TEST(App, RefusesTwoFunctionsWithOneName)
{
    App app;
    app.get<fails>("/a");
    app.get<fails>("/b"); // the same function: fine
    EXPECT_THROW(app.get("/c", [] { return Response(200); }).name("fails"), std::invalid_argument);
}

TEST(App, ChecksAPatternFromItsConfigurationWhenItIsAdded)
{
    App app;
    const std::string prefix = "/from-config";
    app.get<show_user>(runtime(prefix + "/<int:id>"));
    EXPECT_THROW(app.get<show_user>(runtime("/x/<name>")), std::invalid_argument);
    EXPECT_THROW(app.get<show_user>(runtime("/x")), std::invalid_argument);
    EXPECT_THROW(app.get<show_user>(runtime("x/<int:id>")), std::invalid_argument);
    TestClient client(app);
    EXPECT_EQ(client.get("/from-config/7").body, "<h1>user 7</h1>");
}

TEST(App, PassesUuidsAndChoices)
{
    App app;
    app.get("/u/<uuid:id>", [](Uuid id) { return id.hex(); }).name("by_id");
    app.get("/c/<any(left,right):side>", [](std::string side) { return side; });
    app.get("/url", [](Request& request) {
        return request.url_for("by_id", *Uuid::parse("12345678123456781234567812345678"));
    });
    app.get("/q/<any(\"b-c\",'d>e'):side>", [](std::string side) { return side; }).name("quoted");
    app.get("/to/<side>",
            [](Request& request, std::string side) { return request.url_for("quoted", side); });
    TestClient client(app);
    EXPECT_EQ(client.get("/q/b-c").body, "b-c");
    EXPECT_EQ(client.get("/q/%22b-c%22").status, 404);
    EXPECT_EQ(client.get("/to/d%3Ee").body, "/q/d%3Ee");
    EXPECT_EQ(client.get("/to/elsewhere").status, 500);
    EXPECT_EQ(client.get("/u/12345678-1234-5678-1234-567812345678").body,
              "12345678123456781234567812345678");
    EXPECT_EQ(client.get("/c/left").body, "left");
    EXPECT_EQ(client.get("/url").body, "/u/12345678-1234-5678-1234-567812345678");
}

TEST(App, RefusesARouteWithoutMethods)
{
    App app;
    EXPECT_THROW(app.route<fails>("/a", Methods{}), std::invalid_argument);
}

TEST(App, ChecksItsConfigurationWhenItStarts)
{
    App app({.secret_key = "dev", .session_cookie_samesite = "Sometimes"});
    EXPECT_THROW(TestClient{app}, ConfigError);
}

TEST(App, AnswersPipelinedRequestsInOrder)
{
    App app = make_app();
    TestClient client(app);
    std::string bytes;
    for (int i = 0; i < 16; ++i)
        bytes += "GET /user/" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string answers = client.exchange(bytes);
    std::size_t at = 0;
    for (int i = 0; i < 16; ++i) {
        at = answers.find("<h1>user " + std::to_string(i) + "</h1>", at);
        ASSERT_NE(at, std::string::npos) << i;
    }
}

TEST(UrlFor, TakesArgumentsWhoseNumberIsKnownOnlyNow)
{
    App app = make_app();
    TestClient client(app);
    EXPECT_EQ(client.get("/some-url?to=sum&a=1&b=2.5").body, "/lambda/1/2.5");
    EXPECT_EQ(client.get("/some-url?to=show_user&id=7").body, "/user/7");
    EXPECT_EQ(client.get("/some-url?to=show_user").status, 500); // no route has no variables
    EXPECT_EQ(client.get("/some-url?to=show_user&id=x").status, 500);
}

} // namespace
