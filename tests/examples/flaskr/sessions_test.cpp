#include "site.hpp"

#include <costrel/session/memory_store.hpp>

namespace {

using namespace costrel;
using testing::HasSubstr;
using testing::Not;

constexpr const char* page = "/auth/sessions";

// With a store, and a second client of the same user.
class Sessions : public Site {
protected:
    Sessions() : Site(memory_store()) { log_in(); } // each client makes its own of a URL

    // Each is a browser of its own.
    TestResponse elsewhere(std::string_view path, TestFields fields)
    {
        other.session_transaction(
            [&](Session& session) { fields.emplace_back("csrf_token", csrf_token(session)); });
        return other.post(path, fields);
    }
    void log_in_elsewhere(const std::string& username = "test")
    {
        elsewhere("/auth/login",
                  {{"username", username}, {"password", username == "test" ? "test" : "other"}});
    }
    static std::string handle_of(TestClient& of)
    {
        std::string handle;
        of.session_transaction([&](Session& session) { handle = session.handle().value(); });
        return handle;
    }
    static std::size_t count(const std::string& text, std::string_view part)
    {
        std::size_t times = 0;
        for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1))
            ++times;
        return times;
    }

    TestClient other{app};
};

TEST_F(Sessions, AreListedAndThisOneIsMarked)
{
    log_in_elsewhere();
    const std::string body = get(page).body;
    EXPECT_EQ(count(body, "<article class=\"device\">"), 2U);
    EXPECT_EQ(count(body, "<span class=\"this\">this one</span>"), 1U);
    EXPECT_THAT(body, HasSubstr("last seen"));
    EXPECT_THAT(body, HasSubstr("Log out everywhere else"));
}

TEST_F(Sessions, OneEndsByItsButton)
{
    log_in_elsewhere();
    EXPECT_EQ(other.get("/create").status, 200);
    const auto response = post("/auth/sessions/end", {{"handle", handle_of(other)}});
    EXPECT_EQ(response.header("Location"), page);
    EXPECT_EQ(other.get("/create").header("Location"), "/auth/login");
    const std::string body = get(page).body;
    EXPECT_THAT(body, HasSubstr("You are logged out there."));
    EXPECT_EQ(count(body, "<article class=\"device\">"), 1U);
}

TEST_F(Sessions, ThisOneEndsAsByLoggingOut)
{
    EXPECT_EQ(post("/auth/sessions/end", {{"handle", handle_of(client)}}).header("Location"), "/");
    EXPECT_EQ(get("/create").header("Location"), "/auth/login");
}

TEST_F(Sessions, OnesOfSomebodyElseDoNotEndByTheirHandle)
{
    log_in_elsewhere("other");
    post("/auth/sessions/end", {{"handle", handle_of(other)}});
    EXPECT_EQ(other.get("/create").status, 200);
    EXPECT_THAT(get(page).body, HasSubstr("That session was over already."));
}

TEST_F(Sessions, AllOthersEndAtOnce)
{
    log_in_elsewhere();
    post("/auth/sessions/end-others", {});
    EXPECT_EQ(other.get("/create").header("Location"), "/auth/login");
    EXPECT_EQ(get("/create").status, 200);
}

TEST_F(Sessions, NobodyEndsOneWithoutTheToken)
{
    EXPECT_EQ(client.post("/auth/sessions/end-others", {}).status, 400);
}

TEST_F(Sessions, AreForThoseWhoAreLoggedIn)
{
    log_out();
    EXPECT_EQ(get(page).header("Location"), "/auth/login");
}

using SessionsInCookies = Site;

TEST_F(SessionsInCookies, CannotBeListedAndThePageSaysSo)
{
    log_in();
    const std::string body = get(page).body;
    EXPECT_THAT(body, HasSubstr("keeps sessions in cookies alone"));
    EXPECT_THAT(body, Not(HasSubstr("<article")));
    EXPECT_EQ(post("/auth/sessions/end", {{"handle", "x"}}).status, 404);
}

TEST_F(SessionsInCookies, AllOthersEndAllTheSame)
{
    log_in();
    TestClient other{app};
    other.session_transaction([&](Session& session) {
        session["csrf"] = 1; // so that there is one
    });
    TestFields fields{{"username", "test"}, {"password", "test"}};
    other.session_transaction(
        [&](Session& session) { fields.emplace_back("csrf_token", csrf_token(session)); });
    other.post("/auth/login", fields);
    ASSERT_EQ(other.get("/create").status, 200);
    post("/auth/sessions/end-others", {});
    EXPECT_EQ(other.get("/create").header("Location"), "/auth/login");
    EXPECT_EQ(get("/create").status, 200);
}

} // namespace
