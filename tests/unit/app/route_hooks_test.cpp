#include <costrel/costrel.hpp>
#include <costrel/csrf.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

namespace {

using namespace costrel;
using ::testing::ElementsAre;

std::optional<Response> login_required(Session& session)
{
    if (session.contains("user"))
        return std::nullopt;
    return redirect("/login");
}

class RouteHooks : public ::testing::Test {
protected:
    auto before(const char* what)
    {
        return [this, what](Request&) { order.emplace_back(what); };
    }
    auto after(const char* what)
    {
        return [this, what](Request&, Response&) { order.emplace_back(what); };
    }

    App app{{.secret_key = "dev"}};
    std::vector<std::string> order;
};

TEST_F(RouteHooks, RunForTheirRouteAlone)
{
    app.get("/private", [] { return std::string("secret"); }).before_request(login_required);
    app.get("/public", [] { return std::string("open"); });
    TestClient client(app);
    EXPECT_EQ(client.get("/private").header("Location"), "/login");
    EXPECT_EQ(client.get("/public").body, "open");
    client.session_transaction([](Session& session) { session["user"] = "ann"; });
    EXPECT_EQ(client.get("/private").body, "secret");
}

TEST_F(RouteHooks, RunWithinThoseOfTheBlueprintAndTheApplication)
{
    Blueprint admin("admin");
    admin
        .get("/",
             [this] {
                 order.emplace_back("handler");
                 return std::string("x");
             })
        .before_request(before("route"))
        .before_request(before("route again"))
        .after_request(after("after route"))
        .after_request(after("after route again"));
    admin.before_request(before("blueprint"));
    admin.after_request(after("after blueprint"));
    app.register_blueprint(std::move(admin));
    app.before_request(before("application"));
    app.after_request(after("after application"));
    TestClient client(app);
    client.get("/");
    EXPECT_THAT(order, ElementsAre("application", "blueprint", "route", "route again", "handler",
                                   "after route again", "after route", "after blueprint",
                                   "after application"));
}

TEST_F(RouteHooks, BeforeDoesNotRunWithoutAHandlerAndAfterSeesEveryResponse)
{
    app.post("/form", [] { return std::string("x"); })
        .before_request(before("before"))
        .after_request(after("after"));
    TestClient client(app);
    const TestRequest coded{.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                        {"Content-Encoding", "gzip"}},
                            .body = "a=b"};
    EXPECT_EQ(client.open("POST", "/form", coded).status, 415);
    EXPECT_THAT(order, ElementsAre("after"));
    order.clear();
    EXPECT_EQ(client.get("/elsewhere").status, 404);
    EXPECT_THAT(order, ElementsAre());
}

TEST_F(RouteHooks, ThatTakeTheSessionHaveItLoaded)
{
    App stored({.secret_key = "dev", .session_store = "memory:"});
    stored.get("/", [] { return std::string("secret"); }).before_request(login_required);
    TestClient client(stored);
    EXPECT_EQ(client.get("/").status, 302);
    client.session_transaction([](Session& session) { session["user"] = "ann"; });
    EXPECT_EQ(client.get("/").body, "secret");
}

TEST_F(RouteHooks, MayBeThoseOfATask)
{
    app.get("/", []() -> Task<Response> { co_return "x"; })
        .before_request(login_required)
        .after_request([](Request&, Response& response) { response.headers.set("X-A", "b"); });
    TestClient client(app);
    const TestResponse response = client.get("/");
    EXPECT_EQ(response.status, 302);
    EXPECT_EQ(response.header("X-A"), "b");
}

TEST_F(RouteHooks, ThatThrowAreErrorsOfTheRequest)
{
    app.get("/", [] { return std::string("x"); }).before_request([](Request&) { abort(403); });
    TestClient client(app);
    EXPECT_EQ(client.get("/").status, 403);
}

} // namespace
