#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1 {
namespace {

using ::testing::ContainsRegex;
using ::testing::MatchesRegex;

App make_app(const Config& config)
{
    App app(config);
    app.get("/", [](Request& request) {
        return std::string(request.id()) + " " + std::string(request.id());
    });
    app.get("/fails",
            [](Request& request) -> Response {
                throw std::runtime_error("see\n" + std::string(request.id()));
            })
        .name("fails");
    return app;
}

TEST(RequestId, IsTheSameHoweverOftenItIsAskedFor)
{
    App app = make_app({});
    TestClient client(app);
    const std::string first = client.get("/").body;
    EXPECT_THAT(first, MatchesRegex("[0-9a-f]{16} [0-9a-f]{16}"));
    EXPECT_EQ(first.substr(0, 16), first.substr(17));
    EXPECT_NE(client.get("/").body, first);
}

TEST(RequestId, OfAClientIsNotTakenUnlessTheConfigurationTrustsTheField)
{
    App app = make_app({});
    TestClient client(app);
    EXPECT_THAT(client.get("/", {{"X-Request-ID", "mine"}}).body,
                ::testing::Not(::testing::HasSubstr("mine")));
}

TEST(RequestId, OfATrustedFieldIsTakenWhenItIsWellFormed)
{
    App app = make_app({.request_id_header = "x-request-id"});
    TestClient client(app);
    EXPECT_EQ(client.get("/", {{"X-Request-ID", "a-1"}}).body, "a-1 a-1");
    EXPECT_THAT(client.get("/", {{"X-Request-ID", "a\"1"}}).body, MatchesRegex("[0-9a-f]{16} .*"));
    EXPECT_THAT(client.get("/", {{"X-Request-ID", std::string(129, 'a')}}).body,
                MatchesRegex("[0-9a-f]{16} .*"));
    EXPECT_THAT(client.get("/").body, MatchesRegex("[0-9a-f]{16} .*"));
}

TEST(RequestId, IsSentBackOnlyWhenTheConfigurationSaysSo)
{
    App silent = make_app({});
    EXPECT_EQ(TestClient(silent).get("/").header("X-Request-ID"), "");

    App app = make_app({.send_request_id = true});
    TestClient client(app);
    const auto answer = client.get("/");
    EXPECT_EQ(answer.header("X-Request-ID"), answer.body.substr(0, 16));
    EXPECT_THAT(std::string(client.get("/nowhere").header("X-Request-ID")),
                MatchesRegex("[0-9a-f]{16}"));
    EXPECT_THAT(std::string(client.get("/fails").header("X-Request-ID")),
                MatchesRegex("[0-9a-f]{16}"));
}

TEST(RequestId, StandsInTheLogOfErrorsWithTheEndpoint)
{
    App app = make_app({.send_request_id = true});
    TestClient client(app);
    ::testing::internal::CaptureStderr();
    const std::string id(client.get("/fails").header("X-Request-ID"));
    const std::string log = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(log, ::testing::HasSubstr("Exception on /fails [GET]: see\\x0a" + id +
                                          " (endpoint fails, request " + id + ")"));
}

TEST(RequestId, FieldMustBeTheNameOfOne)
{
    App app = make_app({.request_id_header = "X Request"});
    EXPECT_THROW(TestClient{app}, ConfigError);
}

TEST(AccessLogConfig, NamesAFormatThatThereIs)
{
    App app = make_app({.access_log = "common"});
    EXPECT_THROW(TestClient{app}, ConfigError);
}

} // namespace
} // namespace costrel::inline v1
