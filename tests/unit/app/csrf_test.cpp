#include <costrel/costrel.hpp>
#include <costrel/csrf.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <set>

namespace {

using namespace costrel;
using ::testing::HasSubstr;

App make_app()
{
    App app({.secret_key = "dev"});
    csrf_protect(app, {.trusted_origins = {"https://partner.example"}});
    app.get("/token", [](Session& session) { return csrf_token(session); });
    app.get("/form", [](Session& session) { return csrf_field(session); });
    app.route("/change", {GET, POST, PUT, PATCH, DELETE}, [] { return std::string("changed"); });
    app.post("/folder/", [] { return std::string("in a folder"); });
    app.post("/hook", [] { return std::string("hooked"); }).csrf_exempt();
    app.get("/login", [](Session& session) {
        session.regenerate();
        return std::string("new");
    });
    return app;
}

class Csrf : public ::testing::Test {
protected:
    App app = make_app();
    TestClient client{app};

    std::string post(const costrel::TestFields& form, const costrel::TestFields& headers = {})
    {
        const auto answer = client.post("/change", form, headers);
        return answer.status == 200 ? answer.body : std::to_string(answer.status) + answer.body;
    }
};

TEST_F(Csrf, ARequestWithTheTokenOfItsSessionPasses)
{
    const std::string token = client.get("/token").body;
    EXPECT_EQ(post({{"csrf_token", token}}), "changed");
    EXPECT_EQ(post({{"a", "b"}}, {{"X-CSRF-Token", token}}), "changed");
}

TEST_F(Csrf, ARequestWithoutItIsA400ThatSaysWhy)
{
    EXPECT_THAT(post({{"a", "b"}}), HasSubstr("The CSRF token is missing."));
    EXPECT_THAT(post({{"csrf_token", "x"}}), HasSubstr("The CSRF session token is missing."));
    const std::string token = client.get("/token").body;
    EXPECT_THAT(post({{"csrf_token", "x"}}), HasSubstr("400"));
    EXPECT_THAT(post({{"csrf_token", token + "A"}}), HasSubstr("The CSRF token is invalid."));
    EXPECT_THAT(post({{"csrf_token", token.substr(1)}}), HasSubstr("The CSRF token is invalid."));
    TestClient other(app);
    const std::string foreign = other.get("/token").body;
    EXPECT_THAT(post({{"csrf_token", foreign}}), HasSubstr("The CSRF token is invalid."));
}

TEST_F(Csrf, SafeMethodsAndExemptRoutesNeedNone)
{
    EXPECT_EQ(client.get("/change").status, 200);
    EXPECT_EQ(client.open("HEAD", "/change").status, 200);
    EXPECT_EQ(client.post("/hook", {}).body, "hooked");
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"})
        EXPECT_EQ(client.open(method, "/change").status, 400) << method;
}

TEST_F(Csrf, EveryTokenLooksDifferent)
{
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const std::string token = client.get("/token").body;
        EXPECT_TRUE(seen.insert(token).second);
        EXPECT_EQ(post({{"csrf_token", token}}), "changed");
    }
}

TEST_F(Csrf, ANewSessionIdMakesOldTokensWorthless)
{
    const std::string token = client.get("/token").body;
    client.get("/login");
    EXPECT_THAT(post({{"csrf_token", token}}), HasSubstr("The CSRF session token is missing."));
    client.get("/token");
    EXPECT_THAT(post({{"csrf_token", token}}), HasSubstr("The CSRF token is invalid."));
}

TEST_F(Csrf, ARequestFromAnotherSiteIsRefusedWhateverItsToken)
{
    const std::string token = client.get("/token").body;
    const auto from = [&](std::string name, std::string value) {
        return post({{"csrf_token", token}}, {{std::move(name), std::move(value)}});
    };
    EXPECT_EQ(from("Origin", "http://localhost"), "changed");
    EXPECT_EQ(from("Origin", "https://partner.example"), "changed");
    EXPECT_EQ(from("Sec-Fetch-Site", "same-origin"), "changed");
    EXPECT_EQ(from("Sec-Fetch-Site", "none"), "changed");
    EXPECT_THAT(from("Origin", "http://evil.example"), HasSubstr("comes from another site"));
    EXPECT_THAT(from("Origin", "http://localhost.evil.example"), HasSubstr("another site"));
    EXPECT_THAT(from("Origin", "null"), HasSubstr("comes from another site"));
    EXPECT_THAT(from("Sec-Fetch-Site", "cross-site"), HasSubstr("comes from another site"));
    EXPECT_THAT(from("Sec-Fetch-Site", "same-site"), HasSubstr("comes from another site"));
}

// The origin is a scheme, a host and a port; the first version compared the host alone.
TEST_F(Csrf, ComparesTheWholeOrigin)
{
    struct Row {
        bool secure;
        const char* host;
        const char* origin;
        bool passes;
    };
    for (const Row& row : std::initializer_list<Row>{
             {false, "example.com", "http://example.com", true},
             {false, "example.com", "HTTP://EXAMPLE.com", true},
             {false, "example.com", "http://example.com:80", true},
             {false, "example.com:80", "http://example.com", true},
             {false, "example.com", "http://example.com:8080", false},
             {false, "example.com", "https://example.com", false},
             {false, "example.com", "ftp://example.com", false},
             {false, "example.com", "http://example.com:443", false},
             {true, "example.com", "https://example.com", true},
             {true, "example.com", "http://example.com", false}, // anybody on the network is that
             {true, "example.com:443", "https://example.com", true},
             {true, "example.com", "https://example.com:443", true},
             {true, "example.com:8443", "https://example.com:8443", true},
             {true, "example.com:8443", "https://example.com", false},
             {true, "[::1]:443", "https://[::1]", true},
             {false, "localhost:443", "https://localhost", true}, // TLS ended in front of it
             {false, "localhost:443", "http://localhost", false},
             {true, "example.com", "example.com", false},
             {true, "example.com", "https://", false},
             {true, "example.com", "https://example.com/", false},
             {true, "example.com", "https://u@example.com", false},
             {true, "example.com", "https://example.com https://example.com", false},
             {true, "example.com", "", false},
             {false, "example.com", "https://partner.example:443", true},
             {false, "example.com", "http://partner.example", false},
         }) {
        TestClient browser(app, {.host = row.host, .secure = row.secure});
        const std::string token = browser.get("/token").body;
        EXPECT_EQ(browser.post("/change", {{"csrf_token", token}}, {{"Origin", row.origin}}).status,
                  row.passes ? 200 : 400)
            << (row.secure ? "https, " : "http, ") << row.host << ", " << row.origin;
    }
}

TEST_F(Csrf, BelievesTheSchemeThatAProxyTells)
{
    App behind({.secret_key = "dev", .proxy_fix = {.x_proto = 1}});
    csrf_protect(behind);
    behind.get("/token", [](Session& session) { return csrf_token(session); });
    behind.post("/change", [] { return std::string("changed"); });
    TestClient browser(behind);
    const std::string token = browser.get("/token").body;
    const auto from = [&](std::string origin) {
        return browser
            .post("/change", {{"csrf_token", token}},
                  {{"Origin", std::move(origin)}, {"X-Forwarded-Proto", "https"}})
            .status;
    };
    EXPECT_EQ(from("https://localhost"), 200);
    EXPECT_EQ(from("http://localhost"), 400);
}

// A site with "Referrer-Policy: no-referrer" sends null from its own forms.
TEST_F(Csrf, SecFetchSiteDecidesWhenTheOriginIsNull)
{
    const std::string token = client.get("/token").body;
    const auto from = [&](std::string origin, std::string site) {
        return client
            .post("/change", {{"csrf_token", token}},
                  {{"Origin", std::move(origin)}, {"Sec-Fetch-Site", std::move(site)}})
            .status;
    };
    EXPECT_EQ(from("null", "same-origin"), 200);
    EXPECT_EQ(from("null", "none"), 200);
    EXPECT_EQ(from("null", "same-site"), 400);
    EXPECT_EQ(from("null", "cross-site"), 400);
    EXPECT_EQ(from("null", ""), 400);
    EXPECT_EQ(from("http://localhost", "cross-site"), 400); // from http to a proxy's https
    EXPECT_EQ(from("https://localhost", "same-origin"),
              200); // a proxy that proxy_fix is not told of
    EXPECT_EQ(from("http://evil.example", "same-origin"), 400);
    EXPECT_EQ(from("https://partner.example", "cross-site"), 200);
}

TEST_F(Csrf, OfTwoLinesNoneIsBelieved)
{
    const std::string token = client.get("/token").body;
    const auto with = [&](costrel::TestFields headers) {
        return client.post("/change", {{"csrf_token", token}}, headers).status;
    };
    EXPECT_EQ(with({{"Origin", "http://localhost"}, {"Origin", "http://evil.example"}}), 400);
    EXPECT_EQ(with({{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "cross-site"}}), 400);
    EXPECT_EQ(client.post("/change", {{"a", "b"}}, {{"X-CSRF-Token", token}, {"X-CSRF-Token", "x"}})
                  .status,
              400);
}

TEST_F(Csrf, WhatReachesNoHandlerIsNotChecked)
{
    EXPECT_EQ(client.post("/nowhere", {{"a", "b"}}).status, 404);
    EXPECT_EQ(client.post("/token", {{"a", "b"}}).status, 405);
    EXPECT_EQ(client.post("/folder", {{"a", "b"}}).status, 308);
    const costrel::TestFields many(1001, {"a", "b"});
    EXPECT_EQ(client.post("/change", many).status, 413);
}

TEST_F(Csrf, ATrustedOriginIsAnOrigin)
{
    for (const char* wrong : {"", "null", "example.com", "https://", "https://example.com/"}) {
        App other;
        EXPECT_THROW(csrf_protect(other, {.trusted_origins = {wrong}}), std::invalid_argument)
            << wrong;
    }
}

TEST_F(Csrf, TheFieldIsHidden)
{
    EXPECT_THAT(client.get("/form").body,
                HasSubstr("<input type=\"hidden\" name=\"csrf_token\" value=\""));
}

} // namespace
