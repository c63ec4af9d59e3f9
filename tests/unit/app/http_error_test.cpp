#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gtest/gtest.h>

namespace {

using namespace costrel;

Response aborts(int status)
{
    abort(status);
}

TEST(HttpError, EndsTheRequestWithItsPage)
{
    App app;
    app.route<aborts>("/<int:status>");
    costrel::TestClient client(app);
    EXPECT_EQ(client.get("/418").status, 418);
    EXPECT_EQ(client.get("/599").status, 599);
}

TEST(HttpError, HasFlasksSentenceUnlessItHasOneOfItsOwn)
{
    App app;
    app.route<aborts>("/<int:status>");
    app.get("/own", []() -> Response { abort(403, "Not you."); });
    for (const int status : {403, 404})
        app.errorhandler(status, [](Request&, const HttpError& error) {
            return Response(error.description()).with_status(error.status());
        });
    costrel::TestClient client(app);
    EXPECT_TRUE(client.get("/403").body.starts_with("You don't have the permission to access"));
    EXPECT_TRUE(client.get("/missing").body.starts_with("The requested URL was not found"));
    EXPECT_EQ(client.get("/own").body, "Not you.");
}

// It ended the program.
TEST(HttpError, OfAStatusThatNoAnswerCanHaveIs500)
{
    App app;
    app.route<aborts>("/<int:status>");
    costrel::TestClient client(app);
    for (const char* path : {"/0", "/99", "/101", "/600"})
        EXPECT_EQ(client.get(path).status, 500) << path;
}

} // namespace
