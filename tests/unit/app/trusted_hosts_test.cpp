#include "app/trusted_hosts.hpp"

#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

namespace {

using namespace costrel;
using ::testing::HasSubstr;
using ::testing::Not;

Response index(Request& request)
{
    return std::string(request.host) + " " + request.url_for<index>({.external = true});
}

// The answer to a request for `host`, or its status when that is not 200.
std::string ask(const std::string& host, std::vector<std::string> trusted = {}, bool secure = false)
{
    App app({.trusted_hosts = std::move(trusted)});
    app.get<index>("/");
    TestClient client(app, {.host = host, .secure = secure});
    const auto answer = client.get("/");
    return answer.status == 200 ? answer.body : std::to_string(answer.status);
}

TEST(Host, IsInLowerCaseAndWithoutThePortOfItsScheme)
{
    EXPECT_EQ(ask("Example.COM"), "example.com http://example.com/");
    EXPECT_EQ(ask("example.com:80"), "example.com http://example.com/");
    EXPECT_EQ(ask("example.com:443"), "example.com:443 http://example.com:443/");
    EXPECT_EQ(ask("example.com:443", {}, true), "example.com https://example.com/");
    EXPECT_EQ(ask("Example.com:8080"), "example.com:8080 http://example.com:8080/");
    EXPECT_EQ(ask("[::1]:80"), "[::1] http://[::1]/");
    EXPECT_EQ(ask("[2001:DB8::80]"), "[2001:db8::80] http://[2001:db8::80]/");
    EXPECT_EQ(ask("xn--bcher-kva.example."),
              "xn--bcher-kva.example. http://xn--bcher-kva.example./");
}

// Eight characters are looked at together.
TEST(Host, HasNoCapitalOfAnyLengthAndAtAnyPlace)
{
    for (std::size_t size = 1; size <= 20; ++size)
        for (std::size_t i = 0; i < size; ++i)
            for (const char capital : {'A', 'M', 'Z'}) {
                std::string host(size, 'b');
                host[i] = capital;
                std::string storage;
                const std::string found(normalized_host(host, "http", storage));
                host[i] = static_cast<char>(capital - 'A' + 'a');
                EXPECT_EQ(found, host);
            }
    std::string storage;
    for (const char* host : {"a_b.example", "[v1.b]", "xn--a", "1.2.3.4:5000", ""}) {
        EXPECT_EQ(normalized_host(host, "http", storage), host);
        EXPECT_TRUE(storage.empty());
    }
}

TEST(Host, WithAPortThatNoUrlHasIsNone) // as Werkzeug 3.1.9
{
    for (const char* host :
         {"example.com:", "example.com:0", "example.com:080", "[::1]:", "[::1]:00"}) {
        EXPECT_THAT(ask(host), Not(HasSubstr(host))) << host;
        EXPECT_EQ(ask(host, {"example.com", "[::1]"}), "400") << host;
    }
}

TEST(TrustedHosts, AreTheOnlyOnesThatAreAnswered)
{
    EXPECT_THAT(ask("example.com", {"example.com"}), HasSubstr("http://example.com/"));
    EXPECT_THAT(ask("other.example", {"example.com", "other.example"}), HasSubstr("other"));
    for (const char* host : {"evil.example", "a.example.com", "xexample.com", "example.com.",
                             "example.com.evil.example", "com", "[::1]"})
        EXPECT_EQ(ask(host, {"example.com"}), "400") << host;
}

TEST(TrustedHosts, WithADotAreADomainAndAllBelowIt)
{
    for (const char* host : {"example.com", "a.example.com", "a.b.example.com", "A.EXAMPLE.com"})
        EXPECT_THAT(ask(host, {".example.com"}), HasSubstr("example.com/")) << host;
    for (const char* host : {"xexample.com", "example.com.evil.example", "com"})
        EXPECT_EQ(ask(host, {".example.com"}), "400") << host;
}

TEST(TrustedHosts, DoNotLookAtPorts)
{
    EXPECT_THAT(ask("example.com:8080", {"example.com"}), HasSubstr(":8080"));
    EXPECT_THAT(ask("example.com:8080", {"example.com:9090"}), HasSubstr(":8080"));
    EXPECT_THAT(ask("[::1]:8080", {"[::1]"}), HasSubstr(":8080"));
    EXPECT_EQ(ask("[::2]", {"[::1]"}), "400");
}

TEST(TrustedHosts, AreComparedInAnyCase)
{
    EXPECT_THAT(ask("EXAMPLE.com", {"example.COM"}), HasSubstr("example.com"));
}

class UntrustedHost : public ::testing::Test {
protected:
    App app{{.trusted_hosts = {"example.com"}}};
    bool before = false;

    costrel::TestResponse get(std::string_view path)
    {
        TestClient client(app, {.host = "evil.example"});
        return client.get(path);
    }
};

TEST_F(UntrustedHost, IsNamedOnThePage)
{
    app.get<index>("/");
    EXPECT_THAT(get("/").body, HasSubstr("<p>Host &#39;evil.example&#39; is not trusted.</p>"));
    EXPECT_EQ(get("/nowhere").status, 400);
}

TEST_F(UntrustedHost, ReachesNothingThatCouldBuildAUrlFromIt)
{
    app.get("/slash/", [](Request& request) { return std::string(request.host); });
    app.before_request([this](Request&) { before = true; });
    std::string seen = "nothing";
    app.after_request([&](Request& request, Response&) { seen = request.host; });
    const auto answer = get("/slash");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.header("Location"), "");
    EXPECT_FALSE(before);
    EXPECT_EQ(seen, "");
}

TEST_F(UntrustedHost, IsAnsweredByTheHandlerOf400)
{
    app.errorhandler(400, [](Request&, const HttpError& error) {
        return Response("mine: " + error.description()).with_status(400);
    });
    EXPECT_EQ(get("/").body, "mine: Host 'evil.example' is not trusted.");
}

TEST_F(UntrustedHost, CannotBeNoHostAtAll)
{
    TestClient client(app);
    EXPECT_THAT(client.exchange("GET / HTTP/1.0\r\n\r\n"), HasSubstr(" 400 "));
    EXPECT_THAT(client.exchange("GET http://evil.example/ HTTP/1.1\r\nHost: example.com\r\n\r\n"),
                HasSubstr("evil.example"));
}

TEST(TrustedHosts, ThatAreNoHostsAreRefusedAtTheStart)
{
    for (const char* host : {"", ".", "*", "*.example.com", "http://example.com", "a b", "a/b",
                             "m\xc3\xbcnchen.example", "::1"}) {
        App app({.trusted_hosts = {host}});
        EXPECT_THROW(TestClient{app}, ConfigError) << host;
    }
}

} // namespace
