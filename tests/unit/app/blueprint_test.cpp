#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace costrel;
using costrel::testing::TestClient;
using ::testing::ElementsAre;

Response dashboard(Request& request)
{
    return std::string(request.endpoint) + " " + request.url_for(".dashboard");
}
Response show(int id)
{
    return std::to_string(id);
}
Response home(Request& request)
{
    return request.url_for<dashboard>() + " " + request.url_for("admin.users.show", 7) + " [" +
           std::string(request.blueprint) + "]";
}

App make_app()
{
    Blueprint users("users", {.url_prefix = "/users/"});
    users.get<show>("/<int:id>");
    Blueprint admin("admin", {.url_prefix = "/admin"});
    admin.get<dashboard>("/");
    admin.register_blueprint(std::move(users));
    App app({.secret_key = "dev"});
    app.get<home>("/");
    app.register_blueprint(std::move(admin));
    return app;
}

TEST(Blueprint, PutsItsPrefixBeforeItsRoutes)
{
    App app = make_app();
    TestClient client(app);
    EXPECT_EQ(client.get("/admin/").body, "admin.dashboard /admin/");
    EXPECT_EQ(client.get("/admin").status, 308);
    EXPECT_EQ(client.get("/admin/users/42").body, "42");
    EXPECT_EQ(client.get("/users/42").status, 404);
}

TEST(Blueprint, NamesItsEndpoints)
{
    App app = make_app();
    TestClient client(app);
    EXPECT_EQ(client.get("/").body, "/admin/ /admin/users/7 []");
}

TEST(Blueprint, RefusesABadNameOrPrefix)
{
    EXPECT_THROW(Blueprint(""), std::invalid_argument);
    EXPECT_THROW(Blueprint("a.b"), std::invalid_argument);
    EXPECT_THROW(Blueprint("a", {.url_prefix = "admin"}), std::invalid_argument);
    EXPECT_THROW(Blueprint("a", {.url_prefix = "/<name>"}), std::invalid_argument);
    App app = make_app();
    EXPECT_THROW(app.register_blueprint(Blueprint("admin")), std::invalid_argument);
}

// What ran, in order.
class Trace {
public:
    auto before(std::string name)
    {
        return [this, name](Request&) { seen.push_back("before " + name); };
    }
    auto after(std::string name)
    {
        return [this, name](Request&, Response&) { seen.push_back("after " + name); };
    }
    auto teardown(std::string name)
    {
        return [this, name](Request&, const std::exception* error) {
            seen.push_back("teardown " + name + (error ? std::string(": ") + error->what() : ""));
        };
    }

    std::vector<std::string> seen;
};

class Hooks : public ::testing::Test {
protected:
    Hooks()
    {
        Blueprint inner("inner", {.url_prefix = "/inner"});
        inner.before_request(trace.before("inner"));
        inner.after_request(trace.after("inner 1"));
        inner.after_request(trace.after("inner 2"));
        inner.teardown_request(trace.teardown("inner"));
        inner.get("/ok", [this] {
            trace.seen.push_back("handler");
            return Response("ok");
        });
        inner.get("/fails", []() -> Response { throw std::runtime_error("on purpose"); });
        app.before_request(trace.before("app"));
        app.after_request(trace.after("app"));
        app.teardown_request(trace.teardown("app"));
        app.register_blueprint(std::move(inner));
        app.get("/", [] { return Response("home"); });
    }

    Trace trace;
    App app{{.secret_key = "dev"}};
};

TEST_F(Hooks, RunAroundTheHandlerFromTheOutsideIn)
{
    TestClient client(app);
    client.get("/inner/ok");
    EXPECT_THAT(trace.seen,
                ElementsAre("before app", "before inner", "handler", "after inner 2",
                            "after inner 1", "after app", "teardown inner", "teardown app"));
}

TEST_F(Hooks, OfABlueprintRunOnlyAroundItsOwnRoutes)
{
    TestClient client(app);
    client.get("/");
    EXPECT_THAT(trace.seen, ElementsAre("before app", "after app", "teardown app"));
    trace.seen.clear();
    client.get("/inner/nowhere");
    EXPECT_THAT(trace.seen, ElementsAre("before app", "after app", "teardown app"));
}

TEST_F(Hooks, TeardownLearnsOfAnExceptionThatNobodyAnswered)
{
    TestClient client(app);
    EXPECT_EQ(client.get("/inner/fails").status, 500);
    EXPECT_THAT(trace.seen,
                ElementsAre("before app", "before inner", "after inner 2", "after inner 1",
                            "after app", "teardown inner: on purpose", "teardown app: on purpose"));
}

TEST(BeforeRequest, CanAnswerInThePlaceOfTheHandler)
{
    App app({.secret_key = "dev"});
    app.before_request([](Request& request, Session& session) -> std::optional<Response> {
        if (request.path != "/login" && !session.contains("user"))
            return redirect("/login");
        return std::nullopt;
    });
    app.get("/", [] { return Response("inside"); });
    app.get("/login", [](Session& session) {
        session["user"] = "ann";
        return Response("welcome");
    });
    TestClient client(app);
    EXPECT_EQ(client.get("/").header("Location"), "/login");
    client.get("/login");
    EXPECT_EQ(client.get("/").body, "inside");
}

TEST(BeforeRequest, SeesTheArgumentsAndTheForm)
{
    App app;
    app.before_request([](Request& request) -> std::optional<Response> {
        return Response(request.args.get("x", "?") + request.form.get("y", "?"));
    });
    app.post("/", [] { return Response(200); });
    TestClient client(app);
    EXPECT_EQ(client.post("/?x=1", {{"y", "2"}}).body, "12");
}

TEST(AfterRequest, MayChangeTheAnswerAndTheSession)
{
    App app({.secret_key = "dev"});
    app.after_request([](Request& request, Response& response) {
        response.headers.set("X-Frame-Options", "DENY");
        request.session()["last"] = std::string(request.path);
    });
    app.get("/", [] { return Response("home"); });
    TestClient client(app);
    EXPECT_EQ(client.get("/").header("X-Frame-Options"), "DENY");
    EXPECT_TRUE(client.cookie("session"));
    EXPECT_EQ(client.get("/nowhere").header("X-Frame-Options"), "DENY");
}

TEST(AfterRequest, ThatThrowsGivesA500)
{
    App app({.secret_key = "dev"});
    app.after_request([](Request&, Response&) { throw std::runtime_error("on purpose"); });
    app.get("/", [] { return Response("home"); });
    TestClient client(app);
    EXPECT_EQ(client.get("/").status, 500);
}

struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct VeryBroken : Broken {
    using Broken::Broken;
};

App make_app_with_error_handlers()
{
    App app({.secret_key = "dev"});
    app.errorhandler(404, [](Request& request, const HttpError& error) {
        return Response(html("nothing at {}, {}", request.path, error.what())).with_status(404);
    });
    app.errorhandler(405,
                     [](Request&, const HttpError&) { return Response("no").with_status(405); });
    app.errorhandler(500,
                     [](Request&, const HttpError&) { return Response("oh").with_status(500); });
    app.errorhandler<Broken>([](Request&, const Broken& error) {
        return Response(std::string("broken: ") + error.what()).with_status(503);
    });
    app.errorhandler(418, [](Request&, const HttpError&) -> Response {
        throw std::runtime_error("the handler itself");
    });
    app.get("/", [] { return Response("home"); });
    app.get("/abort", []() -> Response { abort(404); });
    app.get("/teapot", []() -> Response { abort(418); });
    app.get("/forbidden", []() -> Response { abort(403); });
    app.get("/broken", []() -> Response { throw VeryBroken("very"); });
    app.get("/other", []() -> Response { throw std::logic_error("other"); });
    app.get("/task", []() -> Task<Response> {
        throw Broken("later");
        co_return Response(200);
    });
    Blueprint api("api", {.url_prefix = "/api"});
    api.errorhandler(404, [](Request&, const HttpError&) {
        return Response(std::string("{}")).with_status(404);
    });
    api.get("/abort", []() -> Response { abort(404); });
    api.get("/broken", []() -> Response { throw Broken("api"); });
    app.register_blueprint(std::move(api));
    return app;
}

TEST(ErrorHandler, AnswersItsStatus)
{
    App app = make_app_with_error_handlers();
    TestClient client(app);
    EXPECT_EQ(client.get("/%3Cb%3E").body, "nothing at /&lt;b&gt;, Not Found");
    EXPECT_EQ(client.get("/abort").status, 404);
    EXPECT_EQ(client.open("DELETE", "/").body, "no");
    EXPECT_EQ(client.open("DELETE", "/").header("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(client.get("/forbidden").status, 403);
}

TEST(ErrorHandler, AnswersExceptionsOfItsTypeAndThoseDerivedFromIt)
{
    App app = make_app_with_error_handlers();
    TestClient client(app);
    EXPECT_EQ(client.get("/broken").body, "broken: very");
    EXPECT_EQ(client.get("/broken").status, 503);
    EXPECT_EQ(client.get("/task").body, "broken: later");
}

TEST(ErrorHandler, Of500TakesWhatNobodyElseTakes)
{
    App app = make_app_with_error_handlers();
    TestClient client(app);
    EXPECT_EQ(client.get("/other").body, "oh");
    EXPECT_EQ(client.get("/other").status, 500);
}

TEST(ErrorHandler, OfABlueprintComesFirstForItsRoutes)
{
    App app = make_app_with_error_handlers();
    TestClient client(app);
    EXPECT_EQ(client.get("/api/abort").body, "{}");
    EXPECT_EQ(client.get("/api/broken").body, "broken: api"); // the application's
}

TEST(ErrorHandler, ThatThrowsItselfGivesThePlain500)
{
    App app = make_app_with_error_handlers();
    TestClient client(app);
    EXPECT_EQ(client.get("/teapot").status, 500);
    EXPECT_EQ(client.get("/teapot").header("Content-Length"), "265");
}

} // namespace
