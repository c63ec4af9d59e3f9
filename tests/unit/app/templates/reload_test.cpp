#include "template_pages.hpp"
#include "unit/app/temporary_folder.hpp"

#include <costrel/config_error.hpp>
#include <costrel/template.hpp>
#include <costrel/testing.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>

namespace {

using namespace costrel;

Html page(Request& request)
{
    return render_template(request, request.args["t"]);
}

std::string item(int number)
{
    return std::to_string(number);
}

// An application whose templates lie in a folder of the test's own. What it was built with is a
// set of others.
class TemplateReloading : public testing::Test {
protected:
    TemplateReloading()
    {
        folder.write("a.html", "first");
        folder.write("b.html", "other");
    }

    App& started(std::optional<bool> reloads = true, bool debug = false)
    {
        app.emplace(Config{.secret_key = "0123456789abcdef0123456789abcdef",
                           .debug = debug,
                           .templates_auto_reload = reloads});
        app->templates(set);
        app->template_filter("loud", [](const Value& value) { return value; });
        app->template_test("lucky", [](const Value&) { return true; });
        app->get<item>("/item/<int:number>");
        app->get<page>("/page");
        client.emplace(*app);
        return *app;
    }
    // The time of a file may be as coarse as a clock's tick, the size is exact.
    std::string shown(std::string_view name)
    {
        return client->get("/page?t=" + std::string(name)).body;
    }

    TemporaryFolder folder;
    std::string path = folder.path();
    // As recorded, but for the folder, the label, the filters and the tests.
    std::array<const char*, 7> command{template_pages.command[0],
                                       template_pages.command[1],
                                       path.c_str(),
                                       "--keep-going",
                                       "--data",
                                       "-",
                                       nullptr};
    Templates set{template_pages.data, template_pages.size, path.c_str(), command.data()};
    std::optional<App> app;
    std::optional<TestClient> client;
};

TEST_F(TemplateReloading, AChangedTemplateShowsWithoutARestart)
{
    started();
    EXPECT_EQ(shown("a.html"), "first");
    folder.write("a.html", "the second");
    EXPECT_EQ(shown("a.html"), "the second");
}

TEST_F(TemplateReloading, ANewOneShowsAndOneThatIsGoneDoesNot)
{
    started();
    EXPECT_EQ(shown("b.html"), "other");
    folder.write("sub/c.html", "new");
    std::filesystem::remove(folder.path("b.html"));
    EXPECT_EQ(shown("sub/c.html"), "new");
    EXPECT_EQ(client->get("/page?t=b.html").status, 500);
}

TEST_F(TemplateReloading, AMistakeShowsWithFileAndLineWhereItsTemplateIsUsed)
{
    started(true, true);
    folder.write("a.html", "one\n{{ 1 + }}");
    const auto response = client->get("/page?t=a.html");
    EXPECT_EQ(response.status, 500);
    EXPECT_NE(response.body.find("a.html:2: unexpected &#39;end of print statement&#39;"),
              std::string::npos)
        << response.body;
    EXPECT_EQ(shown("b.html"), "other") << "others are not touched by it";
    folder.write("b.html", "{% include 'a.html' %}");
    EXPECT_EQ(client->get("/page?t=b.html").status, 500);
    folder.write("a.html", "whole again");
    EXPECT_EQ(shown("b.html"), "whole again");
}

TEST_F(TemplateReloading, WhatTheApplicationDoesNotKnowIsAMistakeToo)
{
    started(true, true);
    folder.write("a.html", "{{ url_for('nosuch') }}");
    EXPECT_NE(shown("a.html").find("a.html:1: url_for(&#39;nosuch&#39;): no such endpoint"),
              std::string::npos);
    folder.write("a.html", "{{ url_for('item', number=3) }}");
    EXPECT_EQ(shown("a.html"), "/item/3");
}

TEST_F(TemplateReloading, ATemplateIsReadAgainThoughNothingOfItChangedAfterAFailure)
{
    command[1] = "/nosuch/tool";
    started();
    EXPECT_THROW(render_template(*app, "a.html"), TemplateError);
    EXPECT_THROW(render_template(*app, "a.html"), TemplateError) << "and is not run each time";
    folder.write("a.html", "changed");
    command[1] = template_pages.command[1];
    EXPECT_EQ(shown("a.html"), "changed");
}

TEST_F(TemplateReloading, AFolderThatIsGoneIsSaid)
{
    started();
    std::filesystem::remove_all(path);
    try {
        render_template(*app, "a.html");
        FAIL();
    } catch (const TemplateError& error) {
        EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
    }
    folder.write("a.html", "back");
    EXPECT_EQ(shown("a.html"), "back");
}

TEST_F(TemplateReloading, IsDoneInDebugModeUnlessTheConfigurationSaysNo)
{
    started(std::nullopt, true);
    EXPECT_EQ(shown("a.html"), "first");
    for (const auto& [reloads, debug] : {std::pair<std::optional<bool>, bool>{std::nullopt, false},
                                         std::pair<std::optional<bool>, bool>{false, true}}) {
        started(reloads, debug);
        EXPECT_EQ(client->get("/page?t=a.html").status, 500) << "it is not among those built in";
    }
}

TEST_F(TemplateReloading, NeverInProduction)
{
    ASSERT_EQ(::setenv("COSTREL_ENV", "production", 1), 0);
    EXPECT_THROW(started(), ConfigError);
    ::unsetenv("COSTREL_ENV");
}

TEST_F(TemplateReloading, AProgramThatWasNotBuiltForItSaysSo)
{
    set.command = nullptr;
    EXPECT_THROW(started(true), ConfigError);
    EXPECT_NO_THROW(started(std::nullopt, true));
}

TEST_F(TemplateReloading, TheBuildRecordsTheFolderAndTheTool)
{
    EXPECT_TRUE(
        std::filesystem::exists(std::filesystem::path(template_pages.folder) / "layout.html"));
    EXPECT_STREQ(template_pages.command[2], template_pages.folder);
}

} // namespace
