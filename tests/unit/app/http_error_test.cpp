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
    costrel::testing::TestClient client(app);
    EXPECT_EQ(client.get("/418").status, 418);
    EXPECT_EQ(client.get("/599").status, 599);
}

// It ended the program.
TEST(HttpError, OfAStatusThatNoAnswerCanHaveIs500)
{
    App app;
    app.route<aborts>("/<int:status>");
    costrel::testing::TestClient client(app);
    for (const char* path : {"/0", "/99", "/101", "/600"})
        EXPECT_EQ(client.get(path).status, 500) << path;
}

} // namespace
