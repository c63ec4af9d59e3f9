#include <costrel/response.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace costrel::inline v1 {
namespace {

TEST(Response, OfALiteralOrHtmlIsHtml)
{
    EXPECT_EQ(Response("<b>x</b>").content_type, "text/html; charset=utf-8");
    EXPECT_EQ(Response(html("<b>{}</b>", "<")).body, "<b>&lt;</b>");
    EXPECT_EQ(Response("x").status, 200);
}

Response of_a_local_array(char c)
{
    const char page[] = {'<', c, '>', '\0'};
    return page;
}

// Its type is that of a literal, but it is gone when the response is sent, or filled by somebody.
TEST(Response, OfAnArrayThatIsNoLiteralIsRejected)
{
    EXPECT_THROW(of_a_local_array('p'), std::invalid_argument);
    const struct {
        char name[32] = "<script>";
    } row;
    EXPECT_THROW(Response{row.name}, std::invalid_argument);
    try {
        of_a_local_array('p');
    } catch (const std::invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("make it static constexpr"), std::string::npos);
    }
}

TEST(Response, OfAConstantArrayIsNotCopied)
{
    static constexpr char page[] = "<p>static</p>";
    EXPECT_EQ(Response(page).body.view().data(), page);
    EXPECT_EQ(Response("a\0b").body.size(), 3U);
}

TEST(Response, OfAStringIsPlainText)
{
    const Response response(std::string("<script>"));
    EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
    EXPECT_EQ(response.body, "<script>");
}

TEST(Response, OfAStatusHasThePageOfAnError)
{
    EXPECT_EQ(Response(204).body, "");
    EXPECT_EQ(Response(204).status, 204);
    EXPECT_EQ(Response(404).status, 404);
    EXPECT_EQ(Response(404).body, error_page(404).body);
}

TEST(Response, RefusesAStatusThatNoFinalAnswerHas)
{
    for (int status : {-1, 0, 99, 100, 199, 600, 1000}) {
        EXPECT_THROW(Response{status}, std::invalid_argument) << status;
        EXPECT_THROW(Response("x").with_status(status), std::invalid_argument) << status;
    }
}

TEST(Response, CanBeBuiltInOneExpression)
{
    const Response response =
        Response("x").with("X-A", "b").with("Content-Type", "text/css").with_status(201);
    EXPECT_EQ(response.headers.get("x-a"), "b");
    EXPECT_EQ(response.content_type, "text/css");
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.headers.size(), 1U);
}

// Content-Length of Flask and Werkzeug for the page of each status.
TEST(ErrorPage, IsAsLongAsFlasks)
{
    struct Page {
        int status;
        std::size_t length;
    };
    for (const auto& [status, length] : {
             Page{400, 167}, Page{401, 317}, Page{403, 213}, Page{404, 207}, Page{405, 153},
             Page{406, 286}, Page{408, 216}, Page{409, 211}, Page{410, 252}, Page{411, 190},
             Page{412, 178}, Page{413, 171}, Page{414, 217}, Page{415, 183}, Page{416, 177},
             Page{417, 168}, Page{418, 146}, Page{421, 152}, Page{422, 190}, Page{423, 127},
             Page{424, 232}, Page{428, 217}, Page{429, 169}, Page{431, 182}, Page{451, 157},
             Page{500, 265}, Page{501, 163}, Page{502, 161}, Page{503, 237}, Page{504, 146},
             Page{505, 195},
         }) {
        const Response page = error_page(status);
        EXPECT_EQ(page.status, status);
        EXPECT_EQ(page.body.size(), length) << status << "\n" << page.body.view();
        EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
        EXPECT_TRUE(page.headers.empty());
    }
}

TEST(ErrorPage, IsFlasksByteForByte)
{
    EXPECT_EQ(error_page(403).body,
              "<!doctype html>\n<html lang=en>\n<title>403 Forbidden</title>\n<h1>Forbidden</h1>\n"
              "<p>You don&#39;t have the permission to access the requested resource. It is either "
              "read-protected or not readable by the server.</p>\n");
}

TEST(ErrorPage, OfAStatusWithoutANameStillHasATitle)
{
    EXPECT_EQ(error_page(499).body,
              "<!doctype html>\n<html lang=en>\n<title>499 Unknown Error</title>\n"
              "<h1>Unknown Error</h1>\n");
}

TEST(ErrorPage, OfAStatusThatIsNoErrorIs500)
{
    for (int status : {0, 99, 200, 304, 600})
        EXPECT_EQ(error_page(status).status, 500) << status;
}

TEST(Redirect, HasFlasksPage)
{
    const Response response = redirect("/login");
    EXPECT_EQ(response.status, 302);
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(response.headers.get("Location"), "/login");
    EXPECT_EQ(response.headers.size(), 1U);
    EXPECT_EQ(response.body,
              "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n"
              "<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the target "
              "URL: <a href=\"/login\">/login</a>. If not, click the link.\n");
}

TEST(Redirect, EscapesTheUnencodedLocationInItsPage)
{
    const Response response = redirect("/?a=1&b=\"<\u00E9>", 303);
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(response.headers.get("Location"), "/?a=1&b=%22%3C%C3%A9%3E");
    EXPECT_NE(response.body.view().find("href=\"/?a=1&amp;b=&#34;&lt;\u00E9&gt;\">"),
              std::string_view::npos);
}

struct LocationCase {
    std::string_view from;
    std::string_view to;
};

// What Werkzeug sends for each.
TEST(Redirect, EncodesItsLocationAsWerkzeugDoes)
{
    for (const auto& [from, to] : {
             LocationCase{"", ""},
             LocationCase{"/x y", "/x%20y"},
             LocationCase{"/\u00E9", "/%C3%A9"},
             LocationCase{"/%20;='(&amp;", "/%20;='(&amp;"},
             LocationCase{"/a\tb", "/ab"},
             LocationCase{"/x\x01y\x7F", "/x%01y%7F"},
             LocationCase{"/x#a#b", "/x#a#b"},
             LocationCase{"/x?a b&c=|", "/x?a%20b&c=%7C"},
             LocationCase{"/a[b]{c}|\\^`", "/a%5Bb%5D%7Bc%7D%7C%5C%5E%60"},
             LocationCase{"javascript:alert(1)", "javascript:alert(1)"},
             LocationCase{"//host/x", "//host/x"},
             LocationCase{"http://u:p@h:80/x", "http://u:p@h:80/x"},
             LocationCase{"http://[::1]:80/[x]", "http://[::1]:80/%5Bx%5D"},
             LocationCase{"mailto:a@b", "mailto:a@b"},
             LocationCase{"/%zz%", "/%zz%"},
             LocationCase{"?x=1", "?x=1"},
         })
        EXPECT_EQ(redirect(from).headers.get("Location"), to);
}

Response created()
{
    return {Dict{{"id", 7}}, 201, {{"Location", "/posts/7"}, {"Vary", "Accept"}}};
}

TEST(Response, OfContentAStatusAndFieldsIsOneExpression)
{
    const Response response = created();
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body, "{\"id\":7}\n");
    EXPECT_EQ(response.headers.get("Location"), "/posts/7");
    EXPECT_EQ(response.headers.get("Vary"), "Accept");
}

TEST(Response, WithAStatusMayBeOfAnyContent)
{
    const auto of = [](Response response) {
        return std::to_string(response.status) + " " + std::string(response.content_type);
    };
    EXPECT_EQ(of({"<h1>Nothing here</h1>", 404}), "404 text/html; charset=utf-8");
    EXPECT_EQ(of({html("<h1>{}</h1>", "<"), 409}), "409 text/html; charset=utf-8");
    EXPECT_EQ(of({std::string("x"), 400}), "400 text/plain; charset=utf-8");
    EXPECT_EQ(of({List{1}, 202}), "202 application/json");
    EXPECT_EQ(of({Response("x").with("Content-Type", "text/csv"), 206}), "206 text/csv");
    EXPECT_EQ(of({std::string("a,b"), 200, {{"content-type", "text/csv"}}}), "200 text/csv");
}

TEST(Response, WithAStatusOrAFieldThatCannotBeIsRejected)
{
    EXPECT_THROW(Response("x", 99), std::invalid_argument);
    EXPECT_THROW(Response("x", 600), std::invalid_argument);
    EXPECT_THROW(Response("x", 200, {{"X-A", std::string("a\r\nb")}}), std::invalid_argument);
    EXPECT_THROW(Response("x", 200, {{"Content-Length", "5"}}), std::invalid_argument);
}

TEST(Redirect, NeverStartsANewLine)
{
    EXPECT_EQ(redirect("/x\r\nSet-Cookie: a=b").headers.get("Location"),
              "/x%0D%0ASet-Cookie:%20a=b");
    EXPECT_EQ(redirect(std::string_view("/\0", 2)).headers.get("Location"), "/%00");
}

TEST(Redirect, RefusesAStatusThatIsNoRedirect)
{
    EXPECT_THROW(redirect("/", 200), std::invalid_argument);
    EXPECT_THROW(redirect("/", 404), std::invalid_argument);
    EXPECT_EQ(redirect("/", 308).status, 308);
}

} // namespace
} // namespace costrel::inline v1
