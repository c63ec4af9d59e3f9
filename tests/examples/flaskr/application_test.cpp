#include "site.hpp"

namespace {

using testing::AllOf;
using testing::HasSubstr;

class Factory : public Site {};

TEST_F(Factory, Config)
{
    EXPECT_EQ(app.config.secret_key, "a key for tests alone");
    EXPECT_EQ(flaskr::Settings().config.secret_key, "dev");
}

TEST_F(Factory, SettingsComeFromTheEnvironment)
{
    setenv("COSTREL_SECRET_KEY", "from the environment", 1);
    setenv("FLASKR_DATABASE", "/tmp/other.sqlite", 1);
    const auto settings = flaskr::Settings::from_env();
    EXPECT_EQ(settings.config.secret_key, "from the environment");
    EXPECT_EQ(settings.database, "/tmp/other.sqlite");
    unsetenv("COSTREL_SECRET_KEY");
    unsetenv("FLASKR_DATABASE");
    EXPECT_EQ(flaskr::Settings::from_env().database, "instance/flaskr.sqlite");
}

TEST_F(Factory, AnUnknownPageIsThisSitesOwn)
{
    const auto answer = get("/missing");
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("<h1>Not Found</h1>"), HasSubstr("href=\"/\"")));
    EXPECT_EQ(answer.header("Vary"), ""); // it has not asked who is logged in
}

TEST_F(Factory, ServesTheStyleSheet)
{
    const auto answer = get("/static/style.css");
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(std::string(answer.header("Content-Type")), HasSubstr("text/css"));
    EXPECT_THAT(answer.body, HasSubstr(":root"));
    EXPECT_EQ(answer.header("Vary"), ""); // nor the session
    const std::string tag(answer.header("ETag"));
    EXPECT_EQ(client.get("/static/style.css", {{"If-None-Match", tag}}).status, 304);
}

TEST_F(Factory, RunsNoScripts)
{
    for (const char* path : {"/", "/missing", "/static/style.css"})
        EXPECT_THAT(std::string(get(path).header("Content-Security-Policy")),
                    HasSubstr("default-src 'none'"));
}

} // namespace
