#include "site.hpp"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Blog : public Site {
protected:
    std::int64_t count_posts()
    {
        auto found = db.query("SELECT COUNT(id) FROM post");
        found.step();
        return found.integer(0);
    }
    std::string title_of(int id)
    {
        auto found = db.query("SELECT title FROM post WHERE id = ?", id);
        return found.step() ? found.text(0) : "";
    }
};

TEST_F(Blog, Index)
{
    EXPECT_THAT(get("/").body, AllOf(HasSubstr("Log in"), HasSubstr("Register")));
    log_in();
    const std::string body = get("/").body;
    EXPECT_THAT(body, AllOf(HasSubstr("Log out"), HasSubstr("test title"), HasSubstr("by test on"),
                            HasSubstr("2018-01-01"), HasSubstr("test\nbody"),
                            HasSubstr("href=\"/1/update\"")));
}

TEST_F(Blog, IndexHasTheNewestPostFirst)
{
    log_in();
    post("/create", {{"title", "second"}, {"body", ""}});
    post("/create", {{"title", "third"}, {"body", ""}});
    const std::string body = get("/").body;
    EXPECT_LT(body.find("third"), body.find("second"));
    EXPECT_LT(body.find("second"), body.find("test title"));
}

TEST_F(Blog, IndexWithoutPostsSaysSo)
{
    db.execute("DELETE FROM post");
    EXPECT_THAT(get("/").body, HasSubstr("Nobody has written anything yet."));
}

TEST_F(Blog, LoginRequired)
{
    for (const char* path : {"/create", "/1/update", "/1/delete"}) {
        const auto answer = post(path, {{"title", "x"}, {"body", "x"}});
        EXPECT_EQ(answer.status, 302);
        EXPECT_EQ(answer.header("Location"), "/auth/login") << path;
    }
    EXPECT_EQ(get("/create").header("Location"), "/auth/login");
    EXPECT_EQ(get("/1/update").header("Location"), "/auth/login");
    EXPECT_EQ(count_posts(), 1);
}

TEST_F(Blog, AuthorRequired)
{
    db.execute("UPDATE post SET author_id = 2 WHERE id = 1");
    log_in();
    EXPECT_EQ(post("/1/update", {{"title", "x"}, {"body", "x"}}).status, 403);
    EXPECT_EQ(post("/1/delete", {}).status, 403);
    EXPECT_EQ(get("/1/update").status, 403);
    EXPECT_THAT(get("/").body, Not(HasSubstr("href=\"/1/update\"")));
    EXPECT_EQ(title_of(1), "test title");
}

TEST_F(Blog, ExistsRequired)
{
    log_in();
    for (const char* path : {"/2/update", "/2/delete"}) {
        const auto answer = post(path, {{"title", "x"}, {"body", "x"}});
        EXPECT_EQ(answer.status, 404);
        EXPECT_THAT(answer.body, HasSubstr("Post id 2 doesn&#39;t exist."));
    }
    EXPECT_EQ(get("/99999999999999999999/update").status, 404);
}

TEST_F(Blog, Create)
{
    log_in();
    EXPECT_EQ(get("/create").status, 200);
    const auto answer = post("/create", {{"title", "created"}, {"body", ""}});
    EXPECT_EQ(answer.header("Location"), "/");
    EXPECT_EQ(count_posts(), 2);
    EXPECT_EQ(title_of(2), "created");
}

TEST_F(Blog, Update)
{
    log_in();
    EXPECT_THAT(get("/1/update").body, AllOf(HasSubstr("value=\"test title\""),
                                             HasSubstr("rows=\"10\">\ntest\nbody</textarea>")));
    EXPECT_EQ(post("/1/update", {{"title", "updated"}, {"body", ""}}).status, 302);
    EXPECT_EQ(title_of(1), "updated");
}

TEST_F(Blog, CreateUpdateValidate)
{
    log_in();
    for (const char* path : {"/create", "/1/update"}) {
        const auto answer = post(path, {{"title", ""}, {"body", "typed <already>"}});
        EXPECT_EQ(answer.status, 200);
        EXPECT_THAT(answer.body, AllOf(HasSubstr("Title is required."),
                                       HasSubstr("typed &lt;already&gt;</textarea>")));
        EXPECT_EQ(post(path, {{"title", "x"}}).status, 400);
    }
    EXPECT_EQ(count_posts(), 1);
    EXPECT_EQ(title_of(1), "test title");
}

TEST_F(Blog, Delete)
{
    log_in();
    EXPECT_EQ(get("/1/delete").status, 405);
    EXPECT_EQ(post("/1/delete", {}).header("Location"), "/");
    EXPECT_EQ(count_posts(), 0);
}

TEST_F(Blog, AFormWithoutItsTokenChangesNothing)
{
    log_in();
    for (const char* path : {"/create", "/1/update", "/1/delete", "/auth/login", "/auth/register"})
        EXPECT_EQ(client.post(path, {{"title", "x"}, {"body", "x"}}).status, 400) << path;
    EXPECT_EQ(count_posts(), 1);
    EXPECT_EQ(title_of(1), "test title");
}

TEST_F(Blog, WhatIsTypedIsTextAndNeverMarkup)
{
    log_in();
    post("/create", {{"title", "<script>1</script>"}, {"body", "\"'&<b>"}});
    EXPECT_THAT(get("/").body,
                AllOf(HasSubstr("&lt;script&gt;1&lt;/script&gt;"),
                      HasSubstr("&#34;&#39;&amp;&lt;b&gt;"), Not(HasSubstr("<script>"))));
}

} // namespace
