// One request has one path: what a function that runs before it compares, what the routes are
// looked up by, and what URLs are made of.
#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

namespace {

using namespace costrel;

class RequestPath : public ::testing::Test {
protected:
    App& with_routes()
    {
        app.before_request([](Request& request) {
            if (request.path.starts_with("/admin") && !request.header("Authorization"))
                abort(401);
        });
        app.get("/", [](Request& request) { return facts(request); });
        app.get("/admin/", [](Request& request) { return facts(request); });
        app.get("/files/<path:p>",
                [](Request& request, std::string path) { return path + " " + facts(request); });
        app.errorhandler(404, [](Request& request, const HttpError&) {
            return Response(facts(request)).with_status(404);
        });
        return app;
    }
    static std::string facts(const Request& request)
    {
        return std::string(request.path) + " " + request.url() + " " + request.base_url();
    }

    App app;
    TestClient client{with_routes()};
};

// Found as a way around a function that guards a path.
TEST_F(RequestPath, BeginsWithOneSlashHoweverManyWereSent)
{
    for (const char* path : {"/admin/", "//admin/", "////admin/", "//admin", "/%2Fadmin/",
                             "//%2f/admin/", "http://h//admin/"})
        EXPECT_EQ(client.get(path).status, 401) << path;
    const costrel::TestFields authorized{{"Authorization", "x"}};
    EXPECT_EQ(client.get("//admin/?a=/", authorized).body,
              "/admin/ http://localhost/admin/?a=/ http://localhost/admin/");
    EXPECT_EQ(client.get("/%2Fadmin/", authorized).body,
              "/admin/ http://localhost/admin/ http://localhost/admin/");
    EXPECT_EQ(client.get("///", authorized).body, "/ http://localhost/ http://localhost/");
}

TEST_F(RequestPath, NeverLooksLikeAnotherHost)
{
    EXPECT_EQ(client.get("//evil.example/").body,
              "/evil.example/ http://localhost/evil.example/ http://localhost/evil.example/");
    EXPECT_EQ(client.get("/%2F%2fevil.example/").body,
              "/evil.example/ http://localhost/evil.example/ http://localhost/evil.example/");
}

TEST_F(RequestPath, IsDecodedOnceWithItsEncodedSlashes)
{
    EXPECT_EQ(client.get("//files/a%2Fb%2520c//d").body,
              "a/b%20c//d /files/a/b%20c//d http://localhost/files/a%2Fb%2520c//d "
              "http://localhost/files/a%2Fb%2520c//d");
}

} // namespace
