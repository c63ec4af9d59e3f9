#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::wire {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

// The fourteen rules that a request has to pass before it is framed. After a request that breaks
// one, nothing more is read: the request that follows it on the same connection, which an attacker
// may have hidden in its body, gets no answer.
class FramingGate : public testing::Test {
protected:
    // Sends `request`, then one that is right; expects `status`, alone, and the end.
    void expect_refused(const std::string& request, int status)
    {
        SCOPED_TRACE(request.substr(0, 200));
        Client client(server.port());
        ASSERT_TRUE(client.send(request + get("/smuggled")));
        const auto answer = client.read_answer();
        ASSERT_TRUE(answer) << "closed without an answer";
        EXPECT_EQ(answer->status, status);
        EXPECT_EQ(answer->field("Connection"), "close");
        EXPECT_TRUE(answer->field("Date"));
        EXPECT_EQ(client.read_to_end(), "");
        EXPECT_EQ(responder.requests(), 0);
    }
    // A request with these header lines in place of its Host.
    void expect_lines_refused(const std::string& lines, int status = 400)
    {
        expect_refused("GET / HTTP/1.1\r\n" + lines + "\r\n", status);
    }
    // A POST with these header lines, and a body of five bytes.
    void expect_body_refused(const std::string& lines, int status = 400)
    {
        expect_refused("POST /echo HTTP/1.1\r\nHost: a\r\n" + lines + "\r\nhello", status);
    }
    std::string answer_to(const std::string& request)
    {
        Client client(server.port());
        client.send(request);
        const auto answer = client.read_answer();
        return answer ? std::to_string(answer->status) + " " + answer->body : "closed";
    }

    TestResponder responder;
    RunningServer server{responder};
};

TEST_F(FramingGate, Rule1OneHostThatIsOne)
{
    expect_lines_refused("");
    expect_lines_refused("Host: a\r\nHost: a\r\n");
    expect_lines_refused("Host:\r\n");
    for (const char* host : {"a b", "a/b", "a:65536", "a:80:90", "user@a", "[::1", "\"><script>"})
        expect_lines_refused("Host: "s + host + "\r\n");
    expect_refused("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400);

    EXPECT_EQ(answer_to("GET /host HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"), "200 [::1]:80");
    EXPECT_EQ(answer_to("GET / HTTP/1.0\r\n\r\n"), "200 hello");
}

TEST_F(FramingGate, Rule2AnAbsoluteTargetReplacesHost)
{
    for (const char* target : {"http:///", "http://user@a/", "ftp://a/", "http://a:65536/"})
        expect_refused("GET "s + target + " HTTP/1.1\r\nHost: a\r\n\r\n", 400);

    EXPECT_EQ(answer_to("GET http://b.example/host HTTP/1.1\r\nHost: a\r\n\r\n"), "200 b.example");
}

TEST_F(FramingGate, Rule3TheFormOfTheTarget)
{
    for (const char* target : {"index", "?x", "*", "/a#b", "/a\x01", "/a\x7f", "/\xff", "a:80"})
        expect_refused("GET "s + target + " HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    expect_refused("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    expect_refused("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501);
}

TEST_F(FramingGate, Rule4TheVersionIs10Or11)
{
    expect_refused("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505);
    for (const char* version : {"HTTP/1.10", "HTTP/01.1", "HTTP/1", "http/1.1", "ICY/1.1"}) {
        Client client(server.port());
        client.send("GET / "s + version + "\r\nHost: a\r\n\r\n" + get("/smuggled"));
        EXPECT_THAT(client.read_status(), testing::AnyOf(400, 505)) << version;
        EXPECT_EQ(client.read_to_end(), "");
    }
}

TEST_F(FramingGate, Rule5NoTransferEncodingInHttp10)
{
    expect_refused("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
}

TEST_F(FramingGate, Rule6TransferEncodingIsChunkedOnce)
{
    for (const char* coding : {"xchunked", "chunked, chunked", "chunked;q=1", "\"chunked\"",
                               ",chunked", "chunked,", "chunked, gzip", "identity", "",
                               "\x0b"
                               "chunked"}) {
        SCOPED_TRACE(coding);
        Client client(server.port());
        client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "s + coding +
                    "\r\n\r\n0\r\n\r\n" + get("/smuggled"));
        EXPECT_THAT(client.read_status(), testing::AnyOf(400, 501));
        EXPECT_EQ(client.read_to_end(), "");
    }
    expect_body_refused("Transfer-Encoding: gzip, chunked\r\n", 501);
    expect_body_refused("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");

    EXPECT_EQ(answer_to("POST /echo HTTP/1.1\r\nHost: a\r\ntransfer-encoding: \t Chunked \r\n\r\n"
                        "5;x=y\r\nhello\r\n0\r\n\r\n"),
              "200 hello");
}

TEST_F(FramingGate, Rule7NotBothLengths)
{
    expect_body_refused("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
    expect_body_refused("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
}

TEST_F(FramingGate, Rule8ContentLengthOnce)
{
    expect_body_refused("Content-Length: 5\r\nContent-Length: 5\r\n");
    expect_body_refused("Content-Length: 5\r\nContent-Length: 0\r\n");
    expect_body_refused("Content-Length: 5, 5\r\n");
}

TEST_F(FramingGate, Rule9ContentLengthIsANumberThatFits)
{
    for (const char* length : {"+5", "-5", "0x5", "5_0", "5.0", "1e1", "5;", "\"5\"", "", "5 5",
                               "9223372036854775808", "18446744073709551621"})
        expect_body_refused("Content-Length: "s + length + "\r\n");
    expect_body_refused("Content-Length: 9223372036854775807\r\n", 413);

    EXPECT_EQ(answer_to("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 005\r\n\r\nhello"),
              "200 hello");
}

TEST_F(FramingGate, Rule10NoFoldNorBareLineEndsNorControls)
{
    expect_lines_refused("Host: a\r\nX: b\r\n folded\r\n");
    expect_lines_refused("Host: a\r\nX: b\n");
    expect_lines_refused("Host: a\r\nX: b\rc\r\n");
    expect_lines_refused("Host: a\r\nX: b\0c\r\n"s);
    expect_lines_refused("Host: a\r\nX: b\x07\r\n");
    expect_lines_refused("Host: a\r\nX: b\x7f\r\n");

    EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: a\r\nX: b\tc\xc3\xbc\r\n\r\n"), "200 hello");
}

TEST_F(FramingGate, Rule11FieldNamesAreTokens)
{
    for (const char* name : {"X ", "X\t", "", " X", "X(y)", "X\"", "X\xc3\xbc", "X\x01"})
        expect_lines_refused("Host: a\r\n"s + name + ": b\r\n");
    expect_lines_refused("Host: a\r\nX\r\n");
}

TEST_F(FramingGate, Rule12TheHeadIsBounded)
{
    expect_lines_refused("Host: a\r\nX: " + std::string(16 * 1024, 'x') + "\r\n", 431);
    std::string many;
    for (int i = 0; i < 101; ++i)
        many += "X: y\r\n";
    expect_lines_refused("Host: a\r\n" + many, 431);
    expect_refused("GET /" + std::string(8 * 1024, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
}

TEST_F(FramingGate, Rule13ConnectionIsReadOverAllItsLines)
{
    Client client(server.port());
    client.send(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\nConnection: x, Close\r\n\r\n" +
        get("/smuggled"));
    EXPECT_EQ(client.read_answer()->field("Connection"), "close");
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(FramingGate, Rule14TrailersAreCheckedAndDropped)
{
    const auto chunked = [](const std::string& trailers) {
        return "POST /fields HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
               "5\r\nhello\r\n0\r\n" +
               trailers + "\r\n";
    };
    expect_refused(chunked("no colon\r\n"), 400);
    expect_refused(chunked("X : y\r\n"), 400);
    expect_refused(chunked("X: " + std::string(16 * 1024, 'x') + "\r\n"), 431);

    EXPECT_THAT(answer_to(chunked("X: y\r\nCookie: session=stolen\r\n")),
                testing::AllOf(HasSubstr("200"), HasSubstr("Host=a"), Not(HasSubstr("Cookie")),
                               Not(HasSubstr("X=y"))));
}

} // namespace
} // namespace costrel::inline v1::wire
