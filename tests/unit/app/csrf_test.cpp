#include <costrel/costrel.hpp>
#include <costrel/csrf.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <set>

namespace {

using namespace costrel;
using costrel::testing::TestClient;
using ::testing::HasSubstr;

App make_app()
{
    App app({.secret_key = "dev"});
    csrf_protect(app, {.trusted_origins = {"https://partner.example"}});
    app.get("/token", [](Session& session) { return csrf_token(session); });
    app.get("/form", [](Session& session) { return csrf_field(session); });
    app.route("/change", {GET, POST, PUT, PATCH, DELETE}, [] { return std::string("changed"); });
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

    std::string post(const costrel::testing::Fields& form,
                     const costrel::testing::Fields& headers = {})
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

TEST_F(Csrf, TheFieldIsHidden)
{
    EXPECT_THAT(client.get("/form").body,
                HasSubstr("<input type=\"hidden\" name=\"csrf_token\" value=\""));
}

} // namespace
