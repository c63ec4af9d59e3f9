#include "unit/http/peer.hpp"
#include "unit/http/scripted_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Source = detail::BodySource::State;

// Answers the path /stream from the script, and others with "hello".
void answer_streamed(Peer& peer, Script& script)
{
    peer.respond = [&script](const Message& message) {
        return message.path == "/stream" ? streamed(script) : Response("hello");
    };
}

std::string body_of(std::string_view answer)
{
    return std::string(answer.substr(answer.find("\r\n\r\n") + 4));
}

constexpr std::string_view hello_end = "Content-Length: 5\r\n\r\nhello";

TEST(ConnectionBody, OfUnknownSizeIsSentInChunks)
{
    Script script{.text = "hello, world", .piece = 5};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get("", "/stream"));
    EXPECT_EQ(peer.received,
              "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
              "Content-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
              "5\r\nhello\r\n5\r\n, wor\r\n2\r\nld\r\n0\r\n\r\n");
    EXPECT_EQ(peer.writes, 1U); // the small pieces join the head
    EXPECT_TRUE(script.destroyed);
    EXPECT_FALSE(peer.fin);
}

TEST(ConnectionBody, OfKnownSizeIsSentWithContentLength)
{
    Script script{.text = "hello, world", .size = 12, .piece = 5};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get("", "/stream"));
    EXPECT_THAT(peer.received, HasSubstr("\r\nContent-Length: 12\r\n"));
    EXPECT_THAT(peer.received, Not(HasSubstr("Transfer-Encoding")));
    EXPECT_EQ(body_of(peer.received), "hello, world");
}

TEST(ConnectionBody, IsTheSameHoweverTheRequestIsCut)
{
    const std::string request = get("", "/stream") + get() + get("", "/stream") + get();
    const auto answers = [&](std::size_t piece) {
        Script script{.text = "hello, world", .piece = 5};
        Peer peer;
        peer.respond = [&script](const Message& message) {
            script.given = 0;
            return message.path == "/stream" ? streamed(script) : Response("hello");
        };
        for (std::string_view rest = request; !rest.empty();
             rest.remove_prefix(std::min(piece, rest.size())))
            peer.send(rest.substr(0, piece));
        return peer.received;
    };
    const std::string whole = answers(request.size());
    for (std::size_t piece = 1; piece < request.size(); ++piece)
        EXPECT_EQ(answers(piece), whole) << piece;
}

TEST(ConnectionBody, IsNotReadForHead)
{
    for (const std::optional<std::uint64_t> size : {std::optional<std::uint64_t>(), {5}}) {
        Script script{.text = "hello", .size = size};
        Peer peer;
        answer_streamed(peer, script);
        peer.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
        EXPECT_THAT(peer.received, HasSubstr(size ? "\r\nContent-Length: 5\r\n"
                                                  : "\r\nTransfer-Encoding: chunked\r\n"));
        EXPECT_EQ(body_of(peer.received), "");
        EXPECT_EQ(script.reads, 0);
        EXPECT_TRUE(script.destroyed);
        peer.send(get());
        EXPECT_THAT(peer.received, EndsWith(hello_end));
    }
}

// What a Stream holds lives as long as its request, and may read it.
TEST(ConnectionBody, ThatIsNotReadEndsBeforeTheNextRequestIsRead)
{
    class Reader final : public ScriptedSource {
    public:
        Reader(Script& script, const Message& message, std::string& seen) noexcept
            : ScriptedSource(script), message_(message), seen_(seen)
        {
        }
        ~Reader() override { seen_ = std::string(message_.path); }

    private:
        const Message& message_;
        std::string& seen_;
    };
    for (const bool is_head : {true, false}) {
        Script script{.text = "hello"};
        std::string seen;
        Peer peer;
        peer.respond = [&](const Message& message) {
            if (message.path != "/stream")
                return Response("hello");
            Response response("");
            response.body = Body(std::make_unique<Reader>(script, message, seen));
            return std::move(response).with_status(is_head ? 200 : 204);
        };
        peer.send(std::string(is_head ? "HEAD" : "GET") + " /stream HTTP/1.1\r\nHost: a\r\n\r\n" +
                  get());
        EXPECT_EQ(seen, "/stream") << is_head;
        EXPECT_THAT(peer.received, EndsWith(hello_end));
    }
}

TEST(ConnectionBody, IsNotReadForStatusesThatHaveNone)
{
    for (const int status : {204, 205, 304}) {
        Script script{.text = "hello"};
        Peer peer;
        peer.respond = [&](const Message&) { return streamed(script).with_status(status); };
        peer.send(get());
        EXPECT_EQ(body_of(peer.received), "");
        EXPECT_THAT(peer.received, Not(HasSubstr("Transfer-Encoding")));
        EXPECT_EQ(script.reads, 0);
        EXPECT_TRUE(script.destroyed);
        EXPECT_FALSE(peer.fin);
    }
}

TEST(ConnectionBody, EndsWithTheConnectionInHttp10)
{
    Script script{.text = "hello, world", .piece = 5};
    Peer peer;
    answer_streamed(peer, script);
    peer.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_THAT(peer.received, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(peer.received, Not(HasSubstr("Transfer-Encoding")));
    EXPECT_THAT(peer.received, Not(HasSubstr("Content-Length")));
    EXPECT_EQ(body_of(peer.received), "hello, world");
    EXPECT_TRUE(peer.fin);
    EXPECT_FALSE(peer.reset);
}

TEST(ConnectionBody, OfKnownSizeKeepsAnHttp10ConnectionThatAsksForIt)
{
    Script script{.text = "hello", .size = 5};
    Peer peer;
    answer_streamed(peer, script);
    peer.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(peer.outcome(), "200");
}

TEST(ConnectionBody, ThatIsEmptyHasAContentLengthOfZero)
{
    Script script{.text = "", .size = 0};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get("", "/stream") + get());
    EXPECT_EQ(peer.outcome(), "200,200");
    EXPECT_EQ(script.reads, 0);
}

TEST(ConnectionBody, ComesBeforeTheAnswersOfPipelinedRequests)
{
    Script script{.text = std::string(200'000, 'x'), .size = 200'000};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get() + get("", "/stream") + get());
    EXPECT_EQ(peer.outcome(), "200,200,200");
    EXPECT_THAT(peer.received, EndsWith(hello_end));
}

TEST(ConnectionBody, KeepsTheRequestUntilItEnds)
{
    Script script{.text = "hello", .piece = 2, .waits_at = 2};
    Peer peer;
    std::string_view target;
    peer.respond = [&](const Message& message) {
        target = message.target;
        return streamed(script);
    };
    peer.send(get("", "/stream?a=b") + get());
    EXPECT_TRUE(peer.waits);
    EXPECT_EQ(target, "/stream?a=b");
    EXPECT_EQ(peer.requests.size(), 1U);
}

TEST(ConnectionBody, ThatWaitsIsSentAsFarAsItIs)
{
    Script script{.text = "hello, world", .piece = 5, .waits_at = 5};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get("", "/stream"));
    EXPECT_TRUE(peer.waits);
    EXPECT_THAT(peer.received, EndsWith("\r\n\r\n5\r\nhello\r\n"));
    peer.wait(1h); // which is the application's affair
    EXPECT_FALSE(peer.closed);

    peer.connection.source_ready();
    peer.pump();
    EXPECT_EQ(unchunked(body_of(peer.received)), "hello, world");
}

TEST(ConnectionBody, IsNotReadAheadOfASlowReader)
{
    Script script{.text = std::string(10'000'000, 'x')};
    Peer peer;
    answer_streamed(peer, script);
    peer.reads = false;
    peer.send(get("", "/stream"));
    EXPECT_LE(script.given, BodyWriter::piece_size);
    EXPECT_LE(peer.connection.memory(), 128U * 1024);
    const std::size_t given = script.given;
    peer.connection.sent(1'000, peer.now);
    EXPECT_EQ(peer.connection.next(), Connection::Action::write);
    EXPECT_EQ(script.given, given);

    peer.reads = true;
    peer.pump();
    EXPECT_TRUE(script.destroyed);
    EXPECT_LE(peer.connection.memory(), 192U * 1024);
}

TEST(ConnectionBody, IsResetWhenItsReaderStalls)
{
    Script script{.text = std::string(10'000'000, 'x')};
    Peer peer;
    answer_streamed(peer, script);
    peer.reads = false;
    peer.send(get("", "/stream"));
    peer.wait(19s);
    EXPECT_FALSE(peer.closed);
    peer.wait(2s);
    EXPECT_TRUE(peer.reset);
}

TEST(ConnectionBody, ThatFailsCutsTheConnection)
{
    for (const char* version : {"1.0", "1.1"}) {
        Script script{.text = "hello", .piece = 2, .waits_at = 2, .end = Source::failed};
        Peer peer;
        answer_streamed(peer, script);
        peer.send("GET /stream HTTP/" + std::string(version) + "\r\nHost: a\r\n\r\n");
        EXPECT_FALSE(peer.closed);
        peer.connection.source_ready();
        peer.pump();
        EXPECT_TRUE(peer.reset);
        EXPECT_FALSE(peer.fin);
        EXPECT_TRUE(script.destroyed);
        EXPECT_THAT(peer.received, Not(EndsWith("0\r\n\r\n")));
    }
}

TEST(ConnectionBody, ThatFailsBeforeAnythingIsSentIsA500)
{
    Script script{.text = "hello", .piece = 2, .end = Source::failed};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get() + get("", "/stream") + get());
    EXPECT_EQ(peer.outcome(), "200,500!");
    EXPECT_THAT(peer.received, Not(HasSubstr("chunked")));
    EXPECT_TRUE(script.destroyed);
    EXPECT_EQ(peer.requests.size(), 2U);
}

TEST(ConnectionBody, ThatIsShorterThanItsSizeCutsTheConnection)
{
    Script script{.text = "hello", .size = 6, .piece = 2, .waits_at = 2};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get("", "/stream") + get());
    peer.connection.source_ready();
    peer.pump();
    EXPECT_TRUE(peer.reset);
    EXPECT_EQ(peer.requests.size(), 1U);
}

TEST(ConnectionBody, ThatIsLongerThanItsSizeIsSentUpToIt)
{
    Script script{.text = "hello, world", .size = 5};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get("", "/stream") + get());
    EXPECT_EQ(peer.outcome(), "200,200");
    EXPECT_THAT(peer.received, HasSubstr("\r\n\r\nhelloHTTP/1.1 200 OK"));
}

TEST(ConnectionBody, IsSentWholeAfterFinish)
{
    Script script{.text = "hello, world", .piece = 5, .waits_at = 5};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get("", "/stream"));
    peer.connection.finish(peer.now);
    EXPECT_FALSE(peer.closed);
    peer.connection.source_ready();
    peer.pump();
    EXPECT_EQ(unchunked(body_of(peer.received)), "hello, world");
    peer.wait(std::chrono::seconds(1));
    EXPECT_TRUE(peer.closed);
}

TEST(ConnectionBody, OfTheLastAnswerIsSentWholeBeforeTheEnd)
{
    Script script{.text = std::string(200'000, 'x'), .size = 200'000};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get("Connection: close\r\n", "/stream"));
    EXPECT_EQ(peer.outcome(), "200!");
    EXPECT_EQ(body_of(peer.received), script.text);
}

TEST(ConnectionBody, IsWholeThoughThePeerSentItsFin)
{
    Script script{.text = "hello, world", .piece = 5};
    Peer peer;
    answer_streamed(peer, script);
    peer.send(get("", "/stream").substr(0, 30)).send(get("", "/stream").substr(30)).end();
    EXPECT_EQ(unchunked(body_of(peer.received)), "hello, world");
    EXPECT_TRUE(peer.closed);
    EXPECT_FALSE(peer.reset);
}

TEST(ConnectionBody, IsDroppedWithTheConnection)
{
    Script script{.text = "hello", .piece = 2, .waits_at = 2};
    {
        Peer peer;
        answer_streamed(peer, script);
        peer.send(get("", "/stream"));
        EXPECT_TRUE(peer.connection.is_within_body());
        EXPECT_FALSE(script.destroyed);
    }
    EXPECT_TRUE(script.destroyed);
}

TEST(ConnectionBody, OfAnAnswerThatCannotBeSentIsDropped)
{
    Script script{.text = "hello"};
    Peer peer;
    peer.respond = [&](const Message&) {
        Response response = streamed(script);
        response.status = 99;
        return response;
    };
    peer.send(get());
    EXPECT_EQ(peer.outcome(), "500");
    EXPECT_TRUE(script.destroyed);
}

} // namespace
} // namespace costrel::inline v1::http
