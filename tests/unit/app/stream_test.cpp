#include "log_taker.hpp"

#include <costrel/costrel.hpp>
#include <costrel/stream.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using namespace costrel;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Notes when it goes.
struct Guard {
    std::vector<std::string>& events;
    std::string name;
    ~Guard() { events.push_back(name); }
};

std::vector<std::string> events;

Stream rows(Request& request)
{
    co_yield Response("id,name\n").with("Content-Type", "text/csv; charset=utf-8").with("X-A", "b");
    for (int i = 1; i <= 3; ++i)
        co_yield std::to_string(i) + "," + request.args.get("name") + "\n";
}
Stream plain()
{
    co_yield "one, ";
    const std::string two = "two, ";
    co_yield two;
    co_yield std::string_view("three, ");
    co_yield html("<b>{}</b>", "4");
}
Stream nothing()
{
    co_return;
}
Stream broken()
{
    co_yield std::string(100'000, 'x'); // is sent
    throw std::runtime_error("broken on purpose");
}
Stream broken_at_once()
{
    throw std::runtime_error("broken before");
    co_yield "never";
}
Stream aborted()
{
    abort(403);
    co_yield "never";
}
Stream user(std::string name, int number)
{
    co_yield html("<p>{}</p>", name);
    co_yield std::to_string(number);
}
Task<std::string> later(std::string text)
{
    co_return text + " awaited";
}
Stream awaiting()
{
    co_yield co_await later("first");
    co_yield co_await later(", second");
}
Stream counting(Session& session)
{
    session["count"] = session["count"].get(0) + 1;
    co_yield "counted ";
    co_yield std::to_string(session["count"].get<int>());
}
Stream broken_soon()
{
    co_yield "begun";
    throw std::runtime_error("broken soon");
}
Stream too_late(Session& session)
{
    static_cast<void>(session.contains("a"));
    co_yield "begun";
    session["a"] = 1;
}
Stream first_used_too_late(Session& session)
{
    co_yield "begun";
    static_cast<void>(session.contains("a"));
}
Stream second_head()
{
    co_yield "begun";
    co_yield Response("late");
}
Stream guarded(Request&)
{
    const Guard guard{events, "stream ended"};
    co_yield "a";
    co_yield "b";
}
Stream lines(int count)
{
    for (int i = 0; i < count; ++i)
        co_yield "line\n";
}
Response made()
{
    return Response(lines(3)).with("Content-Type", "text/csv").with_status(201);
}
Stream made_broken_stream()
{
    co_yield std::string(100'000, 'x');
    throw std::runtime_error("broken too");
}
Response made_broken()
{
    return made_broken_stream();
}
Response made_of_a_request(Request& request)
{
    return rows(request);
}
Response made_with_a_head()
{
    return second_head();
}

App make_app()
{
    App app({.secret_key = "any random string"});
    app.get<rows>("/rows");
    app.get<plain>("/plain");
    app.get<nothing>("/nothing");
    app.get<broken>("/broken");
    app.get<broken_soon>("/broken-soon");
    app.get<broken_at_once>("/broken-at-once");
    app.get<aborted>("/aborted");
    app.get<user>("/user/<name>/<int:number>");
    app.get<awaiting>("/awaiting");
    app.get<counting>("/counting");
    app.get<too_late>("/too-late");
    app.get<first_used_too_late>("/first-used-too-late");
    app.get<second_head>("/second-head");
    app.get<guarded>("/guarded");
    app.get<made>("/made");
    app.get<made_broken>("/made-broken");
    app.get<made_of_a_request>("/made-of-a-request");
    app.get<made_with_a_head>("/made-with-a-head");
    app.get("/lambda", []() -> Stream { co_yield "from a lambda"; });
    return app;
}

class StreamTest : public ::testing::Test {
protected:
    App app = make_app();
    TestClient client{app};
    LogTaker log;
};

TEST_F(StreamTest, BeginsWithAResponseThatHasTheHead)
{
    const TestResponse answer = client.get("/rows?name=ann");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Content-Type"), "text/csv; charset=utf-8");
    EXPECT_EQ(answer.header("X-A"), "b");
    EXPECT_EQ(answer.header("Transfer-Encoding"), "chunked");
    EXPECT_EQ(answer.body, "id,name\n1,ann\n2,ann\n3,ann\n");
    EXPECT_FALSE(answer.is_cut);
}

TEST_F(StreamTest, IsTextPlainOtherwise)
{
    const TestResponse answer = client.get("/plain");
    EXPECT_EQ(answer.header("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(answer.body, "one, two, three, <b>4</b>");
}

TEST_F(StreamTest, MayYieldNothing)
{
    const TestResponse answer = client.get("/nothing");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "");
    EXPECT_FALSE(answer.is_cut);
}

TEST_F(StreamTest, TakesTheVariablesOfThePath)
{
    EXPECT_EQ(client.get("/user/%3Cann%3E-who-has-a-long-name/7").body,
              "<p>&lt;ann&gt;-who-has-a-long-name</p>7");
    EXPECT_EQ(client.get("/lambda").body, "from a lambda");
}

TEST_F(StreamTest, MayAwaitTasks)
{
    EXPECT_EQ(client.get("/awaiting").body, "first awaited, second awaited");
}

TEST_F(StreamTest, IsRunToItsFirstYieldForHead)
{
    const TestResponse answer = client.open("HEAD", "/rows");
    EXPECT_EQ(answer.header("Content-Type"), "text/csv; charset=utf-8");
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(client.open("HEAD", "/broken-at-once").status, 500);
}

TEST_F(StreamTest, IsAHandlerLikeAnyOtherUntilItsFirstYield)
{
    EXPECT_EQ(client.get("/aborted").status, 403);
    const TestResponse answer = client.get("/broken-at-once");
    EXPECT_EQ(answer.status, 500);
    EXPECT_FALSE(answer.is_cut);
    EXPECT_THAT(log.text(), HasSubstr("Exception on /broken-at-once [GET]: broken before"));
}

TEST_F(StreamTest, ThatThrowsLaterIsLoggedAndCut)
{
    const TestResponse answer = client.get("/broken");
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.is_cut);
    EXPECT_THAT(log.text(), HasSubstr("Exception on /broken [GET]: broken on purpose"));
}

TEST_F(StreamTest, ThatThrowsBeforeAnythingIsSentIsA500)
{
    const TestResponse answer = client.get("/broken-soon");
    EXPECT_EQ(answer.status, 500);
    EXPECT_FALSE(answer.is_cut);
    EXPECT_THAT(log.text(), HasSubstr("Exception on /broken-soon [GET]: broken soon"));
}

TEST_F(StreamTest, MayChangeTheSessionUntilItsFirstYield)
{
    client.get("/counting");
    const TestResponse answer = client.get("/counting");
    EXPECT_EQ(answer.body, "counted 2");
    EXPECT_EQ(answer.header("Vary"), "Cookie");
    EXPECT_NE(answer.header("Set-Cookie"), "");
}

TEST_F(StreamTest, CannotChangeTheSessionAfterwards)
{
    EXPECT_EQ(client.get("/too-late").status, 500);
    EXPECT_THAT(log.text(), HasSubstr("first co_yield"));
}

TEST_F(StreamTest, CannotUseTheSessionForTheFirstTimeAfterwards)
{
    // Its answer would be one of this visitor, without the Vary that keeps it out of caches.
    const TestResponse answer = client.get("/first-used-too-late");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.header("Vary"), "");
    EXPECT_THAT(log.text(), HasSubstr("first co_yield"));
}

TEST_F(StreamTest, YieldsAResponseOnlyFirst)
{
    EXPECT_EQ(client.get("/second-head").status, 500);
    EXPECT_THAT(log.text(), HasSubstr("a Response only first of all"));
}

TEST_F(StreamTest, IsTornDownAfterItsEnd)
{
    App torn = make_app();
    torn.after_request([](Request&, Response& response) {
        events.push_back("after");
        response.headers.set("X-After", "1");
    });
    torn.teardown_request([](Request& request, const std::exception* error) {
        events.push_back("teardown " + std::string(request.path) + (error ? error->what() : ""));
    });
    TestClient visitor(torn);
    events.clear();
    const TestResponse answer = visitor.get("/guarded");
    EXPECT_EQ(answer.header("X-After"), "1");
    EXPECT_EQ(answer.body, "ab");
    EXPECT_THAT(events, ElementsAre("after", "stream ended", "teardown /guarded"));

    events.clear();
    visitor.open("HEAD", "/guarded");
    EXPECT_THAT(events, ElementsAre("after", "stream ended", "teardown /guarded"));

    events.clear();
    visitor.get("/broken");
    EXPECT_THAT(events, ElementsAre("after", "teardown /brokenbroken on purpose"));
}

TEST_F(StreamTest, IsDroppedWhenTheAnswerIsAnother)
{
    App other = make_app();
    other.after_request([](Request&, Response& response) { response.body = "other"; });
    TestClient visitor(other);
    events.clear();
    EXPECT_EQ(visitor.get("/guarded").body, "other");
    EXPECT_THAT(events, ElementsAre("stream ended"));
}

TEST_F(StreamTest, IsNotAskedWhenBeforeRequestAnswers)
{
    App other = make_app();
    other.before_request([]() -> std::optional<Response> { return Response("before"); });
    TestClient visitor(other);
    events.clear();
    EXPECT_EQ(visitor.get("/guarded").body, "before");
    EXPECT_THAT(events, ElementsAre());
}

TEST_F(StreamTest, CanBeMadeAResponse)
{
    const TestResponse answer = client.get("/made");
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.header("Content-Type"), "text/csv");
    EXPECT_EQ(answer.body, "line\nline\nline\n");
}

TEST_F(StreamTest, MadeAResponseIsLoggedWithItsRouteToo)
{
    EXPECT_TRUE(client.get("/made-broken").is_cut);
    EXPECT_THAT(log.text(), HasSubstr("Exception on /made-broken [GET]: broken too"));
}

TEST_F(StreamTest, MadeAResponseCannotTakeTheRequest)
{
    EXPECT_EQ(client.get("/made-of-a-request").status, 500);
    EXPECT_THAT(log.text(), HasSubstr("must be the handler itself"));
}

TEST_F(StreamTest, MadeAResponseCannotHaveAnotherHead)
{
    EXPECT_EQ(client.get("/made-with-a-head").status, 500);
}

TEST_F(StreamTest, EndsWithTheConnectionInHttp10)
{
    const std::string answer = client.exchange("GET /plain HTTP/1.0\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\n\r\none, two, three, <b>4</b>"));
    EXPECT_THAT(answer, Not(HasSubstr("Transfer-Encoding")));
}

} // namespace
