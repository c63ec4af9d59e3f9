#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <limits>

namespace {

using namespace costrel;
using costrel::TestFields;
using ::testing::HasSubstr;

constexpr ProxyFix all{.x_for = 1, .x_proto = 1, .x_host = 1, .x_port = 1, .x_prefix = 1};

Response page(Request& request)
{
    std::string text;
    for (const std::string_view part :
         {request.remote_addr, request.scheme, request.host, request.script_root, request.path})
        text.append(part).append(" ");
    return text + request.url_for<page>() + " " + request.url_for<page>({.external = true});
}

class Proxied : public ::testing::Test {
protected:
    std::string ask(const ProxyFix& fix, const TestFields& headers)
    {
        return answer(fix, headers, "/page/").body;
    }
    costrel::TestResponse answer(const ProxyFix& fix, const TestFields& headers,
                                 std::string_view path)
    {
        App app({.secret_key = "dev", .proxy_fix = fix});
        app.get<page>("/page/");
        app.get("/session", [](Session& session) {
            session["a"] = 1;
            return Response("x");
        });
        return TestClient(app, {.host = "inner:5000"}).get(path, headers);
    }
};

const std::string untouched = "127.0.0.1 http inner:5000  /page/ /page/ http://inner:5000/page/";

const TestFields everything = {{"X-Forwarded-For", "192.0.2.1"},
                               {"X-Forwarded-Proto", "https"},
                               {"X-Forwarded-Host", "Example.com"},
                               {"X-Forwarded-Port", "8443"},
                               {"X-Forwarded-Prefix", "/app"},
                               {"Forwarded", "for=192.0.2.9;host=evil.example;proto=https"}};

TEST_F(Proxied, FieldsAreIgnoredUnlessTheyAreAskedFor)
{
    EXPECT_EQ(ask({}, everything), untouched);
    EXPECT_EQ(ask({.x_for = 1}, everything),
              "192.0.2.1 http inner:5000  /page/ /page/ http://inner:5000/page/");
}

TEST_F(Proxied, FieldsTellHowItLooksFromOutside)
{
    EXPECT_EQ(ask(all, everything), "192.0.2.1 https example.com:8443 /app /page/ /app/page/ "
                                    "https://example.com:8443/app/page/");
    EXPECT_EQ(ask(all, {}), untouched);
}

TEST_F(Proxied, OnlyTheNumberOfValuesFromTheRightIsBelieved)
{
    const TestFields spoofed = {{"X-Forwarded-For", "10.0.0.1, 10.0.0.2, 192.0.2.1, 192.0.2.2"}};
    EXPECT_THAT(ask({.x_for = 1}, spoofed), HasSubstr("192.0.2.2 "));
    EXPECT_THAT(ask({.x_for = 2}, spoofed), HasSubstr("192.0.2.1 "));
    EXPECT_EQ(ask({.x_for = 5}, spoofed), untouched);
    EXPECT_EQ(ask({.x_for = std::numeric_limits<unsigned>::max()}, spoofed), untouched);
}

TEST_F(Proxied, SeveralFieldsAreOneList)
{
    const TestFields two = {{"X-Forwarded-For", "10.0.0.1"}, {"x-forwarded-for", "192.0.2.1"}};
    EXPECT_THAT(ask({.x_for = 1}, two), HasSubstr("192.0.2.1 "));
    EXPECT_THAT(ask({.x_for = 2}, two), HasSubstr("10.0.0.1 "));
}

TEST_F(Proxied, EmptyValuesDoNotCountAndQuotesAreTakenOff)
{
    EXPECT_THAT(ask({.x_for = 2}, {{"X-Forwarded-For", "192.0.2.1, , ,\t, 192.0.2.2,"}}),
                HasSubstr("192.0.2.1 "));
    EXPECT_THAT(ask({.x_for = 1}, {{"X-Forwarded-For", R"("a, b", "[::1]:\"80")"}}),
                HasSubstr("[::1]:\"80 "));
    EXPECT_THAT(ask({.x_for = 2}, {{"X-Forwarded-For", R"("a, b", "c")"}}), HasSubstr("a, b "));
    EXPECT_EQ(ask({.x_for = 1}, {{"X-Forwarded-For", ""}}), untouched);
}

// Otherwise the address would be the proxy's own, which a program may trust.
TEST_F(Proxied, AQuoteThatAClientOpensHidesNothing)
{
    for (const char* sent : {"\"", "\"10.0.0.1", "10.0.0.1, \"", "\"a\", \"\\", "\"\\\""})
        EXPECT_THAT(ask({.x_for = 1}, {{"X-Forwarded-For", std::string(sent) + ", 192.0.2.1"}}),
                    HasSubstr("192.0.2.1 "))
            << sent;
    EXPECT_THAT(
        ask({.x_for = 1}, {{"X-Forwarded-For", "\"10.0.0.1"}, {"X-Forwarded-For", "192.0.2.1"}}),
        HasSubstr("192.0.2.1 "));
}

TEST_F(Proxied, AThousandValuesAreNoTrouble)
{
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += "10.0.0." + std::to_string(i % 256) + ",";
    EXPECT_THAT(ask({.x_for = 1}, {{"X-Forwarded-For", many + "192.0.2.1"}}),
                HasSubstr("192.0.2.1 "));
    EXPECT_THAT(ask({.x_for = 1}, {{"X-Forwarded-For", std::string(15'000, ',') + "192.0.2.1"}}),
                HasSubstr("192.0.2.1 "));
    EXPECT_EQ(ask({.x_for = 1}, {{"X-Forwarded-For", std::string(15'000, ',')}}), untouched);
}

TEST_F(Proxied, ASchemeThatIsNoneOfTheWebIsIgnored)
{
    for (const char* proto : {"javascript", "https,ftp", "https://evil.example/?", "on"})
        EXPECT_EQ(ask({.x_proto = 1}, {{"X-Forwarded-Proto", proto}}), untouched) << proto;
    EXPECT_THAT(ask({.x_proto = 1}, {{"X-Forwarded-Proto", "HTTPS"}}), HasSubstr(" https "));
}

TEST_F(Proxied, AHostOrPortThatIsNoneLeavesNoHost)
{
    for (const char* host : {"<script>", "a b", "a/b", "a:b:c", "user@evil.example"})
        EXPECT_EQ(answer({.x_host = 1}, {{"X-Forwarded-Host", host}}, "/page").header("Location"),
                  "/page/")
            << host;
    EXPECT_EQ(answer({.x_port = 1}, {{"X-Forwarded-Port", "80@evil"}}, "/page").header("Location"),
              "/page/");
}

TEST_F(Proxied, APortReplacesThatOfTheHost)
{
    EXPECT_THAT(ask({.x_port = 1}, {{"X-Forwarded-Port", "80"}}), HasSubstr(" http://inner/page/"));
    EXPECT_THAT(ask(all, {{"X-Forwarded-Host", "[::1]"}, {"X-Forwarded-Port", "81"}}),
                HasSubstr(" [::1]:81 "));
    EXPECT_THAT(ask(all, {{"X-Forwarded-Host", "[::1]:9"}, {"X-Forwarded-Port", "81"}}),
                HasSubstr(" [::1]:81 "));
}

TEST_F(Proxied, APrefixIsAPathThatBeginsWithOneSlash)
{
    for (const char* prefix : {"/app", "/app/", "app", "//app", "///app//"})
        EXPECT_THAT(ask({.x_prefix = 1}, {{"X-Forwarded-Prefix", prefix}}),
                    HasSubstr(" /app /page/ /app/page/ http://inner:5000/app/page/"))
            << prefix;
    for (const char* prefix : {"/", "/a b", "/<script>", "/a?b", "/a#b", "/\\evil", "/\xC3\xA9"})
        EXPECT_EQ(ask({.x_prefix = 1}, {{"X-Forwarded-Prefix", prefix}}), untouched) << prefix;
}

TEST_F(Proxied, TheRedirectToTheSlashKeepsThePrefix)
{
    EXPECT_EQ(answer(all, everything, "/page?x=1").header("Location"), "/app/page/?x=1");
}

TEST_F(Proxied, TheCookiesPathIsApplicationRootAllTheSame)
{
    EXPECT_THAT(std::string(answer(all, everything, "/session").header("Set-Cookie")),
                HasSubstr("Path=/"));
    EXPECT_THAT(std::string(answer(all, everything, "/session").header("Set-Cookie")),
                ::testing::Not(HasSubstr("Path=/app")));
}

TEST_F(Proxied, TheOriginOfAFormIsComparedWithTheOutside)
{
    App app({.secret_key = "dev", .proxy_fix = all});
    csrf_protect(app);
    app.post("/", [] { return Response("x"); });
    TestClient client(app, {.host = "inner:5000"});
    const auto post = [&](const char* origin) {
        TestFields headers = everything;
        headers.emplace_back("Origin", origin);
        return client.post("/", {}, headers).body;
    };
    EXPECT_THAT(post("https://inner:5000"), HasSubstr("another site"));
    EXPECT_THAT(post("https://example.com:8443"), HasSubstr("token is missing"));
}

TEST_F(Proxied, ATrustedHostIsThatOfTheOutside)
{
    App app({.trusted_hosts = {"example.com"}, .proxy_fix = all});
    app.get<page>("/page/");
    TestClient client(app, {.host = "inner:5000"});
    EXPECT_EQ(client.get("/page/", everything).status, 200);
    EXPECT_EQ(client.get("/page/").status, 400);
    EXPECT_EQ(client.get("/page/", {{"X-Forwarded-Host", "evil.example"}}).status, 400);
}

TEST_F(Proxied, TheLogNamesTheOutsideAddress)
{
    App app({.secret_key = "dev", .proxy_fix = all});
    app.get("/", [](Session& session) { return session.get("a", "none"); });
    TestClient client(app);
    client.set_cookie("session", "forged");
    ::testing::internal::CaptureStderr();
    client.get("/", {{"X-Forwarded-For", "192.0.2.1\xFF"}});
    EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("from 192.0.2.1"));
}

} // namespace
