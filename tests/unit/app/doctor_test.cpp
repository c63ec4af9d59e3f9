// What `costrel doctor` and `costrel routes` print of an application.
#include "app/doctor.hpp"
#include "app/route_listing.hpp"

#include <costrel/costrel.hpp>
#include <costrel/csrf.hpp>
#include <costrel/session/memory_store.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace costrel;
using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

Response page(Session& session)
{
    return session.get<std::string>("name", "nobody");
}
Response save(Request&, Session&)
{
    return "saved";
}
Response numbers(int)
{
    return "numbers";
}

// Nothing can be said against it, apart from what the environment of the tests is.
Config good()
{
    Config config;
    config.secret_key = "the secret of the tests of the doctor, 0123456789";
    config.session_cookie_secure = true;
    config.session_cookie_samesite = "Lax";
    config.session_cookie_name = "__Host-session";
    config.session_store = memory_store();
    config.trusted_hosts = {"example.com"};
    config.proxy_fix = {.x_for = 1, .x_proto = 1};
    config.limits.max_connections = 1;
    return config;
}

std::vector<Finding> findings_of(const Config& config, const RunOptions& options = {})
{
    App app(config);
    app.get<page>("/");
    return examine(app.config, app.route_table(), options);
}

auto finds(Finding::Kind kind, const std::string& about, const std::string& what)
{
    return Contains(AllOf(Field(&Finding::kind, kind), Field(&Finding::about, about),
                          Field(&Finding::what, HasSubstr(what))));
}

TEST(Doctor, SaysOfEachThingThatItIsGood)
{
    const auto found = findings_of(good());
    for (const char* about : {"keys", "cookie", "csrf", "hosts", "proxy", "limits"})
        EXPECT_THAT(found, finds(Finding::Kind::good, about, "")) << text_of(found);
    EXPECT_THAT(found, Not(Contains(Field(&Finding::kind, Finding::Kind::wrong))))
        << text_of(found);
}

TEST(Doctor, FindsWhatIsWrong)
{
    struct Case {
        const char* about;
        const char* what;
        void (*change)(Config&);
    };
    for (const Case& one : std::vector<Case>{
             {"keys", "there is no key", [](Config& config) { config.secret_key.clear(); }},
             {"keys", "shorter than 16 bytes", [](Config& config) { config.secret_key = "dev"; }},
             {"cookie", "session_cookie_secure must be true",
              [](Config& config) {
                  config.session_cookie_name = {};
                  config.session_cookie_secure = false;
                  config.session_cookie_samesite = "None";
              }},
             {"cookie", "a script of the page reads",
              [](Config& config) { config.session_cookie_httponly = false; }},
             {"limits", "temporary_folder",
              [](Config& config) { config.temporary_folder = "/no/such/folder"; }},
         }) {
        Config config = good();
        one.change(config);
        App app;
        app.get<page>("/");
        EXPECT_THAT(examine(config, app.route_table(), {}),
                    finds(Finding::Kind::wrong, one.about, one.what))
            << text_of(examine(config, app.route_table(), {}));
    }
}

TEST(Doctor, SaysNothingGoodOfWhatIsWrong)
{
    Config config = good();
    config.secret_key.clear();
    config.session_keys = R"({"keys":[{"secret":"the secret of the tests of the doctor, 0123456789",
        "not_before":"2999-01-01T00:00:00Z"}]})";
    App app;
    app.get<page>("/");
    const auto found = examine(config, app.route_table(), {});
    EXPECT_THAT(found, finds(Finding::Kind::wrong, "keys", "no key of the ring may be used now"));
    EXPECT_THAT(found, Not(finds(Finding::Kind::good, "keys", ""))) << text_of(found);
}

TEST(Doctor, KnowsThatAStoreThatIsNotThereIsNoMatterOfKeys)
{
    Config config = good();
    config.session_store = "redis://127.0.0.1";
    App app;
    app.get<page>("/");
    EXPECT_THAT(examine(config, app.route_table(), {}),
                finds(Finding::Kind::wrong, "store", "include <costrel/stores/redis.hpp>"));
}

TEST(Doctor, DoesNotAdviseAnotherKeyWhereThereIsNone)
{
    Config config = good();
    config.secret_key.clear();
    App app;
    app.get("/", [] { return std::string("hello"); });
    EXPECT_THAT(examine(config, app.route_table(), {}),
                Not(finds(Finding::Kind::advice, "keys", "the last key ends")));
}

TEST(Doctor, AdvisesWhereItWorksAndCouldBeBetter)
{
    struct Case {
        const char* about;
        const char* what;
        void (*change)(Config&);
    };
    for (const Case& one : std::vector<Case>{
             {"cookie", "session_cookie_secure is off",
              [](Config& config) {
                  config.session_cookie_name = {};
                  config.session_cookie_secure = false;
              }},
             {"cookie", "session_cookie_samesite is not set",
              [](Config& config) { config.session_cookie_samesite = {}; }},
             {"cookie", "a subdomain can plant",
              [](Config& config) { config.session_cookie_name = {}; }},
             {"cookie", "makes only the browser forget",
              [](Config& config) { config.session_store = {}; }},
             {"hosts", "trusted_hosts is empty",
              [](Config& config) { config.trusted_hosts.clear(); }},
             {"proxy", "does not read X-Forwarded-Proto",
              [](Config& config) { config.proxy_fix.x_proto = 0; }},
             {"proxy", "browsers drop it", [](Config& config) { config.proxy_fix = {}; }},
             {"limits", "raise LimitNOFILE",
              [](Config& config) { config.limits.max_connections = 1'000'000'000; }},
             {"limits", "the largest bodies are a 503",
              [](Config& config) { config.max_temporary_bytes = 1; }},
             {"debug", "pages of errors show", [](Config& config) { config.debug = true; }},
         }) {
        Config config = good();
        one.change(config);
        EXPECT_THAT(findings_of(config), finds(Finding::Kind::advice, one.about, one.what));
    }
    EXPECT_THAT(
        findings_of(good(), {.host = "0.0.0.0"}),
        finds(Finding::Kind::advice, "proxy", "nobody may reach it except through the proxy"));
}

TEST(Doctor, MissesCsrfProtectionWhereAFormIsTaken)
{
    App app(good());
    app.post<save>("/save");
    EXPECT_THAT(examine(app.config, app.route_table(), {}),
                finds(Finding::Kind::advice, "csrf", "call csrf_protect(app)"));
    csrf_protect(app);
    EXPECT_THAT(examine(app.config, app.route_table(), {}), finds(Finding::Kind::good, "csrf", ""));
}

TEST(Doctor, PrintsALineForEachAndNoKey)
{
    Config config = good();
    config.secret_key = "short but secret";
    config.session_cookie_httponly = false;
    const std::string text = text_of(findings_of(config));
    EXPECT_THAT(text, HasSubstr("WRONG   cookie       session_cookie_httponly is off"));
    EXPECT_THAT(text, HasSubstr("good    hosts\n"));
    EXPECT_THAT(text, Not(HasSubstr(config.secret_key)));
}

TEST(RouteListing, HasALineForEachRoute)
{
    App app;
    app.get<page>("/");
    app.route<numbers>("/numbers/<int:n>", {GET, POST}).blocking().csrf_exempt();
    app.get("/lambda", []() -> Response { return "text"; }).max_content_length(10);
    EXPECT_EQ(route_listing(app.route_table()),
              "Endpoint  Methods                   Rule\n"
              "page      GET, HEAD, OPTIONS        /                 session\n"
              "numbers   GET, HEAD, POST, OPTIONS  /numbers/<int:n>  blocking, csrf exempt\n"
              "-         GET, HEAD, OPTIONS        /lambda           at most 10 bytes\n");
}

} // namespace
