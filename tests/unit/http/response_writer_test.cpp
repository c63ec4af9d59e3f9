#include "http/response_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string written(const Response& response, const ResponseContext& context = {})
{
    std::string out;
    append_response(out, response, context);
    return out;
}

TEST(ResponseWriter, WritesFieldsInFlasksOrder)
{
    Response response = redirect("/next");
    response.headers.set("Vary", "Cookie");
    response.headers.add("Set-Cookie", "a=1");
    response.headers.add("Set-Cookie", "b=2");
    response.body = "x";
    EXPECT_EQ(written(response, {"D", false, ConnectionOption::close}),
              "HTTP/1.1 302 FOUND\r\nDate: D\r\nContent-Type: text/html; charset=utf-8\r\n"
              "Content-Length: 1\r\nLocation: /next\r\nVary: Cookie\r\nSet-Cookie: a=1\r\n"
              "Set-Cookie: b=2\r\nConnection: close\r\n\r\nx");
}

TEST(ResponseWriter, WritesTheReasonInCapitals)
{
    EXPECT_THAT(written(Response(404)), StartsWith("HTTP/1.1 404 NOT FOUND\r\n"));
    EXPECT_THAT(written(Response(418)), StartsWith("HTTP/1.1 418 I'M A TEAPOT\r\n"));
    EXPECT_THAT(written(Response(299)), StartsWith("HTTP/1.1 299 UNKNOWN\r\n"));
}

TEST(ResponseWriter, HasRoomForTheReasonOfEachStatus)
{
    for (int status = 0; status < 1000; ++status)
        EXPECT_LE(reason_phrase(status).size(), 64U) << status; // longest_reason
}

TEST(ResponseWriter, AppendsToWhatIsThere)
{
    std::string out = "before";
    append_response(out, Response("x"), {});
    EXPECT_THAT(out, StartsWith("beforeHTTP/1.1 200 OK\r\n"));
}

TEST(ResponseWriter, SendsNoDateWhenThereIsNone)
{
    EXPECT_THAT(written(Response("x")), Not(HasSubstr("Date")));
}

TEST(ResponseWriter, DropsTheBodyOfStatusesThatHaveNone)
{
    const std::string no_content = written(Response("x").with_status(204));
    EXPECT_THAT(no_content, EndsWith("\r\n\r\n"));
    EXPECT_THAT(no_content, Not(HasSubstr("Content-Length")));
    EXPECT_THAT(no_content, HasSubstr("Content-Type"));

    const std::string not_modified = written(Response("x").with_status(304).with("ETag", "\"a\""));
    EXPECT_THAT(not_modified, EndsWith("ETag: \"a\"\r\n\r\n"));
    EXPECT_THAT(not_modified, Not(HasSubstr("Content-")));

    const std::string reset_content = written(Response("x").with_status(205));
    EXPECT_THAT(reset_content, HasSubstr("Content-Length: 0\r\n"));
    EXPECT_THAT(reset_content, EndsWith("\r\n\r\n"));
}

TEST(ResponseWriter, LeavesOutAnEmptyContentType)
{
    Response response("x");
    response.content_type = "";
    EXPECT_THAT(written(response), Not(HasSubstr("Content-Type")));
}

TEST(ResponseWriter, SendsA500InPlaceOfWhatCannotBeSent)
{
    for (int status : {0, 99, 100, 199, 600, 1000}) {
        Response response("secret");
        response.status = status;
        EXPECT_THAT(written(response), StartsWith("HTTP/1.1 500 INTERNAL SERVER ERROR\r\n"));
        EXPECT_THAT(written(response), Not(HasSubstr("secret")));
    }
    for (const char* type : {"text/html\r\nX: y", "a\nb", "a\rb", "a\x01"}) {
        Response response("x");
        response.content_type = std::string(type);
        EXPECT_THAT(written(response), StartsWith("HTTP/1.1 500 ")) << type;
    }
}

} // namespace
} // namespace costrel::inline v1::http
