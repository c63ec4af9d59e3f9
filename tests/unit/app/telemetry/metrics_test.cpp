#include "unit/app/exposition_reader.hpp"

#include <costrel/costrel.hpp>
#include <costrel/metrics.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace costrel::inline v1 {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Response counted(Session& session)
{
    session["n"] = session.get("n", 0) + 1;
    return "counted";
}

Response slow()
{
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    return 299;
}

Response broken()
{
    throw std::runtime_error("on purpose");
}

Task<Response> later()
{
    co_return Response(202);
}

App make_app()
{
    App app({.secret_key = "192b9bdd22ab9ed4d12e236c78afcb9a"});
    app.route<counted>("/", {GET, POST});
    app.get<slow>("/slow");
    app.get<broken>("/broken");
    app.get<later>("/later");
    app.get("/lambda/<int:id>/<name>.html", [](int, std::string) { return Response(204); });
    app.get("/\"quoted\"", [] { return Response(200); });
    app.get<metrics>("/metrics");
    app.get<healthz>("/healthz");
    return app;
}

struct Metrics : ::testing::Test {
    App app = make_app();
    TestClient client{app};

    ExpositionReader scrape() { return ExpositionReader(client.get("/metrics").body); }
};

TEST_F(Metrics, AreAPageOfPrometheus)
{
    const TestResponse page = client.get("/metrics");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(page.header("Cache-Control"), "no-store");
    EXPECT_EQ(page.header("Vary"), ""); // it looks at no session
    EXPECT_NO_THROW(ExpositionReader{page.body}) << page.body;
}

TEST_F(Metrics, CountRequestsByEndpointMethodAndStatus)
{
    client.get("/");
    client.get("/");
    client.post("/", {});
    client.open("HEAD", "/");
    client.open("BREW", "/");
    client.open("OPTIONS", "/");
    client.get("/slow");
    client.get("/broken");
    client.get("/later");
    client.get("/lambda/7/x.html");
    client.get("/%22quoted%22");
    client.get("/nowhere");
    client.get("/nowhere-else");
    client.get("/%00");

    const ExpositionReader page = scrape();
    const auto requests = [&](const std::string& labels) {
        return page["costrel_requests_total{" + labels + "}"];
    };
    EXPECT_EQ(requests(R"(endpoint="counted",method="GET",status="200")"), 2);
    EXPECT_EQ(requests(R"(endpoint="counted",method="POST",status="200")"), 1);
    EXPECT_EQ(requests(R"(endpoint="counted",method="HEAD",status="200")"), 1);
    EXPECT_EQ(requests(R"(endpoint="counted",method="OPTIONS",status="200")"), 1);
    EXPECT_EQ(requests(R"(endpoint="-",method="other",status="405")"), 1);
    EXPECT_EQ(requests(R"(endpoint="slow",method="GET",status="2xx")"), 1);
    EXPECT_EQ(requests(R"(endpoint="broken",method="GET",status="500")"), 1);
    EXPECT_EQ(requests(R"(endpoint="later",method="GET",status="202")"), 1);
    EXPECT_EQ(requests(R"(endpoint="/lambda/<id>/<name>.html",method="GET",status="204")"), 1);
    EXPECT_EQ(requests(R"(endpoint="/\"quoted\"",method="GET",status="200")"), 1);
    EXPECT_EQ(requests(R"(endpoint="-",method="GET",status="404")"), 2);
    EXPECT_EQ(requests(R"(endpoint="-",method="GET",status="400")"), 1);
    EXPECT_EQ(requests(R"(endpoint="metrics",method="GET",status="200")"), -1) << "not done yet";
    EXPECT_EQ(scrape()[R"(costrel_requests_total{endpoint="metrics",method="GET",status="200"})"],
              1);
}

TEST_F(Metrics, MeasureHowLongAnswersTake)
{
    client.get("/slow");
    client.get("/slow");
    const ExpositionReader page = scrape();
    const auto bucket = [&](const std::string& le) {
        return page["costrel_request_duration_seconds_bucket{endpoint=\"slow\",le=\"" + le + "\"}"];
    };
    EXPECT_EQ(bucket("0.025"), 0);
    EXPECT_EQ(bucket("+Inf"), 2);
    EXPECT_EQ(page["costrel_request_duration_seconds_count{endpoint=\"slow\"}"], 2);
    EXPECT_GE(page["costrel_request_duration_seconds_sum{endpoint=\"slow\"}"], 0.06);
    EXPECT_TRUE(bucket("0.1") < 2 ||
                page["costrel_request_duration_seconds_sum{endpoint=\"slow\"}"] <= 0.2);
    EXPECT_EQ(page.types.at("costrel_request_duration_seconds"), "histogram");
}

TEST_F(Metrics, TellWhatBecameOfSessions)
{
    client.get("/");
    client.get("/");
    client.set_cookie("session", "forged");
    client.get("/");
    const ExpositionReader page = scrape();
    EXPECT_EQ(page[R"(costrel_sessions_opened_total{origin="none"})"], 1);
    EXPECT_EQ(page[R"(costrel_sessions_opened_total{origin="opened"})"], 1);
    EXPECT_EQ(page[R"(costrel_sessions_opened_total{origin="bad_signature"})"], 1);
    EXPECT_EQ(page[R"(costrel_sessions_opened_by_key_total{key="0"})"], 1);
    EXPECT_EQ(page[R"(costrel_sessions_opened_by_key_total{key="1"})"], 0);
    EXPECT_EQ(page["costrel_sessions_saved_total"], 3);
    EXPECT_EQ(page["costrel_session_cookies_too_large_total"], 0);
}

TEST(MetricsOfAStore, TellWhatItWasAskedAndWhatBecameOfIt)
{
    App app({.secret_key = "192b9bdd22ab9ed4d12e236c78afcb9a", .session_store = "memory:"});
    app.get("/", [](Session& session) { return std::to_string(session.add("n")); });
    app.get<metrics>("/metrics");
    TestClient client(app);
    client.get("/");
    client.get("/");
    const ExpositionReader page(client.get("/metrics").body);
    const auto calls = [&](const char* op, const char* outcome) {
        return page[std::string("costrel_session_store_calls_total{op=\"") + op + "\",outcome=\"" +
                    outcome + "\"}"];
    };
    EXPECT_EQ(calls("insert", "done"), 1);
    EXPECT_EQ(calls("load", "done"), 1);
    EXPECT_EQ(calls("load", "missing"), 0);
    EXPECT_EQ(calls("replace", "done"), 1);
    EXPECT_EQ(calls("replace", "conflict"), 0);
    EXPECT_EQ(calls("erase", "failed"), 0);
    EXPECT_EQ(page[R"(costrel_session_store_seconds_count{op="replace"})"], 1);
    EXPECT_EQ(page[R"(costrel_session_store_seconds_bucket{op="replace",le="+Inf"})"], 1);
    EXPECT_EQ(page[R"(costrel_session_store_seconds_bucket{op="erase",le="0.0001"})"], 0);
    EXPECT_GE(page[R"(costrel_session_store_seconds_sum{op="replace"})"], 0);
    EXPECT_EQ(page["costrel_session_store_in_flight"], 0);
    EXPECT_EQ(page["costrel_session_store_connections"], 0);
    EXPECT_EQ(page["costrel_session_rotated_total"], 0);
    EXPECT_EQ(page[R"(costrel_session_outage_total{policy="stale"})"], 0);
    EXPECT_EQ(page["costrel_session_merges_total"], 0);
    EXPECT_EQ(page["costrel_session_ended_meanwhile_total"], 0);
}

TEST_F(Metrics, HaveASeriesForEachRuleThoughNothingWasRefused)
{
    const ExpositionReader page = scrape();
    EXPECT_EQ(page[R"(costrel_refused_requests_total{rule="host"})"], 0);
    EXPECT_EQ(page[R"(costrel_refused_requests_total{rule="header_timeout"})"], -1);
    EXPECT_EQ(page[R"(costrel_timeouts_total{kind="header"})"], 0);
    EXPECT_EQ(page["costrel_blocking_refused_total"], 0);
    EXPECT_EQ(page["costrel_connections"], 0); // the test client has none
    EXPECT_GT(page["process_start_time_seconds"], 1.7e9);
}

// Nothing that a client sends makes a new series, but the endpoints, methods and statuses that
// there are.
TEST_F(Metrics, DoNotGrowWithWhatClientsSend)
{
    client.get("/nowhere");
    client.open("BREW", "/nowhere");
    scrape();
    const std::size_t before = scrape().samples.size();
    for (int i = 0; i < 200; ++i) {
        client.get("/nowhere/" + std::to_string(i));
        client.open("BREW" + std::to_string(i), "/nowhere/" + std::to_string(i));
    }
    EXPECT_EQ(scrape().samples.size(), before);
}

TEST(MetricsOfAHandler, CountFromTheirFirstCallOn)
{
    App app;
    app.get("/", [] { return Response(200); }).name("index");
    app.get("/numbers",
            [](Request& request) -> Response {
                return request.args.get("key") == "right" ? metrics(request) : Response(403);
            })
        .name("numbers");
    TestClient client(app);
    client.get("/");
    EXPECT_EQ(client.get("/numbers").status, 403);
    EXPECT_THAT(client.get("/numbers?key=right").body, Not(HasSubstr("endpoint=\"index\"")));
    client.get("/");
    EXPECT_THAT(
        client.get("/numbers?key=right").body,
        HasSubstr("costrel_requests_total{endpoint=\"index\",method=\"GET\",status=\"200\"} "
                  "1\n"));
}

TEST_F(Metrics, HealthIsOkWhileTheServerIsNotStopping)
{
    const TestResponse health = client.get("/healthz");
    EXPECT_EQ(health.status, 200);
    EXPECT_EQ(health.body, "ok\n");
    EXPECT_EQ(health.header("Cache-Control"), "no-store");
}

} // namespace
} // namespace costrel::inline v1
