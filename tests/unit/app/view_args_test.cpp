#include <costrel/costrel.hpp>
#include <costrel/json.hpp>
#include <costrel/testing.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace costrel;

Response shown(Request& request)
{
    return json_dumps(request.view_args(), JsonStyle::python);
}

class ViewArgs : public ::testing::Test {
protected:
    App app;
};

TEST_F(ViewArgs, HasTheVariablesOfThePathConvertedAsThePatternSays)
{
    app.get("/<int:id>/<float:x>/<uuid:u>-<any(left,right):side>/<path:rest>",
            [](Request& request, int, double, Uuid, std::string, std::string) {
                const Dict args = request.view_args();
                EXPECT_EQ(args["id"].get<int>(), 7);
                EXPECT_EQ(args["x"].get<double>(), 1.5);
                EXPECT_EQ(args["u"].get<Uuid>().hex(), "12345678123456781234567812345678");
                EXPECT_EQ(args["side"].get<std::string>(), "left");
                EXPECT_EQ(args["rest"].get<std::string>(), "a/ö");
                EXPECT_EQ(args.size(), 5U);
                return Response("seen");
            });
    TestClient client(app);
    EXPECT_EQ(client.get("/007/1.5/12345678-1234-5678-1234-567812345678-left/a/%C3%B6").body,
              "seen");
}

TEST_F(ViewArgs, AreThereBeforeTheHandlerRuns)
{
    app.before_request([](Request& request) -> std::optional<Response> {
        if (request.view_args().contains("id") && request.view_args()["id"].get<int>() > 9)
            return shown(request);
        return std::nullopt;
    });
    app.get("/<int:id>", [](int id) { return std::to_string(id); });
    TestClient client(app);
    EXPECT_EQ(client.get("/9").body, "9");
    EXPECT_EQ(client.get("/10").body, "{\"id\": 10}");
}

TEST_F(ViewArgs, AreEmptyWhereNoHandlerIsAsked)
{
    app.before_request([](Request& request) -> std::optional<Response> { return shown(request); });
    app.get("/<int:id>/", [](int) { return Response(200); });
    TestClient client(app);
    EXPECT_EQ(client.get("/x").body, "{}");
    EXPECT_EQ(client.get("/1").body, "{}");              // a redirect to the slash
    EXPECT_EQ(client.open("OPTIONS", "/1/").body, "{}"); // costrel responds
    EXPECT_EQ(client.open("DELETE", "/1/").body, "{}");  // 405
    EXPECT_EQ(client.get("/1/").body, "{\"id\": 1}");
}

TEST_F(ViewArgs, KeepANumberOfAnySize)
{
    app.before_request([](Request& request) -> std::optional<Response> { return shown(request); });
    app.get("/<int:id>", [](int) { return Response(200); });
    TestClient client(app);
    EXPECT_EQ(client.get("/00018446744073709551617").body, "{\"id\": 18446744073709551617}");
    EXPECT_EQ(client.get("/000").body, "{\"id\": 0}");
}

TEST_F(ViewArgs, OfATaskLastAsLongAsItsRequest)
{
    app.get("/<name>", [](Request& request, std::string) -> Task<std::string> {
        const auto inner = [](Request& r) -> Task<std::string> {
            co_return r.view_args()["name"].get<std::string>();
        };
        co_return co_await inner(request);
    });
    TestClient client(app);
    EXPECT_EQ(client.get("/J%C3%B6rg").body, "Jörg");
}

TEST_F(ViewArgs, AKeyThatIsNoVariableIsAnError)
{
    app.get("/<name>", [](Request& request, std::string) {
        EXPECT_THROW(request.view_args()["nome"], ValueKeyError);
        return Response("seen");
    });
    TestClient client(app);
    EXPECT_EQ(client.get("/x").body, "seen");
}

} // namespace
