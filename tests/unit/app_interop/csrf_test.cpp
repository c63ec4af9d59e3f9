// csrf_protect() over the sessions of another framework, which must not hold a secret of ours.
#include <costrel/costrel.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/interop/starlette.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace costrel;
using costrel::TestFields;
using ::testing::HasSubstr;

App make_app(Config config)
{
    if (!config.session_format)
        config.session_format = interop::django({.secret_key = std::string(32, 'k')});
    App app(std::move(config));
    csrf_protect(app);
    app.get("/token", [](Session& session) { return csrf_token(session); });
    app.get("/entries", [](Session& session) { return std::to_string(session.size()); });
    app.get("/login/<user>", [](Session& session, std::string user) {
        session["_auth_user_id"] = user;
        return std::string("hello");
    });
    app.post("/change", [] { return std::string("changed"); });
    return app;
}

class ForeignCsrf : public ::testing::Test {
protected:
    std::string post(const TestFields& form, const TestFields& headers = {})
    {
        const auto response = client.post("/change", form, headers);
        return response.status == 200 ? response.body : std::to_string(response.status);
    }

    App app = make_app({.secret_key = "a secret key of ours"});
    TestClient client{app};
};

TEST_F(ForeignCsrf, TheTokenIsGoodForItsUser)
{
    client.get("/login/alice");
    const std::string token = client.get("/token").body;
    EXPECT_EQ(post({{"csrf_token", token}}), "changed");
    EXPECT_NE(client.get("/token").body, token) << "another one each time";
    EXPECT_EQ(post({{"csrf_token", token}}), "changed");
}

TEST_F(ForeignCsrf, AndForNobodyElse)
{
    client.get("/login/mallory");
    const std::string of_mallory = client.get("/token").body;
    TestClient visitor(app);
    const std::string of_a_visitor = visitor.get("/token").body;
    client.get("/login/alice");
    const std::string token = client.get("/token").body;
    std::string changed = token;
    changed[5] = changed[5] == 'A' ? 'B' : 'A';
    for (const std::string& bad :
         {of_mallory, of_a_visitor, std::string(), std::string("x"), changed, token + "=",
          token.substr(1), std::string(22, 'A') + ".", std::string(22, 'A')})
        EXPECT_EQ(post({{"csrf_token", bad}}), "400") << bad;
}

TEST_F(ForeignCsrf, NoSecretStandsInTheSession)
{
    client.get("/token");
    EXPECT_EQ(client.get("/entries").body, "0");
}

TEST_F(ForeignCsrf, AnotherKeyMakesOtherTokens)
{
    const std::string token = client.get("/token").body;
    App rotated = make_app(
        {.secret_key = "the next key of ours", .secret_key_fallbacks = {"a secret key of ours"}});
    EXPECT_EQ(TestClient(rotated).post("/change", {{"csrf_token", token}}).status, 200);
    App stranger = make_app({.secret_key = "the next key of ours"});
    EXPECT_EQ(TestClient(stranger).post("/change", {{"csrf_token", token}}).status, 400);
}

// What is left without a token: where the request comes from.
void expect_origin_alone_decides(App app)
{
    TestClient client(app);
    EXPECT_EQ(client.get("/token").body, "");
    EXPECT_EQ(client.post("/change", {}).status, 200);
    EXPECT_EQ(client.post("/change", {}, {{"Origin", "http://localhost"}}).status, 200);
    EXPECT_EQ(client.post("/change", {}, {{"Origin", "https://evil.example"}}).status, 400);
    EXPECT_EQ(client.post("/change", {}, {{"Sec-Fetch-Site", "cross-site"}}).status, 400);
}

TEST(ForeignCsrfWithoutAKey, ChecksWhereARequestComesFrom)
{
    expect_origin_alone_decides(make_app({}));
}

// One token for everybody would be no protection.
TEST(ForeignCsrfWithoutAnEntryForTheUser, ChecksWhereARequestComesFrom)
{
    const auto starlette = interop::starlette({.secret_key = std::string(32, 'k')});
    expect_origin_alone_decides(
        make_app({.secret_key = "a secret key of ours", .session_format = starlette}));
    App named = make_app({.secret_key = "a secret key of ours",
                          .session_format = starlette,
                          .session_user_key = "_auth_user_id"});
    TestClient client(named);
    EXPECT_EQ(client.post("/change", {}).status, 400);
    EXPECT_EQ(client.post("/change", {{"csrf_token", client.get("/token").body}}).status, 200);
}

} // namespace
