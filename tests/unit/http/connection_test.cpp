#include "unit/http/peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::http {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST(Connection, HandsOverAWholeRequest)
{
    Peer peer;
    peer.send("POST /user/J%C3%B6rg?x=1&y HTTP/1.1\r\nHost: Example.org:80\r\nX-A:  b \r\n"
              "content-length: 5\r\n\r\nhello");
    ASSERT_EQ(peer.requests.size(), 1U);
    const SeenRequest& request = peer.requests[0];
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/user/J%C3%B6rg?x=1&y");
    EXPECT_EQ(request.host, "Example.org:80");
    EXPECT_EQ(request.body, "hello");
    EXPECT_THAT(request.fields, ElementsAre("Host=Example.org:80", "X-A=b", "content-length=5"));
}

TEST(Connection, SplitsTheTarget)
{
    Peer peer;
    std::vector<std::string> parts;
    peer.respond = [&](const Message& message) {
        parts.push_back(std::string(message.path) + " " + std::string(message.query) + " " +
                        std::string(message.host));
        return Response("");
    };
    peer.send(get("", "/a?b?c") + get("", "/a?") + get("", "http://b:80/c?d") +
              get("", "http://b") + get("", "HTTP://b?d") +
              "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(parts, ElementsAre("/a b?c a", "/a  a", "/c d b:80", "/  b", "/ d b", "*  a"));
}

TEST(Connection, KnowsTheMethodsOfCostrelAndHandsOverTheOthers)
{
    Peer peer;
    std::vector<std::optional<Method>> methods;
    peer.respond = [&](const Message& message) {
        methods.push_back(message.method);
        return Response(405);
    };
    peer.send("DELETE / HTTP/1.1\r\nHost: a\r\n\r\nBREW / HTTP/1.1\r\nHost: a\r\n\r\n"
              "get / HTTP/1.1\r\nHost: a\r\n\r\nTRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(methods, ElementsAre(DELETE, std::nullopt, std::nullopt, std::nullopt));
    EXPECT_EQ(peer.requests[1].method, "BREW");
    EXPECT_EQ(peer.outcome(), "405,405,405,405");
}

TEST(Connection, FindsAFieldByNameWithoutCase)
{
    Peer peer;
    peer.respond = [](const Message& message) {
        EXPECT_EQ(message.find("cookie"), "a=1");
        EXPECT_EQ(message.find("X-B"), std::nullopt);
        return Response("");
    };
    peer.send(get("Cookie: a=1\r\nCOOKIE: b=2\r\n"));
    EXPECT_EQ(peer.outcome(), "200");
}

TEST(Connection, WritesOneAnswer)
{
    Peer peer;
    peer.respond = [](const Message&) { return Response("Hello").with("X-A", "b"); };
    peer.send(get());
    EXPECT_EQ(peer.received, "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
                             "Content-Type: text/html; charset=utf-8\r\nContent-Length: 5\r\n"
                             "X-A: b\r\n\r\nHello");
}

TEST(Connection, AnswersSixteenPipelinedRequestsInOrderWithOneWrite)
{
    Peer peer;
    peer.respond = [](const Message& message) { return Response(std::string(message.path)); };
    std::string input;
    std::string bodies;
    for (char c = 'a'; c < 'a' + 16; ++c)
        input += get("", std::string("/") + c);
    peer.send(input);
    EXPECT_EQ(peer.requests.size(), 16U);
    EXPECT_EQ(peer.writes, 1U);
    std::size_t last = 0;
    for (char c = 'a'; c < 'a' + 16; ++c) {
        const std::size_t at = peer.received.find(std::string("\r\n\r\n/") + c);
        ASSERT_NE(at, std::string::npos) << c;
        EXPECT_GE(at, last);
        last = at;
    }
}

TEST(Connection, BeginsNoPipelinedRequestWhileTooMuchOutputWaits)
{
    Limits limits;
    limits.max_response_buffer = 1000;
    Peer peer(limits);
    peer.respond = [](const Message&) { return Response(std::string(600, 'x')); };
    peer.reads = false;
    peer.send(get() + get() + get() + get());
    EXPECT_EQ(peer.requests.size(), 2U);
    EXPECT_EQ(peer.connection.next(), Connection::Action::write);
    peer.reads = true;
    peer.pump();
    EXPECT_EQ(peer.requests.size(), 4U);
    EXPECT_EQ(peer.outcome(), "200,200,200,200");
}

TEST(Connection, SendsTheLengthOfTheGetBodyButNoBodyForHead)
{
    Peer peer;
    peer.respond = [](const Message&) { return Response("Hello"); };
    peer.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(peer.received, HasSubstr("\r\nContent-Length: 5\r\n"));
    EXPECT_THAT(peer.received, EndsWith("\r\n\r\n"));
}

TEST(Connection, SendsNoBodyWithAnErrorThatAnswersHead)
{
    Peer peer;
    peer.send("HEAD / HTTP/1.1\r\nBad Header: x\r\n\r\n");
    EXPECT_THAT(peer.received, StartsWith("HTTP/1.1 400 BAD REQUEST\r\n"));
    EXPECT_THAT(peer.received, EndsWith("\r\n\r\n"));
}

TEST(Connection, RefusesWithFlasksPageADateAndClose)
{
    Peer peer;
    peer.send(get("Bad Header: x\r\n"));
    const std::string page(error_page(400).body.view());
    EXPECT_EQ(peer.received, "HTTP/1.1 400 BAD REQUEST\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
                             "Content-Type: text/html; charset=utf-8\r\nContent-Length: 167\r\n"
                             "Connection: close\r\n\r\n" +
                                 page);
    EXPECT_THAT(peer.requests, IsEmpty());
}

TEST(Connection, ReadsNothingMoreAfterAnError)
{
    Peer peer;
    peer.send(get("Bad Header: x\r\n")).send(get());
    EXPECT_THAT(peer.requests, IsEmpty());
    EXPECT_EQ(peer.outcome(), "400!");
    EXPECT_FALSE(peer.closed); // lingers, so that the answer is not lost to a reset
    peer.end();
    EXPECT_TRUE(peer.closed);
}

TEST(Connection, LingersNoLongerThanItsLimits)
{
    Peer many;
    many.send(get("Bad Header: x\r\n")).send(std::string(256 * 1024, 'x'));
    EXPECT_FALSE(many.closed);
    many.send("x");
    EXPECT_TRUE(many.closed);

    Peer late;
    late.send(get("Bad Header: x\r\n")).wait(std::chrono::milliseconds(1999));
    EXPECT_FALSE(late.closed);
    late.wait(std::chrono::milliseconds(1));
    EXPECT_TRUE(late.closed);
    EXPECT_FALSE(late.reset);
}

TEST(Connection, StaysOpenInHttp11AndClosesInHttp10UnlessToldOtherwise)
{
    Peer http_1_1;
    http_1_1.send(get());
    EXPECT_THAT(http_1_1.received, Not(HasSubstr("Connection:")));
    EXPECT_EQ(http_1_1.outcome(), "200");

    Peer http_1_0;
    http_1_0.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_THAT(http_1_0.received, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_EQ(http_1_0.outcome(), "200!");

    Peer kept;
    kept.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    EXPECT_THAT(kept.received, HasSubstr("\r\nConnection: keep-alive\r\n"));
    EXPECT_EQ(kept.outcome(), "200");

    Peer both;
    both.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(both.outcome(), "200!");
}

TEST(Connection, SaysCloseInTheLastAnswerItGives)
{
    Limits limits;
    limits.keepalive_requests = 3;
    Peer peer(limits);
    peer.send(get() + get() + get() + get());
    EXPECT_EQ(peer.outcome(), "200,200,200!");
    EXPECT_EQ(peer.requests.size(), 3U);
    EXPECT_EQ(peer.received.find("Connection: close"), peer.received.rfind("Connection: close"));
    EXPECT_GT(peer.received.find("Connection: close"), peer.received.rfind("HTTP/1.1 200"));
}

TEST(Connection, SendsContinueOnlyWhenTheBodyHasNotBegunToCome)
{
    const std::string head =
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
    Peer late;
    late.send(head);
    EXPECT_EQ(late.received, "HTTP/1.1 100 Continue\r\n\r\n");
    late.send("hello");
    EXPECT_EQ(late.outcome(), "100,200");

    Peer at_once;
    at_once.send(head + "h");
    EXPECT_EQ(at_once.received, "");
    at_once.send("ello");
    EXPECT_EQ(at_once.outcome(), "200");

    Peer chunks;
    chunks.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(chunks.received, "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(chunks.send("0\r\n\r\n").outcome(), "100,200");
}

TEST(Connection, SendsNoContinueInHttp10OrBeforeARefusal)
{
    Peer old;
    old.send("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(old.received, "");
    EXPECT_EQ(old.send("hello").outcome(), "200!");

    Peer large;
    large.send(post("Content-Length: 1048577\r\nExpect: 100-continue\r\n", ""));
    EXPECT_EQ(large.outcome(), "413!");
}

TEST(Connection, PutsContinueBehindTheAnswersBeforeIt)
{
    Peer peer;
    peer.send(get() + post("Content-Length: 1\r\nExpect: 100-continue\r\n", ""));
    EXPECT_EQ(peer.outcome(), "200,100");
    EXPECT_EQ(peer.send("x").outcome(), "200,100,200");
}

TEST(Connection, TakesABodyOfExactlyItsLimit)
{
    for (const bool bytewise : {false, true}) {
        Peer exact({}, 10);
        const std::string body = "0123456789";
        const std::string sized = post("Content-Length: 10\r\n", body);
        const std::string coded = chunked("4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n");
        for (const std::string& input : {sized, coded})
            bytewise ? exact.send_bytewise(input) : exact.send(input);
        EXPECT_EQ(exact.outcome(), "200,200");
        ASSERT_EQ(exact.requests.size(), 2U);
        EXPECT_EQ(exact.requests[0].body, body);
        EXPECT_EQ(exact.requests[1].body, body);
    }
    EXPECT_EQ(Peer({}, 10).send(post("Content-Length: 11\r\n", "")).outcome(), "413!");
    EXPECT_EQ(Peer({}, 10).send(chunked("4\r\n0123\r\n7\r\n")).outcome(), "413!");
    EXPECT_EQ(Peer({}, 0).send(post("Content-Length: 1\r\n", "")).outcome(), "413!");
    EXPECT_EQ(Peer({}, 0).send(post("Content-Length: 0\r\n", "")).outcome(), "200");
}

TEST(Connection, TakesALargeBodyInPieces)
{
    std::string body(1024 * 1024, 'x');
    for (std::size_t i = 0; i < body.size(); i += 7)
        body[i] = static_cast<char>('a' + i % 26);
    Peer peer;
    peer.send(post("Content-Length: 1048576\r\n", body) + get());
    ASSERT_EQ(peer.requests.size(), 2U);
    EXPECT_TRUE(peer.requests[0].body == body);
    EXPECT_THAT(peer.received, EndsWith("\r\n\r\n"));

    Peer coded;
    std::string chunks;
    for (std::size_t i = 0; i < body.size(); i += 4096)
        chunks += "1000\r\n" + body.substr(i, 4096) + "\r\n";
    coded.send(chunked(chunks + "0\r\n\r\n") + get());
    ASSERT_EQ(coded.requests.size(), 2U);
    EXPECT_TRUE(coded.requests[0].body == body);
}

TEST(Connection, TakesHeadsOfExactlyTheirLimits)
{
    const auto request_line = [](std::size_t size) { // GET + SP + target + SP + HTTP/1.1
        return "GET /" + std::string(size - 14, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n";
    };
    EXPECT_EQ(Peer().send(request_line(8192)).outcome(), "200");
    EXPECT_EQ(Peer().send(request_line(8193)).outcome(), "414!");
    EXPECT_EQ(Peer().send_bytewise(request_line(8192)).outcome(), "200");
    EXPECT_EQ(Peer().send_bytewise(request_line(8193)).outcome(), "414!");

    const auto fields = [](std::size_t size) { // "Host: a" and "X: ..." with their line ends
        return get("X: " + std::string(size - 9 - 5, 'x') + "\r\n");
    };
    EXPECT_EQ(Peer().send(fields(16384)).outcome(), "200");
    EXPECT_EQ(Peer().send(fields(16385)).outcome(), "431!");
    EXPECT_EQ(Peer().send_bytewise(fields(16384)).outcome(), "200");
    EXPECT_EQ(Peer().send_bytewise(fields(16385)).outcome(), "431!");
}

TEST(Connection, RefusesAHeadAsSoonAsItIsTooLong)
{
    EXPECT_EQ(Peer().send("GET /" + std::string(8188, 'x')).outcome(), "414!");
    EXPECT_EQ(Peer().send("GET /" + std::string(8187, 'x')).outcome(), "");
    EXPECT_EQ(Peer().send("GET / HTTP/1.1\r\nX: " + std::string(16380, 'x')).outcome(), "");
    EXPECT_EQ(Peer().send("GET / HTTP/1.1\r\nX: " + std::string(16381, 'x')).outcome(), "431!");
}

TEST(Connection, CountsTrailersAgainstTheLimitsOfTheHead)
{
    Limits limits;
    limits.max_header_fields = 4;
    EXPECT_EQ(Peer(limits).send(chunked("0\r\nA: 1\r\nB: 2\r\n\r\n")).outcome(), "200");
    EXPECT_EQ(Peer(limits).send(chunked("0\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n")).outcome(), "431!");

    limits = {};
    limits.max_header_bytes = 9 + 28 + 6; // Host, Transfer-Encoding, one trailer
    EXPECT_EQ(Peer(limits).send(chunked("0\r\nA: 1\r\n\r\n")).outcome(), "200");
    EXPECT_EQ(Peer(limits).send(chunked("0\r\nA: 12\r\n\r\n")).outcome(), "431!");
}

TEST(Connection, DropsTrailers)
{
    Peer peer;
    peer.send(chunked("5\r\nhello\r\n0\r\nCookie: session=x\r\nHost: evil\r\n\r\n"));
    ASSERT_EQ(peer.requests.size(), 1U);
    EXPECT_THAT(peer.requests[0].fields, ElementsAre("Host=a", "Transfer-Encoding=chunked"));
    EXPECT_EQ(peer.requests[0].host, "a");
}

// F26
TEST(Connection, AnswersWhatIsWholeWhenThePeerEnds)
{
    EXPECT_EQ(Peer().send(get()).end().outcome(), "200!");
    EXPECT_EQ(Peer().send(post("Content-Length: 5\r\n", "hello")).end().outcome(), "200!");
    EXPECT_EQ(Peer().send(get() + get() + get()).end().outcome(), "200,200,200!");
    EXPECT_EQ(Peer().end().outcome(), "close");
    EXPECT_EQ(Peer().send("\r\n").end().outcome(), "close");
    EXPECT_EQ(Peer().send("GET / HTTP/1.1\r\n").end().outcome(), "400!");
    EXPECT_EQ(Peer().send(post("Content-Length: 5\r\n", "hell")).end().outcome(), "400!");
    EXPECT_EQ(Peer().send(chunked("5\r\nhello\r\n")).end().outcome(), "400!");
    EXPECT_EQ(Peer().send(get() + "GET ").end().outcome(), "200,400!");
}

TEST(Connection, AnswersARequestThatWasReadBeforeThePeerEnded)
{
    Limits limits;
    Connection connection(limits, 0, test_date, {});
    const std::string input = get() + get();
    std::memcpy(connection.input().data(), input.data(), input.size());
    connection.received(input.size(), {});
    connection.received_eof({});
    ASSERT_EQ(connection.next(), Connection::Action::respond);
    connection.answer(Response("x"), {});
    EXPECT_THAT(std::string(connection.output()), Not(HasSubstr("Connection: close")));
    ASSERT_EQ(connection.next(), Connection::Action::respond);
    connection.answer(Response("x"), {});
    EXPECT_THAT(std::string(connection.output()), HasSubstr("Connection: close"));
    connection.sent(connection.output().size(), {});
    EXPECT_EQ(connection.next(), Connection::Action::close);
}

TEST(Connection, RefusesWhatWasHalfReadWhenThePeerEndedDuringAnAnswer)
{
    Limits limits;
    Connection connection(limits, 0, test_date, {});
    const std::string input = get() + "GET ";
    std::memcpy(connection.input().data(), input.data(), input.size());
    connection.received(input.size(), {});
    connection.received_eof({});
    ASSERT_EQ(connection.next(), Connection::Action::respond);
    connection.answer(Response("x"), {});
    EXPECT_THAT(std::string(connection.output()), HasSubstr("HTTP/1.1 400 BAD REQUEST"));
    connection.sent(connection.output().size(), {});
    EXPECT_EQ(connection.next(), Connection::Action::close);
}

TEST(Connection, FinishesAfterTheAnswerUnderWay)
{
    Peer idle;
    idle.connection.finish(idle.now);
    idle.pump();
    EXPECT_TRUE(idle.closed);

    Peer half_read;
    half_read.send("GET / HTTP/1.1\r\n");
    half_read.connection.finish(half_read.now);
    EXPECT_EQ(half_read.send("Host: a\r\n\r\n").outcome(), "200!");
    EXPECT_THAT(half_read.received, HasSubstr("Connection: close"));

    Peer responding;
    responding.respond = [&](const Message&) {
        responding.connection.finish(responding.now);
        return Response("x");
    };
    EXPECT_EQ(responding.send(get() + get()).outcome(), "200!");

    Peer writing;
    writing.reads = false;
    writing.send(get());
    writing.connection.finish(writing.now);
    EXPECT_FALSE(writing.closed);
    writing.reads = true;
    writing.pump();
    EXPECT_EQ(writing.outcome(), "200!");
}

TEST(Connection, WritesWhatIsLeftAfterAPartialWrite)
{
    Limits limits;
    Connection connection(limits, 0, test_date, {});
    std::memcpy(connection.input().data(), get().data(), get().size());
    connection.received(get().size(), {});
    connection.answer(Response("Hello"), {});
    const std::string all(connection.output());
    connection.sent(10, {});
    EXPECT_EQ(connection.output(), all.substr(10));
    EXPECT_EQ(connection.next(), Connection::Action::write);
    connection.sent(all.size() - 10, {});
    EXPECT_EQ(connection.next(), Connection::Action::read);
}

TEST(Connection, BuffersNoMoreThan64KiBOfInput)
{
    Peer peer;
    peer.reads = false;
    peer.send(get());
    peer.reads = true;
    peer.pump();
    std::size_t largest = 0;
    for (int i = 0; i < 100; ++i) {
        peer.send(get("", "/" + std::string(8000, 'x')));
        largest = std::max(largest, peer.connection.input().size());
    }
    EXPECT_LE(largest, 64U * 1024);
    EXPECT_EQ(peer.requests.size(), 101U);
}

TEST(Connection, HoldsLittleMemoryWhileItIsIdle)
{
    Peer peer;
    EXPECT_EQ(peer.connection.memory(), 0U);
    peer.send(post("Content-Length: 500000\r\n", std::string(500'000, 'x')));
    EXPECT_GT(peer.connection.memory(), 500'000U);
    peer.wait(std::chrono::seconds(1));
    EXPECT_EQ(peer.outcome(), "200");
    EXPECT_LE(peer.connection.memory() + sizeof(Connection), 4096U);
    peer.send(get());
    EXPECT_EQ(peer.outcome(), "200,200");
    EXPECT_LE(peer.connection.memory() + sizeof(Connection), 8192U);
}

} // namespace
} // namespace costrel::http
