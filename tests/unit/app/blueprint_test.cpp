#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace costrel;
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

struct NotHere : HttpError {
    NotHere() : HttpError(404, "not here") {}
};

// Each error by the name of the handler that answered it.
class ErrorHandlers {
public:
    App app;

    ErrorHandlers()
    {
        app.get("/abort", []() -> Response { abort(404); });
        app.get("/not-here", []() -> Response { throw NotHere(); });
        app.get("/very-broken", []() -> Response { throw VeryBroken("very"); });
        app.get("/range", []() -> Response { throw std::out_of_range("range"); });
        app.get("/number", []() -> Response { throw 42; });
        app.get("/key", [](Request& request) { return request.form["a"]; });
        app.post("/form", [](Request& request) { return request.form["a"]; });
        app.get("/folder/", [] { return std::string("a folder"); });
    }
    template <class E>
    ErrorHandlers& on(std::string name)
    {
        app.errorhandler<E>([name](Request&, const E&) { return Response(name); });
        return *this;
    }
    ErrorHandlers& on(int status, std::string name)
    {
        app.errorhandler(status, [name](Request&, const HttpError&) { return Response(name); });
        return *this;
    }
    std::string get(std::string_view path)
    {
        TestClient client(app);
        const auto response = client.get(path);
        return response.status == 200 ? response.body : std::to_string(response.status);
    }
    std::string post(std::string_view path, std::size_t fields)
    {
        TestClient client(app);
        const auto response = client.post(path, costrel::TestFields(fields, {"b", "c"}));
        return response.status == 200 ? response.body : std::to_string(response.status);
    }
};

// As Flask's of HTTPException does.
TEST(ErrorHandler, OfHttpErrorSeesEveryError)
{
    ErrorHandlers handlers;
    handlers.app.errorhandler<HttpError>([](Request&, const HttpError& error) {
        std::string text = std::to_string(error.status());
        try {
            if (error.original_exception())
                std::rethrow_exception(error.original_exception());
        } catch (const std::exception& original) {
            text += std::string(" for ") + original.what();
        } catch (...) {
            text += " for something";
        }
        return Response(text);
    });
    EXPECT_EQ(handlers.get("/nowhere"), "404");
    EXPECT_EQ(handlers.post("/abort", 1), "405");
    EXPECT_EQ(handlers.get("/abort"), "404");
    EXPECT_EQ(handlers.get("/not-here"), "404");
    EXPECT_EQ(handlers.get("/key"), "400");
    EXPECT_EQ(handlers.post("/form", 1001), "413");
    EXPECT_EQ(handlers.get("/range"), "500 for range");
    EXPECT_EQ(handlers.get("/number"), "500 for something");
    EXPECT_EQ(handlers.get("/folder"), "308"); // no error
}

TEST(ErrorHandler, OfStdExceptionSeesErrorsOfRoutesToo)
{
    ErrorHandlers handlers;
    handlers.on<std::exception>("any");
    EXPECT_EQ(handlers.get("/nowhere"), "any");
    EXPECT_EQ(handlers.post("/abort", 1), "any");
    EXPECT_EQ(handlers.get("/range"), "any");
    EXPECT_EQ(handlers.get("/number"), "any"); // as the 500 that it becomes
}

TEST(ErrorHandler, OfTheMostDerivedTypeAnswersWhicheverWasRegisteredFirst)
{
    for (const bool general_first : {true, false}) {
        ErrorHandlers handlers;
        if (general_first)
            handlers.on<std::exception>("any").on<std::runtime_error>("runtime").on<Broken>(
                "broken");
        handlers.on<VeryBroken>("very").on<HttpError>("http").on<NotHere>("not here");
        if (!general_first)
            handlers.on<Broken>("broken").on<std::runtime_error>("runtime").on<std::exception>(
                "any");
        EXPECT_EQ(handlers.get("/very-broken"), "very");
        EXPECT_EQ(handlers.get("/range"), "any");
        EXPECT_EQ(handlers.get("/nowhere"), "http");
        EXPECT_EQ(handlers.get("/not-here"), "not here");
        EXPECT_EQ(handlers.get("/number"), "http");
    }
}

TEST(ErrorHandler, OfAStatusStandsBetweenAClassOfThatStatusAndHttpError)
{
    ErrorHandlers handlers;
    handlers.on<HttpError>("http").on(404, "status").on<NotHere>("not here").on(500, "500");
    EXPECT_EQ(handlers.get("/not-here"), "not here");
    EXPECT_EQ(handlers.get("/abort"), "status");
    EXPECT_EQ(handlers.get("/nowhere"), "status");
    EXPECT_EQ(handlers.get("/range"), "500");
    EXPECT_EQ(handlers.post("/abort", 1), "http");
}

TEST(ErrorHandler, RegisteredLaterForTheSameCounts)
{
    ErrorHandlers handlers;
    handlers.on(404, "first").on<Broken>("first").on(404, "second").on<Broken>("second");
    EXPECT_EQ(handlers.get("/nowhere"), "second");
    EXPECT_EQ(handlers.get("/very-broken"), "second");
}

// Flask looks for handlers of the status in all blueprints before those of more general types.
TEST(ErrorHandler, OfAnApplicationForAStatusGoesBeforeABlueprintsOfHttpError)
{
    App app;
    app.errorhandler(404, [](Request&, const HttpError&) { return Response("app 404"); });
    app.errorhandler<VeryBroken>([](Request&, const VeryBroken&) { return Response("app very"); });
    Blueprint api("api", {.url_prefix = "/api"});
    api.errorhandler<HttpError>([](Request&, const HttpError&) { return Response("api http"); });
    api.errorhandler<Broken>([](Request&, const Broken&) { return Response("api broken"); });
    api.get("/404", []() -> Response { abort(404); });
    api.get("/403", []() -> Response { abort(403); });
    api.get("/broken", []() -> Response { throw VeryBroken("very"); });
    app.register_blueprint(std::move(api));
    TestClient client(app);
    EXPECT_EQ(client.get("/api/404").body, "app 404");
    EXPECT_EQ(client.get("/api/403").body, "api http");
    EXPECT_EQ(client.get("/api/broken").body, "api broken");
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
