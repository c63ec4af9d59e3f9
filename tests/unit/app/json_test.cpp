#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

namespace {

using namespace costrel;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

App make_app()
{
    App app({.secret_key = "dev"});
    app.get("/dict", [] { return Dict{{"b", List{1, 2.5, "\xC3\xA9"}}, {"a", nullptr}}; });
    app.get("/list", [] { return List{true, Tuple{{1}}, html("<b>{}</b>", "x")}; });
    app.get("/value", [] { return Value(42); });
    app.get("/task", []() -> Task<Dict> { co_return Dict{{"later", true}}; });
    app.get("/bytes", [] { return Value(Bytes{"\xFF"}); });
    app.get("/gone", []() -> Response { return 410; });
    app.post("/echo", [](Request& request) { return request.get_json(); });
    app.get("/cookies", [](Request& request) {
        Dict cookies;
        for (const auto& [name, value] : request.cookies())
            cookies.set(name, value);
        return cookies;
    });
    app.get("/set", [] {
        Response response("set");
        response.set_cookie("theme", "dark blue", {.samesite = "Lax"});
        response.delete_cookie("old");
        return response;
    });
    return app;
}

TEST(Json, IsWrittenAsFlaskWritesIt)
{
    App app = make_app();
    TestClient client(app);
    EXPECT_EQ(client.get("/dict").body, "{\"a\":null,\"b\":[1,2.5,\"\\u00e9\"]}\n");
    EXPECT_EQ(client.get("/dict").header("Content-Type"), "application/json");
    EXPECT_EQ(client.get("/list").body, "[true,[1],\"<b>x</b>\"]\n");
    EXPECT_EQ(client.get("/value").body, "42\n");
    EXPECT_EQ(client.get("/task").body, "{\"later\":true}\n");
    EXPECT_EQ(client.get("/bytes").status, 500);
    EXPECT_EQ(client.get("/gone").status, 410);
}

TEST(Json, IsReadFromTheBody)
{
    App app = make_app();
    TestClient client(app);
    const auto post = [&](std::string type, std::string body) {
        return client.open(
            "POST", "/echo",
            {.headers = {{"Content-Type", std::move(type)}}, .body = std::move(body)});
    };
    EXPECT_EQ(post("application/json", R"({"a": [1]})").body, "{\"a\":[1]}\n");
    EXPECT_EQ(post("Application/JSON; charset=utf-8", "1").body, "1\n");
    EXPECT_EQ(post("application/problem+json", "1").body, "1\n");
    EXPECT_THAT(post("text/plain", "1").body,
                HasSubstr("<p>Did not attempt to load JSON data because the request Content-Type "
                          "was not &#39;application/json&#39;.</p>"));
    EXPECT_EQ(post("text/plain", "1").status, 415);
    EXPECT_EQ(post("application/json-seq", "1").status, 415);
    EXPECT_EQ(post("application/json", "").status, 400);
    EXPECT_EQ(post("application/json", "{\"a\":").status, 400);
    EXPECT_EQ(post("application/json", std::string(100'000, '[')).status, 400);
    // As Flask: what is wrong with it is said in debug mode alone.
    constexpr std::string_view sentence = "Failed to decode JSON object: ";
    EXPECT_THAT(post("application/json", "{").body,
                HasSubstr("<p>The browser (or proxy) sent a request that this server could not "
                          "understand.</p>"));
    App debugged({.debug = true});
    debugged.post("/echo", [](Request& request) { return request.get_json(); });
    TestClient developer(debugged);
    EXPECT_THAT(
        developer
            .open("POST", "/echo", {.headers = {{"Content-Type", "application/json"}}, .body = "{"})
            .body,
        HasSubstr(sentence));
}

TEST(Cookies, AreReadAsFlaskReadsThem)
{
    App app = make_app();
    TestClient client(app);
    EXPECT_EQ(client.get("/cookies", {{"Cookie", "a=1; b=\"x y\""}, {"Cookie", "c"}}).body,
              "{\"a\":\"1\",\"b\":\"x y\",\"c\":\"\"}\n");
    EXPECT_EQ(client.get("/cookies").body, "{}\n");
}

TEST(Cookies, AreSetAndDeleted)
{
    App app = make_app();
    TestClient client(app);
    EXPECT_THAT(client.get("/set").header_list("Set-Cookie"),
                ElementsAre("theme=\"dark blue\"; Path=/; SameSite=Lax",
                            "old=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/"));
    EXPECT_EQ(client.cookie("theme"), "\"dark blue\"");
}

TEST(SafeRedirectTarget, TakesPathsOfThisSite)
{
    EXPECT_EQ(safe_redirect_target("/"), "/");
    EXPECT_EQ(safe_redirect_target("/a/b?x=//y#z"), "/a/b?x=//y#z");
    EXPECT_EQ(safe_redirect_target("/J%C3%B6rg%20x"), "/J%C3%B6rg%20x");
}

TEST(SafeRedirectTarget, RefusesOtherHostsAndScripts)
{
    for (const char* target : {"",
                               "//evil.example",
                               "/\\evil",
                               "\\\\evil",
                               "/\t/evil",
                               "https:evil",
                               "http://host@evil",
                               "javascript:alert(1)",
                               "data:text/html,x",
                               " //evil",
                               "/ /evil",
                               "evil",
                               "/a\r\nb",
                               "///x",
                               "\x01/x",
                               "/\\\\evil",
                               "/%2f%2fevil",
                               "/%2Fevil",
                               "/%5Cevil",
                               "/%09/evil",
                               "/%00"})
        EXPECT_EQ(safe_redirect_target(target, "/home"), "/home") << target;
}

} // namespace
