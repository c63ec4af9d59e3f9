// Ended sessions and keys in an application: its responses, its page of metrics, and what takes a
// SessionInterface.
#include "unit/app/exposition_reader.hpp"

#include <costrel/costrel.hpp>
#include <costrel/metrics.hpp>
#include <costrel/session/errors.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/session_observer.hpp>
#include <costrel/testing.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace {

using namespace costrel;

Response log_in(Session& session)
{
    login_user(session, "42");
    return "in";
}
Response log_out(Session& session)
{
    logout_user(session);
    return "out";
}
Response who(Session& session)
{
    return current_user(session).value_or("nobody");
}

Task<Response> end_all_of(SessionInterface& sessions, std::string user)
{
    co_await sessions.end_sessions_of(user);
    co_return "ended";
}
std::string compare(const SessionInterface& sessions, Request& request)
{
    return &sessions == &request.sessions() ? "the same" : "others";
}

class SessionEnds : public ::testing::Test, public SessionObserver {
protected:
    SessionEnds()
    {
        char name[] = "/tmp/costrel-ended-XXXXXX";
        folder_ = ::mkdtemp(name);
        config_.secret_key = "the secret of the tests of ended sessions, 0123456789";
        config_.session_format = SessionFormat::sealed();
        config_.session_revocations = file_revocations(folder_);
        config_.session_observer = this;
    }
    ~SessionEnds() override
    {
        std::filesystem::remove_all(folder_);
        std::filesystem::remove_all(folder_ + ".away");
    }

    App app() const
    {
        App app(config_);
        app.get<log_in>("/in");
        app.get<log_out>("/out");
        app.get<who>("/");
        app.get<end_all_of>("/end/<user>");
        app.get<compare>("/compare");
        app.get<metrics>("/metrics");
        return app;
    }
    void break_folder() { std::filesystem::rename(folder_, folder_ + ".away"); }
    void mend_folder() { std::filesystem::rename(folder_ + ".away", folder_); }

    void revocations_failed(std::string_view) noexcept override { ++lost_; }

    std::string folder_;
    Config config_;
    int lost_ = 0;
};

TEST_F(SessionEnds, ALogoutThatOthersCannotHearOfIsTold)
{
    App site = app();
    TestClient client(site);
    client.get("/in");
    const std::string copy = client.cookie("session").value();
    break_folder();
    EXPECT_EQ(client.get("/out").status, 200);
    EXPECT_EQ(lost_, 1);
    client.set_cookie("session", copy);
    EXPECT_EQ(client.get("/").body, "nobody"); // it holds in this process
}

TEST_F(SessionEnds, ALogoutThatOthersCannotHearOfIs503WhenTheConfigurationAsksForIt)
{
    config_.fail_on_lost_logout = true;
    App site = app();
    TestClient client(site);
    client.get("/in");
    const std::string copy = client.cookie("session").value();
    break_folder();
    const auto response = client.get("/out");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.header("Retry-After"), "1");
    mend_folder();
    client.advance_time(std::chrono::seconds(1)); // it is tried again once a second
    EXPECT_EQ(client.get("/out").status, 200);
    EXPECT_EQ(file_revocations(folder_)->size(), 1U);
    client.set_cookie("session", copy);
    EXPECT_EQ(client.get("/").body, "nobody");
}

TEST_F(SessionEnds, AHandlerEndsTheSessionsOfAnother)
{
    App site = app();
    TestClient client(site);
    client.get("/in");
    TestClient administrator(site);
    EXPECT_EQ(administrator.get("/end/41").body, "ended");
    EXPECT_EQ(client.get("/").body, "42");
    administrator.get("/end/42");
    EXPECT_EQ(client.get("/").body, "nobody");
    EXPECT_EQ(administrator.get("/compare").body, "the same");
}

TEST_F(SessionEnds, ErrorsOfAStoreCanBeHandled)
{
    App site = app();
    site.get("/busy", [](Session&) -> Response { throw StoreUnavailableError("on purpose"); });
    site.errorhandler(
        503, [](Request&, const HttpError&) { return Response("later").with_status(503); });
    TestClient client(site);
    const auto response = client.get("/busy");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.body, "later");
    EXPECT_EQ(response.header("Retry-After"), "1");
}

TEST_F(SessionEnds, MetricsTellOfTheListAndOfTheKeys)
{
    config_.secret_key.clear();
    config_.session_keys = R"({"keys":[{"secret":"the secret of the tests of metrics, 0123456789",
        "not_after":"2999-01-01T00:00:00Z"}]})";
    App site = app();
    TestClient client(site);
    client.get("/in");
    client.get("/out");
    const costrel::ExpositionReader page(client.get("/metrics").body);
    EXPECT_EQ(page["costrel_session_revocations"], 1);
    EXPECT_EQ(page["costrel_session_revocation_staleness_seconds"], 0);
    EXPECT_GT(page["costrel_session_keys_days_left"], 300'000);
    EXPECT_EQ(page[R"(costrel_session_key_reloads_total{result="loaded"})"], 0);
    EXPECT_EQ(page[R"(costrel_session_key_reloads_total{result="failed"})"], 0);
    EXPECT_EQ(page["costrel_sessions_remembered_total"], 0);
    EXPECT_EQ(page["costrel_remembered_logins_stolen_total"], 0);
}

TEST_F(SessionEnds, MetricsOfAnApplicationWithoutAListHaveNoneOfIt)
{
    config_.session_revocations = {};
    App site = app();
    TestClient client(site);
    const costrel::ExpositionReader page(client.get("/metrics").body);
    EXPECT_EQ(page["costrel_session_revocations"], -1);
    EXPECT_EQ(page["costrel_session_keys_days_left"], -1); // keys without dates
}

TEST_F(SessionEnds, MetricsOfAnApplicationWithoutAKeyTellOfNoneThatEnds)
{
    config_.secret_key.clear();
    config_.session_revocations = {};
    App site = app();
    TestClient client(site);
    const costrel::ExpositionReader page(client.get("/metrics").body);
    EXPECT_EQ(page["costrel_session_keys_days_left"], -1);
}

} // namespace
