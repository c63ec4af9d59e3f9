#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace costrel;
using ::testing::ElementsAre;

class AfterThisRequest : public ::testing::Test {
protected:
    auto note(std::string what)
    {
        return [this, what = std::move(what)](Response&) { order.push_back(what); };
    }

    App app{{.secret_key = "dev"}};
    std::vector<std::string> order;
};

TEST_F(AfterThisRequest, ChangesTheResponseOfThatRequestAlone)
{
    app.get("/<int:n>", [](Request& request, int n) {
        if (n == 1)
            request.after_this_request(
                [n](Response& r) { r.set_cookie("seen", std::to_string(n)); });
        return Response("x");
    });
    TestClient client(app);
    EXPECT_EQ(client.get("/1").header("Set-Cookie"), "seen=1; Path=/");
    EXPECT_EQ(client.get("/2").header("Set-Cookie"), "");
}

TEST_F(AfterThisRequest, RunsBeforeAfterRequestAndInTheOrderOfTheCalls)
{
    app.before_request([this](Request& request) { request.after_this_request(note("first")); });
    app.after_request([this](Request& request, Response&) {
        order.push_back("after_request");
        request.after_this_request(note("too late"));
    });
    app.get("/", [this](Request& request) {
        request.after_this_request([this, &request](Response&) {
            order.push_back("second");
            request.after_this_request(note("third"));
        });
        return Response("x");
    });
    TestClient client(app);
    client.get("/");
    EXPECT_THAT(order, ElementsAre("first", "second", "third", "after_request"));
}

TEST_F(AfterThisRequest, RunsForErrorPagesAndBeforeTheSessionIsSaved)
{
    app.get("/", [](Request& request, Session&) -> Response {
        request.after_this_request(
            [&request](Response& response) { request.session()["n"] = response.status; });
        abort(404);
    });
    TestClient client(app);
    EXPECT_EQ(client.get("/").status, 404);
    client.session_transaction([](Session& session) { EXPECT_TRUE(session["n"] == 404); });
}

TEST_F(AfterThisRequest, ThatThrowsGivesA500)
{
    app.get("/", [](Request& request) {
        request.after_this_request([](Response&) { throw std::runtime_error("on purpose"); });
        return Response("x");
    });
    TestClient client(app);
    EXPECT_EQ(client.get("/").status, 500);
}

TEST_F(AfterThisRequest, RunsForATask)
{
    app.get("/", [](Request& request) -> Task<Response> {
        request.after_this_request([](Response& response) { response.status = 202; });
        co_return Response("x");
    });
    TestClient client(app);
    EXPECT_EQ(client.get("/").status, 202);
}

} // namespace
