#include "app/route_index.hpp"

#include <costrel/app.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace costrel::inline v1 {
namespace {

Response greet(std::string name)
{
    return Response(name);
}

// A router is made by an application or a blueprint alone.
class Routes : public App {
public:
    RouteTable& table() { return *routes_; }
};

http::Message get(std::string_view path)
{
    http::Message message;
    message.method_token = "GET";
    message.method = GET;
    message.target = message.path = path;
    return message;
}

TEST(Target, KeepsItsPathAndVariablesWhenItIsMoved)
{
    Routes app;
    app.route<greet>("/a/<name>");
    const RouteIndex index(app.table());
    // As sent; decoded, and so short that it lies within the std::string; decoded and longer.
    for (const std::string_view path :
         {"/a/plain", "/a/J%C3%B6rg", "/a/a%20name%20that%20takes%20memory%20of%20its%20own"}) {
        const http::Message message = get(path);
        auto first = std::make_unique<Target>(index.find(message));
        const std::string before(*first->path());
        const std::string variable(first->variables()[0]);
        const Target second(std::move(*first));
        first.reset();
        EXPECT_EQ(*second.path(), before);
        ASSERT_EQ(second.variables().size(), 1U);
        EXPECT_EQ(second.variables()[0], variable);
        EXPECT_EQ("/a/" + variable, before);
    }
}

TEST(Target, OfAPathWithoutARouteIsAnErrorOrARedirect)
{
    Routes app;
    app.route<greet>("/a/<name>/");
    const RouteIndex index(app.table());
    const Target none = index.find(get("/b"));
    EXPECT_EQ(none.kind, Target::Kind::error);
    EXPECT_EQ(none.status, 404);
    EXPECT_EQ(none.route, nullptr);
    const Target redirect = index.find(get("//a/x%2Fy"));
    EXPECT_EQ(redirect.kind, Target::Kind::error); // an encoded slash is no part of a text
    const Target slash = index.find(get("/a/x%20y"));
    EXPECT_EQ(slash.kind, Target::Kind::redirect);
    EXPECT_EQ(slash.text, "/a/x%20y/");
    http::Message post = get("/a/x/");
    post.method_token = "POST";
    post.method = POST;
    EXPECT_EQ(index.find(post).status, 405);
    EXPECT_EQ(index.find(get("/%00")).status, 400);
}

Task<Response> greet_later(std::string name)
{
    co_return Response(name);
}

TEST(Target, OfATaskHasItsVariables)
{
    App app;
    app.route<greet_later>("/a/<name>");
    TestClient client(app);
    EXPECT_EQ(client.get("/a/J%C3%B6rg").body, "Jörg");
}

} // namespace
} // namespace costrel::inline v1
