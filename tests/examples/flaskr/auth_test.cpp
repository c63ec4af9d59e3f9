#include "site.hpp"

#include <costrel/password.hpp>

#include <memory>

namespace {

using costrel::Session;
using testing::HasSubstr;
using testing::Not;

class Auth : public Site {
protected:
    std::string hash_of(std::string_view username)
    {
        auto found = db.query("SELECT password FROM user WHERE username = ?", username);
        return found.step() ? found.text(0) : "";
    }
};

TEST_F(Auth, Register)
{
    EXPECT_EQ(get("/auth/register").status, 200);
    const auto answer = post("/auth/register", {{"username", "a"}, {"password", "a"}});
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(answer.header("Location"), "/auth/login");
    EXPECT_TRUE(costrel::check_password_hash(hash_of("a"), "a"));
    EXPECT_EQ(log_in("a", "a").status, 302);
}

TEST_F(Auth, RegisterValidateInput)
{
    struct {
        const char* username;
        const char* password;
        const char* message;
    } const cases[] = {
        {"", "", "Username is required."},
        {"a", "", "Password is required."},
        {"test", "test", "User test is already registered."},
    };
    for (const auto& [username, password, message] : cases) {
        const auto answer =
            post("/auth/register", {{"username", username}, {"password", password}});
        EXPECT_EQ(answer.status, 200);
        EXPECT_THAT(answer.body, HasSubstr(message));
    }
    EXPECT_TRUE(costrel::check_password_hash(hash_of("test"), "test")); // as it was
    EXPECT_EQ(post("/auth/register", {{"username", "a"}}).status, 400);
}

TEST_F(Auth, RegisterTakesNamesOfEveryScript)
{
    for (const std::string name : {"Zoë", "日本 😀", "<b>x</b>", "O'Neil; DROP TABLE user", "%"}) {
        EXPECT_EQ(post("/auth/register", {{"username", name}, {"password", name}}).status, 302);
        EXPECT_EQ(log_in(name, name).status, 302) << name;
        log_out();
    }
    EXPECT_THAT(post("/auth/register", {{"username", "<b>x</b>"}, {"password", "x"}}).body,
                HasSubstr("User &lt;b&gt;x&lt;/b&gt; is already registered."));
}

TEST_F(Auth, Login)
{
    EXPECT_EQ(get("/auth/login").status, 200);
    const auto answer = log_in();
    EXPECT_EQ(answer.status, 302);
    EXPECT_EQ(answer.header("Location"), "/");
    client.session_transaction(
        [](Session& session) { EXPECT_EQ(session.get<std::int64_t>("user_id"), 1); });
    EXPECT_THAT(get("/").body, HasSubstr("<span class=\"user\">test</span>"));
}

TEST_F(Auth, LoginValidateInput)
{
    EXPECT_THAT(log_in("a", "test").body, HasSubstr("Incorrect username."));
    EXPECT_THAT(log_in("test", "a").body, HasSubstr("Incorrect password."));
    EXPECT_THAT(log_in("TEST", "test").body, HasSubstr("Incorrect username."));
    EXPECT_EQ(post("/auth/login", {{"username", "test"}}).status, 400);
    client.session_transaction([](Session& session) { EXPECT_FALSE(session.contains("user_id")); });
}

TEST_F(Auth, ALoginLeavesNothingOfTheSessionBefore)
{
    std::string id;
    std::string token;
    client.session_transaction([&](Session& session) {
        id = session.id();
        session["planted"] = "by somebody else";
        token = costrel::csrf_token(session);
    });
    log_in();
    client.session_transaction([&](Session& session) {
        EXPECT_FALSE(session.contains("planted"));
        EXPECT_NE(session.id(), id);
    });
    EXPECT_EQ(client.post("/create", {{"title", "x"}, {"body", ""}, {"csrf_token", token}}).status,
              400);
}

TEST_F(Auth, AHashThatIsNoneIsAnIncorrectPassword)
{
    db.execute("UPDATE user SET password = 'x' WHERE username = 'test'");
    EXPECT_THAT(log_in().body, HasSubstr("Incorrect password."));
}

TEST_F(Auth, APasswordIsNeverSentBack)
{
    EXPECT_THAT(log_in("nobody", "my secret").body, Not(HasSubstr("my secret")));
}

TEST_F(Auth, AUserWhoIsGoneIsLoggedOut)
{
    log_in("other", "other");
    db.execute("DELETE FROM user WHERE username = 'other'");
    EXPECT_THAT(get("/").body, HasSubstr("Log in"));
    EXPECT_EQ(get("/create").header("Location"), "/auth/login");
}

TEST_F(Auth, Logout)
{
    log_in();
    const auto answer = get("/auth/logout");
    EXPECT_EQ(answer.header("Location"), "/");
    EXPECT_EQ(client.cookie("session"), std::nullopt);
    EXPECT_THAT(get("/").body, HasSubstr("Log in"));
}

TEST_F(Auth, ACopyOfTheCookieIsLoggedOutWithItsOwner)
{
    log_in();
    const std::string copy = client.cookie("session").value();
    EXPECT_THAT(get("/").body, HasSubstr("<span class=\"user\">test</span>"));
    log_out();
    client.set_cookie("session", copy);
    EXPECT_THAT(get("/").body, HasSubstr("Log in"));
}

} // namespace
