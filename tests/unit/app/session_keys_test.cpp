// Applications whose keys have dates, and whose sessions are in a store.
#include <costrel/costrel.hpp>
#include <costrel/session/errors.hpp>
#include <costrel/session/login.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session/record_format.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using Client = costrel::TestClient;

constexpr std::chrono::sys_days new_year{std::chrono::year(2030) / 1 / 1};
constexpr const char* keys = R"({"keys": [
    {"secret": "the old secret of the tests of stores, 0123456789", "not_before": "2020-01-01T00:00:00Z",
     "not_after": "2030-01-02T00:00:00Z"},
    {"secret": "the new secret of the tests of stores, 0123456789", "not_before": "2030-01-01T00:00:00Z",
     "not_after": "2031-01-01T00:00:00Z"}], "sessions_not_before": "2029-12-01T00:00:00Z"})";

std::string count(Session& session)
{
    return std::to_string(session.add("visits"));
}
std::string look(const Session& session)
{
    return std::to_string(session.get("visits", 0));
}

class StoreWithDatedKeys : public ::testing::Test {
protected:
    StoreWithDatedKeys()
    {
        app.get<count>("/count");
        app.get<look>("/look");
    }

    App app{{.session_keys = keys, .session_store = memory_store()}};
};

TEST_F(StoreWithDatedKeys, ASessionGoesOnWhenTheNextKeySigns)
{
    Client client(app);
    client.set_time(new_year - 1h);
    EXPECT_EQ(client.get("/count").body, "1");
    const std::string old = client.cookie("session").value();
    client.set_time(new_year + 1h);
    const auto response = client.get("/look");
    EXPECT_EQ(response.body, "1");
    const std::string renewed = client.cookie("session").value();
    EXPECT_NE(renewed, old) << "an untouched cookie is signed again when its session is read";
    EXPECT_EQ(renewed.substr(0, 43), old.substr(0, 43)) << "the ID is the same";
    client.set_time(new_year + 24h + 1h); // the old key is over
    EXPECT_EQ(client.get("/count").body, "2");
    client.set_cookie("session", old);
    EXPECT_EQ(client.get("/look").body, "0");
}

TEST_F(StoreWithDatedKeys, SessionsBeforeTheKeyFilesSecondAreOver)
{
    Client client(app);
    client.set_time(std::chrono::sys_days(std::chrono::year(2029) / 11 / 30));
    client.get("/count");
    client.set_time(std::chrono::sys_days(std::chrono::year(2029) / 12 / 1) + 1h);
    EXPECT_EQ(client.get("/look").body, "0");
}

TEST_F(StoreWithDatedKeys, WithoutAKeyThatSignsNothingBegins)
{
    Client client(app);
    client.set_time(new_year + std::chrono::days(366));
    const auto response = client.get("/count");
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.header("Set-Cookie"), "");
}

Response remember(Session& session)
{
    login_user(session, "42", {.remember = true});
    return "in";
}
Response end_others(Session& session)
{
    login_user(session, "42");
    logout_others(session);
    return "others are out";
}

// A login that would be forgotten, and a logout that ends nothing, are errors and not silence.
TEST(StoreWithoutUsers, SaysWhatItCannotKeep)
{
    App app({.secret_key = "a key of more than sixteen bytes",
             .session_store = memory_store(),
             .session_record = RecordFormat::costrel(), // whose users nobody lists
             .debug = true});
    app.get<remember>("/remember");
    app.get<end_others>("/others");
    Client client(app);
    const auto remembered = client.get("/remember");
    EXPECT_EQ(remembered.status, 500);
    EXPECT_EQ(remembered.header("Set-Cookie"), "");
    EXPECT_THAT(remembered.body, HasSubstr("login_user() cannot remember the user"));
    EXPECT_THAT(client.get("/others").body, HasSubstr("logout_others() needs a session_store"));
}

} // namespace
