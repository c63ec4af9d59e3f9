#include "recorded_pages.hpp"
#include "template_pages.hpp"

#include <costrel/csrf.hpp>
#include <costrel/flash.hpp>
#include <costrel/template.hpp>
#include <costrel/testing.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using namespace costrel;

constexpr const char* key = "0123456789abcdef0123456789abcdef";

Html item(Request& request, int number)
{
    return render_template(request, "shop/item.html",
                           {{"item", Dict{{"name", "<Pen>"}, {"number", number}}}});
}

// Renders the template that the query names.
Html page(Request& request)
{
    return render_template(request, request.args["t"],
                           {{"item", Dict{{"name", "pen"}}},
                            {"text", "abc"},
                            {"endpoint", request.args.get("endpoint", "item")},
                            {"variables", Dict{{"number", 7}, {"q", "a b"}}}});
}

App pages(Config config = {.secret_key = key})
{
    App app(std::move(config));
    app.templates(template_pages);
    app.template_filter("loud",
                        [](const Value& value) { return Value(*value.as<std::string>() + "!"); });
    app.template_test("lucky", [](const Value& value) { return value == Value(7); });
    app.template_global("shop", [] { return html("<b>{}</b>", "shop"); });
    app.template_global("fail", []() -> Value {
        throw TemplateError(TemplateError::Kind::value, {}, 0, "it fails");
    });
    app.context_processor([](Request&) {
        return Dict{{"g", Dict{{"user", "Ann"}}}, {"text", "not"}};
    });
    app.get<item>("/item/<int:number>");
    app.get<page>("/page");
    return app;
}

std::string body_of(App& app, std::string_view target)
{
    return TestClient(app).get(target).body;
}

TEST(Templates, RendersWithLayoutFiltersTestsGlobalsAndProcessors)
{
    App app = pages();
    EXPECT_EQ(body_of(app, "/item/7"),
              "<title>&lt;Pen&gt;</title><a href=\"/item/7?page=2#top\">&lt;Pen&gt;!</a>!"
              "<b>shop</b>Ann");
}

TEST(Templates, WhatTheHandlerPassesGoesBeforeAProcessor)
{
    App app = pages();
    app.get("/text", [](Request& request) {
        return render_text(request, "mail.txt", {{"name", "handler"}});
    });
    app.context_processor([](Request&) { return Dict{{"name", "processor"}}; });
    EXPECT_EQ(body_of(app, "/text"), "handler");
}

TEST(Templates, AnImportedTemplateSeesGAndNotTheContext)
{
    App app = pages();
    EXPECT_EQ(body_of(app, "/page?t=importing.html"), "Hello Ann");
}

TEST(Templates, AnImportedTemplateSeesWhatIsFlasksAndTheApplications)
{
    App app = pages();
    EXPECT_EQ(body_of(app, "/page?t=seeing.html"),
              "/item/7|/page|False|False|0|True|Ann|<b>shop</b>|");
}

TEST(Templates, ShowsFlashedMessagesOnce)
{
    App app = pages();
    app.post("/flash", [](Session& session) -> Response {
        flash(session, "a < b", "note");
        return "";
    });
    TestClient client(app);
    client.post("/flash", {});
    EXPECT_NE(client.get("/item/1").body.find("<p class=note>a &lt; b</p>"), std::string::npos);
    EXPECT_EQ(client.get("/item/1").body.find("<p"), std::string::npos);
}

// What is no text was taken for a category without a name.
TEST(Templates, TheFilterOfFlashedMessagesIsWhateverHoldsTheirCategory)
{
    App app = pages();
    app.post("/flash", [](Session& session) -> Response {
        flash(session, "a < b", "note");
        flash(session, "c", "error");
        return "";
    });
    TestClient client(app);
    client.post("/flash", {});
    EXPECT_EQ(client.get("/page?t=flashed.html").body, "11111222200[&#39;c&#39;]2");
    client.post("/flash", {});
    EXPECT_EQ(client.get("/page?t=flashed.html&f=5").status, 500);
}

TEST(Templates, AResponseVariesOnCookieWhenATemplateReadsTheSession)
{
    App app = pages();
    app.post("/login", [](Session& session) -> Response {
        session["user"] = "Bob";
        return "";
    });
    TestClient client(app);
    client.post("/login", {});
    const auto read = client.get("/page?t=session.html");
    EXPECT_EQ(read.body, "BobBobTrue1");
    EXPECT_EQ(read.header("Vary"), "Cookie");
}

// csrf_token() and get_flashed_messages() change the session while the template holds parts of it.
TEST(Templates, WhatATemplateKeepsOfTheSessionIsItsOwn)
{
    App app = pages();
    app.post("/fill", [](Session& session) -> Response {
        session["list"] = List{"first of a text that is not short", "second"};
        session["text"] = "a text that is too long for its place in the object";
        flash(session, "a message that is too long for its place");
        return "";
    });
    TestClient client(app);
    client.post("/fill", {});
    EXPECT_EQ(client.get("/page?t=session_kept.html").body,
              "a text that is too long for its place in the object|"
              "first of a text that is not short|_flashes,list,text|"
              "a message that is too long for its place|list,text,_csrf_token");
}

TEST(Templates, AnUntouchedSessionStaysUntouched)
{
    App app = pages();
    EXPECT_EQ(TestClient(app).get("/page?t=config.html").header("Vary"), "");
}

TEST(Templates, GivesTheTokenOfTheSession)
{
    App app = pages();
    const std::string body = body_of(app, "/page?t=form.html");
    EXPECT_EQ(body.find("<input type=\"hidden\""), 0U) << body;
    EXPECT_TRUE(body.ends_with("True")) << body;
}

TEST(Templates, ShowsTheRequest)
{
    App app = pages();
    TestClient client(app);
    const auto response = client.open("GET", "/page?t=request.html&q=%3C1%3E&q=2",
                                      {.headers = {{"X-One", "one"}, {"Cookie", "a=b"}}});
    EXPECT_EQ(response.body, "GET /page &lt;1&gt; &lt;1&gt;+2 page one b");
}

TEST(Templates, CountsTheHeadersAndEachNameOfAQueryOnce)
{
    App app = pages();
    TestClient client(app);
    const auto response =
        client.open("GET", "/page?t=counted.html&b=1&a=2&b=3", {.headers = {{"X-One", "one"}}});
    EXPECT_EQ(response.body, "3t,b,a|counted.html,1,2|1+3|TrueFalseTrue2");
}

// They were mappings for the test `mapping` alone, and errors where a dict is asked for.
TEST(Templates, TakesTheRequestsFieldsTheSessionAndTheConfigurationForDicts)
{
    App app = pages();
    app.get("/login", [](Session& session) {
        session["user"] = "Ann";
        return Response("");
    });
    TestClient client(app);
    client.get("/login");
    const std::string session = "[('user', 'Ann')] [('user', 'Ann')] user=Ann  user=\"Ann\" "
                                "{'user': 'Ann'} {'user': 'Ann'}";
    EXPECT_EQ(
        client.get("/page?t=mappings.html&q=1&e=%C3%A9&q=2").body,
        "/item/1?t=mappings.html&q=1&e=%C3%A9\n"
        "ImmutableMultiDict([('t', 'mappings.html'), ('q', '1'), ('q', '2'), ('e', '\u00e9')])\n"
        "{'t': 'mappings.html', 'q': '1', 'e': '\u00e9'} "
        "{'t': ['mappings.html'], 'q': ['1', '2'], 'e': ['\u00e9']}\n"
        "[('t', ['mappings.html']), ('q', ['1', '2']), ('e', ['\u00e9'])] "
        "[['mappings.html'], ['1', '2'], ['\u00e9']]\n"
        "[('t', 'mappings.html'), ('q', '1'), ('e', '\u00e9')] "
        "[('t', 'mappings.html'), ('q', '1'), ('q', '2'), ('e', '\u00e9')]\n"
        "[('e', '\u00e9'), ('q', '1'), ('t', 'mappings.html')] "
        "[('t', 'mappings.html'), ('q', '1'), ('e', '\u00e9')]\n"
        "t=mappings.html&q=1&e=%C3%A9  t=\"mappings.html\" q=\"1\" e=\"\u00e9\"\n"
        "{\"e\": \"\\u00e9\", \"q\": \"1\", \"t\": \"mappings.html\"} "
        "{'t': 'mappings.html', 'q': '1', 'e': '\u00e9', 'a': 1}\n"
        "{\"session\": \"" +
            client.cookie("session").value() + "\"} ImmutableMultiDict([]) {}\n" + session +
            "\nTrue True True False");
}

TEST(Templates, HidesTheSecrets)
{
    App app = pages();
    EXPECT_EQ(body_of(app, "/page?t=config.html"), "||False|");
    EXPECT_EQ(TestClient(app).get("/page?t=secret.html").status, 500);
}

TEST(Templates, GoesThroughTheConfigurationWithoutItsSecrets)
{
    App app = pages();
    EXPECT_EQ(body_of(app, "/page?t=config_all.html"), "True False True APPLICATION_ROOT");
}

TEST(Templates, ShowsWhereTheRequestComesFromAndTheVariablesOfItsRoute)
{
    App app = pages();
    app.get("/shelf/<name>", [](Request& request, const std::string&) {
        return render_template(request, "referrer.html");
    });
    TestClient client(app);
    EXPECT_EQ(client.get("/shelf/a%3Cb").body, "None {&#39;name&#39;: &#39;a&lt;b&#39;}");
    EXPECT_EQ(client.open("GET", "/page?t=referrer.html", {.headers = {{"Referer", "/<a>"}}}).body,
              "/&lt;a&gt; {}");
}

TEST(Templates, AnErrorNamesTheTemplateAndItsLine)
{
    App app = pages();
    try {
        render_template(app, "second_line.html", {{"item", Dict{}}});
        FAIL() << "nothing was thrown";
    } catch (const TemplateError& error) {
        EXPECT_EQ(error.kind(), TemplateError::Kind::undefined);
        EXPECT_EQ(error.name(), "app/templates/pages/second_line.html");
        EXPECT_EQ(error.line(), 2U);
        EXPECT_EQ(error.message(), "'dict object' has no attribute 'nosuch'");
        EXPECT_STREQ(error.what(), "app/templates/pages/second_line.html:2: 'dict object' has no "
                                   "attribute 'nosuch'");
    }
}

TEST(Templates, AnErrorOfAFilterHasThePlaceWhereItWasCalled)
{
    App app = pages();
    for (const char* const name : {"rejecting.html", "throwing.html"}) {
        try {
            render_template(app, name);
            FAIL() << name;
        } catch (const TemplateError& error) {
            EXPECT_EQ(error.name(), std::string("app/templates/pages/") + name);
            EXPECT_EQ(error.line(), 2U);
        }
    }
}

TEST(Templates, ALongTextInAnErrorIsCut)
{
    App app = pages();
    try {
        render_template(app, "long_error.html");
        FAIL();
    } catch (const TemplateError& error) {
        EXPECT_LT(error.message().size(), 4200U);
        EXPECT_TRUE(error.message().ends_with("ä…"));
    }
}

// LeakSanitizer looks at this.
TEST(Templates, WhatHoldsItselfEndsWithTheRendering)
{
    App app = pages();
    EXPECT_EQ(std::string(render_template(app, "cycles.html").str()), "3 3");
}

TEST(Templates, MacrosNestTwoHundredDeep)
{
    App app = pages();
    const auto nested = [&app](int depth) {
        return std::string(render_template(app, "deep.html", {{"depth", depth}}).str());
    };
    EXPECT_EQ(nested(198), "end"); // in the function of the template
    EXPECT_THROW(nested(199), TemplateError);
}

TEST(Templates, AnErrorIsA500AndInDebugModeOnThePage)
{
    App app = pages({.secret_key = key, .debug = true});
    const auto response = TestClient(app).get("/page?t=broken.html");
    EXPECT_EQ(response.status, 500);
    EXPECT_NE(response.body.find("broken.html:1: &#39;nothing&#39; is undefined"),
              std::string::npos)
        << response.body;
    App quiet = pages();
    EXPECT_EQ(body_of(quiet, "/page?t=broken.html").find("nothing"), std::string::npos);
}

TEST(Templates, AMissingTemplateIsAnError)
{
    App app = pages();
    EXPECT_THROW(render_template(app, "nosuch.html"), TemplateError);
    EXPECT_EQ(TestClient(app).get("/page?t=nosuch.html").status, 500);
}

TEST(Templates, WhatIsNotEscapedIsNoHtml)
{
    App app = pages();
    EXPECT_EQ(render_text(app, "mail.txt", {{"name", "<Ann>"}}), "<Ann>");
    EXPECT_THROW(render_template(app, "mail.txt"), std::logic_error);
}

TEST(Templates, LimitsAreErrors)
{
    App app = pages();
    for (const char* name : {"endless.html", "huge.html", "itself.html", "nested.html"}) {
        try {
            render_template(app, name, {{"text", "abc"}});
            FAIL() << name;
        } catch (const TemplateError& error) {
            EXPECT_EQ(error.kind(), TemplateError::Kind::limit) << error.what();
        }
    }
}

TEST(Templates, WhatIsTooLargeOrTooDeepIsAnErrorWithItsPlace)
{
    App app = pages();
    Value deep = 1;
    for (int i = 0; i < 1000; ++i)
        deep = Dict{{"a", std::move(deep)}};
    const Value other = deep;
    for (const std::string name :
         {"range", "times", "list_times", "width", "precision", "brace_width", "center", "indent",
          "zfill", "batch", "slices", "macro", "include", "printed", "json", "equal"}) {
        try {
            render_template(app, "limits/" + name + ".html", {{"deep", deep}, {"other", other}});
            ADD_FAILURE() << name;
        } catch (const TemplateError& error) {
            EXPECT_EQ(error.kind(), TemplateError::Kind::limit) << error.what();
            EXPECT_EQ(error.name(), "app/templates/pages/limits/" + name + ".html");
            EXPECT_EQ(error.line(), 2U) << error.what();
        }
    }
}

TEST(Templates, ATableOfAHundredThousandRowsIsRendered)
{
    App app = pages();
    const List rows(100'000, Value("<"));
    const std::string page = render_template(app, "rows.html", {{"rows", rows}}).str();
    EXPECT_EQ(page.size(), 100'000 * std::string_view("<td>&lt;</td>").size());
}

TEST(Templates, TextThatIsNoUtf8IsAnError)
{
    App app = pages();
    EXPECT_THROW(render_text(app, "mail.txt", {{"name", "\xff"}}), TemplateError);
}

TEST(Templates, BuildsAnUrlOfAComputedEndpoint)
{
    App app = pages();
    EXPECT_EQ(body_of(app, "/page?t=computed.html"), "/item/7?q=a+b");
    EXPECT_EQ(TestClient(app).get("/page?t=computed.html&endpoint=nosuch").status, 500);
}

std::string start_error(App& app)
{
    try {
        TestClient client(app);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "it starts";
}

TEST(Templates, BuildsAnUrlWithTheNumbersAndTheSeveralValuesThatFlaskWrites)
{
    App app = pages();
    EXPECT_EQ(body_of(app, "/page?t=built.html"), "/item/1?q=1&q=2 /item/7 /item/7?q=True");
}

TEST(Templates, DoesNotStartWithAnUnknownEndpoint)
{
    App app({.secret_key = key});
    app.templates(template_pages);
    app.template_filter("loud", [](const Value& value) { return value; });
    app.template_test("lucky", [](const Value&) { return true; });
    app.get("/items", []() -> Response { return ""; }).name("items");
    EXPECT_EQ(start_error(app), "app/templates/pages/shop/item.html:3: url_for('item'): no such "
                                "endpoint; 'items' is near");
}

TEST(Templates, DoesNotStartWithAMissingVariable)
{
    App app({.secret_key = key});
    app.templates(template_pages);
    app.template_filter("loud", [](const Value& value) { return value; });
    app.template_test("lucky", [](const Value&) { return true; });
    app.get("/<shop>/<int:number>", [](std::string, int) -> Response { return ""; }).name("item");
    EXPECT_EQ(start_error(app),
              "app/templates/pages/shop/item.html:3: url_for('item') lacks 'shop'");
}

TEST(Templates, DoesNotStartWithoutAFilterOrTest)
{
    App app({.secret_key = key});
    app.templates(template_pages);
    EXPECT_NE(start_error(app).find("the filter 'loud'"), std::string::npos);
    app.template_filter("loud", [](const Value& value) { return value; });
    EXPECT_NE(start_error(app).find("the test 'lucky'"), std::string::npos);
}

TEST(Templates, JinjasOwnFiltersStayWhatTheyAre)
{
    App app;
    EXPECT_THROW(app.template_filter("upper", [](const Value& value) { return value; }),
                 std::invalid_argument);
    EXPECT_THROW(app.template_test("odd", [](const Value&) { return true; }),
                 std::invalid_argument);
}

TEST(Templates, AnApplicationWithoutTemplatesSaysSo)
{
    App app;
    EXPECT_THROW(render_template(app, "a.html"), std::logic_error);
}

TEST(Templates, DataThatWasWrittenBeforeNeedsNoPython)
{
    App app;
    app.templates(recorded_pages);
    EXPECT_EQ(render_template(app, "a.html",
                              {{"text", "<"},
                               {"html", Html::trusted("<b>")},
                               {"number", 1},
                               {"dict", Dict{{"key", "k"}}},
                               {"list", List{1, 2}},
                               {"real", 2.5}})
                  .str(),
              "<p>&lt;<b>2k[2]2.0</p>");
}

TEST(Templates, DamagedDataIsAConfigError)
{
    const std::string_view whole(template_pages.data, template_pages.size);
    App app;
    for (std::size_t size = 0; size < whole.size(); size += 7) {
        const std::string cut(whole.substr(0, size));
        EXPECT_THROW(app.templates({cut.data(), cut.size()}), ConfigError) << size;
    }
}

TEST(Templates, ChangedDataIsRejectedOrRendered)
{
    std::string data(template_pages.data, template_pages.size);
    for (std::size_t i = 8; i < data.size(); ++i) {
        const char before = std::exchange(data[i], static_cast<char>(data[i] ^ (1 << i % 8)));
        App app;
        try {
            app.templates({data.data(), data.size()});
            render_text(app, "shop/item.html", {{"item", Dict{{"name", "x"}}}});
        } catch (const std::exception&) { // whatever it says
        }
        data[i] = before;
    }
}

} // namespace
