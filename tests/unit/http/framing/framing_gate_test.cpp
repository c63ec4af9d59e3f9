#include "http/framing/framing_gate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The rules one by one, cut and uncut, are in connection_framing_test.cpp and
// connection_head_test.cpp; here is what the gate tells about what it lets through.
namespace costrel::inline v1::http {
namespace {

class Gate : public testing::Test {
protected:
    FramingGate::Verdict read(std::string_view head)
    {
        gate.reset();
        return gate.read(head);
    }

    Limits limits;
    FramingGate gate{limits, 100};
};

TEST_F(Gate, TellsTheFramingOfTheBody)
{
    ASSERT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), FramingGate::Verdict::passed);
    EXPECT_FALSE(gate.framing().chunked);
    EXPECT_EQ(gate.framing().content_length, 0U);

    ASSERT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"),
              FramingGate::Verdict::passed);
    EXPECT_EQ(gate.framing().content_length, 100U);

    ASSERT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
              FramingGate::Verdict::passed);
    EXPECT_TRUE(gate.framing().chunked);
}

TEST_F(Gate, TellsWhereTheHeadEnds)
{
    const std::string_view head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    ASSERT_EQ(read(std::string(head) + "body\r\n\r\n"), FramingGate::Verdict::passed);
    EXPECT_EQ(gate.head_size(), head.size());
}

TEST_F(Gate, TellsWhatTheClientAsksOfTheConnection)
{
    const auto keeps_alive = [&](std::string_view version, std::string_view fields) {
        EXPECT_EQ(read("GET / HTTP/" + std::string(version) + "\r\nHost: a\r\n" +
                       std::string(fields) + "\r\n"),
                  FramingGate::Verdict::passed);
        return gate.framing().keep_alive;
    };
    EXPECT_TRUE(keeps_alive("1.1", ""));
    EXPECT_FALSE(keeps_alive("1.0", ""));
    EXPECT_TRUE(keeps_alive("1.0", "Connection: x, KEEP-ALIVE\r\n"));
    EXPECT_FALSE(keeps_alive("1.1", "Connection: keep-alive\r\nX: y\r\nConnection: x,close\r\n"));
    EXPECT_FALSE(keeps_alive("1.1", "Connection: close\r\nConnection: x, y\r\n"));
    EXPECT_TRUE(keeps_alive("1.0", "Connection: keep-alive\r\nConnection: x, y\r\n"));
    EXPECT_TRUE(keeps_alive("1.1", "Connection: Upgrade\r\nUpgrade: h2c\r\n"));
}

TEST_F(Gate, KnowsTheFieldsOfTheFramingInEachCase)
{
    const auto verdict = [&](std::string_view fields) {
        return read("POST / HTTP/1.1\r\n" + std::string(fields) + "\r\n");
    };
    for (const std::string host : {"Host: a\r\n", "HOST: a\r\n", "host: a\r\n", "hOsT: a\r\n"}) {
        ASSERT_EQ(verdict(host + "CONTENT-LENGTH: 5\r\n"), FramingGate::Verdict::passed) << host;
        EXPECT_EQ(gate.framing().content_length, 5U);
        ASSERT_EQ(verdict("content-length: 6\r\n" + host), FramingGate::Verdict::passed);
        EXPECT_EQ(gate.framing().content_length, 6U);
        ASSERT_EQ(verdict(host + "tRANSFER-eNCODING: chunked\r\n"), FramingGate::Verdict::passed);
        EXPECT_TRUE(gate.framing().chunked);
        ASSERT_EQ(verdict("TRANSFER-ENCODING: chunked\r\n" + host + "Content-length: 5\r\n"),
                  FramingGate::Verdict::refused);
        EXPECT_EQ(gate.refusal().rule, Rule::coding_and_length);
        ASSERT_EQ(
            verdict(host + "eXPECT: 100-continue\r\nCONTENT-length: 1\r\ncONNECTION: close\r\n"),
            FramingGate::Verdict::passed);
        EXPECT_TRUE(gate.framing().expects_continue);
        EXPECT_FALSE(gate.framing().keep_alive);
        ASSERT_EQ(verdict(host + "EXPECT: x\r\n"), FramingGate::Verdict::refused);
        EXPECT_EQ(gate.refusal().rule, Rule::expectation);
        ASSERT_EQ(verdict(host + "hosT: a\r\n"), FramingGate::Verdict::refused);
        EXPECT_EQ(gate.refusal().rule, Rule::host);
    }
    // Of the same size, and beginning with the same letter.
    ASSERT_EQ(verdict("host: a\r\nHose: b\r\nExport: c\r\nConnectors: close\r\n"
                      "Content-Linger: x\r\nTransfer-Encoders: x\r\n"),
              FramingGate::Verdict::passed);
    EXPECT_TRUE(gate.framing().keep_alive);
    EXPECT_FALSE(gate.framing().chunked);
}

TEST_F(Gate, FillsAMessageWhereverTheHeadLiesByThen)
{
    std::string input = "PUT http://b:81/c?d HTTP/1.1\r\nHost: a\r\nX-A: \t b c\t\r\nX-B:\r\n\r\n";
    ASSERT_EQ(read(input), FramingGate::Verdict::passed);
    const std::string moved = input;
    input.assign(input.size(), '?');

    Message message;
    gate.fill(message, moved);
    EXPECT_EQ(message.method, PUT);
    EXPECT_EQ(message.method_token, "PUT");
    EXPECT_EQ(message.target, "http://b:81/c?d");
    EXPECT_EQ(message.path, "/c");
    EXPECT_EQ(message.query, "d");
    EXPECT_EQ(message.host, "b:81");
    EXPECT_EQ(message.minor_version, 1);
    ASSERT_EQ(message.fields.size(), 3U);
    EXPECT_EQ(message.fields[1].name, "X-A");
    EXPECT_EQ(message.fields[1].value, "b c");
    EXPECT_EQ(message.fields[2].value, "");
}

TEST_F(Gate, FollowsAHeadThatMovesWhileItComes)
{
    const std::string whole = "GET /a HTTP/1.1\r\nHost: a\r\nX-A: b\r\nX-B: c\r\n\r\n";
    gate.reset();
    std::string earlier;
    for (std::size_t size = 1; size < whole.size(); ++size) {
        std::string part = whole.substr(0, size); // elsewhere than before, and that is overwritten
        ASSERT_EQ(gate.read(part), FramingGate::Verdict::incomplete) << size;
        earlier.assign(earlier.size(), '?');
        earlier.swap(part);
    }
    ASSERT_EQ(gate.read(whole), FramingGate::Verdict::passed);
    Message message;
    gate.fill(message, whole);
    ASSERT_EQ(message.fields.size(), 3U);
    EXPECT_EQ(message.fields[0].name, "Host");
    EXPECT_EQ(message.fields[0].name.data(), whole.data() + whole.find("Host"));
    EXPECT_EQ(message.fields[2].name, "X-B");
    EXPECT_EQ(message.fields[2].value, "c");
}

TEST_F(Gate, ForgetsTheRequestBefore)
{
    ASSERT_EQ(read("HEAD / HTTP/1.0\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n"
                   "Expect: 100-continue\r\n\r\n"),
              FramingGate::Verdict::passed);
    ASSERT_EQ(read("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), FramingGate::Verdict::passed);
    EXPECT_FALSE(gate.is_head_request());
    EXPECT_EQ(gate.framing().content_length, 0U);
    EXPECT_TRUE(gate.framing().keep_alive);
    EXPECT_FALSE(gate.framing().expects_continue);
    Message message;
    gate.fill(message, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(message.fields.size(), 1U);
}

TEST_F(Gate, RefusesWhatIsNoMethodBeforeItsLineEnds)
{
    EXPECT_EQ(read("\x16\x03"), FramingGate::Verdict::refused);
    EXPECT_EQ(gate.refusal().status, 400);
    EXPECT_EQ(read("GET"), FramingGate::Verdict::incomplete);
    EXPECT_EQ(read(""), FramingGate::Verdict::incomplete);
}

} // namespace
} // namespace costrel::inline v1::http
