#include "http/framing/refusal.hpp"
#include "unit/http/peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace costrel::inline v1::http {
namespace {

using namespace std::chrono_literals;

// Keeps what it is told.
class Witness final : public ConnectionObserver {
public:
    Witness() : ConnectionObserver(counted) {}

    void refused(const RefusedRequest& request) noexcept override
    {
        rules += std::to_string(request.refusal.status) + " ";
        rules += rule_name(request.refusal.rule);
        line = request.request_line;
        body_bytes = request.body_bytes;
    }

    Traffic counted;
    std::string rules;
    std::string line;
    std::size_t body_bytes = 0;
};

Limits small_limits()
{
    Limits limits;
    limits.max_request_line = 40;
    limits.max_header_bytes = 100;
    limits.max_header_fields = 3;
    limits.max_field_name = 20;
    limits.max_chunk_ext_bytes = 4;
    return limits;
}

struct Refused : testing::Test {
    std::string by(std::string_view bytes, bool then_end = false)
    {
        Witness witness;
        Peer peer(small_limits(), 10, &witness);
        peer.send(bytes);
        if (then_end)
            peer.end();
        line = witness.line;
        Witness bytewise;
        Peer slow_peer(small_limits(), 10, &bytewise);
        slow_peer.send_bytewise(bytes);
        if (then_end)
            slow_peer.end();
        EXPECT_EQ(bytewise.rules, witness.rules) << bytes;
        return witness.rules;
    }
    std::string line; // of the request refused last, when its bytes came at once
};

std::string request(std::string_view fields)
{
    return "POST / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n\r\n";
}

TEST_F(Refused, ByARuleOfTheGateNamesIt)
{
    EXPECT_EQ(by("\x16\x03\x01"), "400 request_line");
    EXPECT_EQ(by("GET /\r\n"), "400 request_line");
    EXPECT_EQ(by("\r\n\r\n\r\n"), "400 empty_lines");
    EXPECT_EQ(by("GET / HTTP/1.1\r\n\r\n"), "400 host");
    EXPECT_EQ(by("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), "400 host");
    EXPECT_EQ(by("GET http://u@h/ HTTP/1.1\r\n"), "400 absolute_target");
    EXPECT_EQ(by("GET ftp://h/ HTTP/1.1\r\n"), "400 absolute_target");
    EXPECT_EQ(by("GET x HTTP/1.1\r\n"), "400 target");
    EXPECT_EQ(by("GET /#http://h HTTP/1.1\r\n"), "400 target");
    EXPECT_EQ(by("CONNECT a:1 HTTP/1.1\r\n"), "501 connect_method");
    EXPECT_EQ(by("GET / HTTP/2.0\r\n"), "505 version");
    EXPECT_EQ(by("GET / HTTP/1.10\r\n"), "400 version");
    EXPECT_EQ(by("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), "400 coding_in_http_10");
    EXPECT_EQ(by(request("Transfer-Encoding: gzip, chunked")), "501 unknown_coding");
    EXPECT_EQ(by(request("Transfer-Encoding: chunked, x")), "400 transfer_encoding");
    EXPECT_EQ(by(request("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")),
              "400 transfer_encoding");
    EXPECT_EQ(by(request("Transfer-Encoding: chunked\r\nContent-Length: 1")),
              "400 coding_and_length");
    EXPECT_EQ(by(request("Content-Length: 1\r\nContent-Length: 1")), "400 content_length");
    EXPECT_EQ(by(request("Content-Length: +1")), "400 content_length");
    EXPECT_EQ(by(request("Content-Length: 11")), "413 body_size");
    EXPECT_EQ(by("GET / HTTP/1.1\n"), "400 line_end");
    EXPECT_EQ(by(request("A: b\n")), "400 line_end");
    EXPECT_EQ(by(request("A: b\r\n c")), "400 folded_line");
    EXPECT_EQ(by(request("A: b\x01")), "400 field_value");
    EXPECT_EQ(by(request("A : b")), "400 field_name");
    EXPECT_EQ(by(request("A")), "400 field_name");
    EXPECT_EQ(by(request("Expect: more")), "417 expectation");
}

TEST_F(Refused, ByALimitNamesIt)
{
    EXPECT_EQ(by("GET /" + std::string(40, 'a')), "414 request_line_size");
    EXPECT_EQ(by(request("A: " + std::string(100, 'a'))), "431 header_size");
    EXPECT_EQ(by(request("A: b\r\nA: b\r\nA: b")), "431 field_count");
    EXPECT_EQ(by(request(std::string(21, 'n') + ": b")), "431 field_name_size");
}

TEST_F(Refused, WithinTheBodyNamesTheRuleToo)
{
    const std::string head = request("Transfer-Encoding: chunked");
    EXPECT_EQ(by(head + "x"), "400 chunk_framing");
    EXPECT_EQ(by(head + "1\r\nab"), "400 chunk_framing");
    EXPECT_EQ(by(head + "1;abcde"), "400 chunk_extensions");
    EXPECT_EQ(by(head + "0\r\n\tc\r\n"), "400 folded_line");
    EXPECT_EQ(by(head + "1\r\n", true), "400 cut_short");
    EXPECT_EQ(line, "POST / HTTP/1.1");
}

// The application responds to that, and tells it in its own line of the log.
TEST_F(Refused, ForAChunkThatIsTooLargeIsCountedAndLeftToTheResponder)
{
    Witness witness;
    Peer peer(small_limits(), 10, &witness);
    peer.send(request("Transfer-Encoding: chunked") + "b\r\n");
    EXPECT_TRUE(peer.received.starts_with("HTTP/1.1 413 ")) << peer.received;
    EXPECT_EQ(peer.requests.size(), 1U); // the responder saw it
    EXPECT_EQ(witness.rules, "");
    EXPECT_EQ(witness.counted.refused[static_cast<std::size_t>(Rule::body_size)].read(), 1U);
}

TEST_F(Refused, TellsTheRequestLineAsFarAsItCame)
{
    by("GET /admin?x=\"1\" HTTP/2.0\r\nHost: a\r\n\r\n");
    EXPECT_EQ(line, "GET /admin?x=\"1\" HTTP/2.0");
    by("GET /adm", true);
    EXPECT_EQ(line, "GET /adm");
    by(std::string_view("\0\x01", 2));
    EXPECT_EQ(line, std::string_view("\0\x01", 2));
}

TEST_F(Refused, ForBeingTooSlowNamesTheTime)
{
    Witness head;
    Peer(Limits{}, 10, &head).send("GET").wait(11s);
    EXPECT_EQ(head.rules, "408 header_timeout");

    Witness body;
    Peer(Limits{}, 10, &body).send(post("Content-Length: 2\r\n", "a")).wait(11s);
    EXPECT_EQ(body.rules, "408 body_timeout");
}

TEST_F(Refused, TellsTheBytesOfTheErrorPage)
{
    Witness witness;
    Peer peer({}, 10, &witness);
    peer.send("GET / HTTP/2.0\r\n\r\n");
    EXPECT_TRUE(peer.received.ends_with("\r\n\r\n" + std::string(error_page(505).body.view())));
    EXPECT_EQ(witness.body_bytes, error_page(505).body.view().size());
}

TEST(Rule, HasANameOfItsOwn)
{
    std::set<std::string_view> names;
    for (std::size_t rule = 0; rule < rule_count; ++rule)
        names.insert(rule_name(static_cast<Rule>(rule)));
    EXPECT_EQ(names.size(), rule_count);
    EXPECT_THAT(names, testing::Each(testing::Not(testing::IsEmpty())));
}

TEST(Traffic, CountsBytesAndTimeoutsAndRefusals)
{
    Witness witness;
    Peer peer({}, 10, &witness);
    peer.send(get());
    EXPECT_EQ(witness.counted.received.read(), get().size());
    EXPECT_EQ(witness.counted.sent.read(), peer.received.size());
    peer.wait(16s);
    EXPECT_EQ(witness.counted.idle_timeouts.read(), 1U);
    EXPECT_EQ(witness.counted.write_timeouts.read(), 0U);

    Peer reads_nothing({}, 10, &witness);
    reads_nothing.reads = false;
    reads_nothing.send(get()).wait(21s);
    EXPECT_TRUE(reads_nothing.reset);
    EXPECT_EQ(witness.counted.write_timeouts.read(), 1U);

    Peer({}, 10, &witness).send("?");
    EXPECT_EQ(witness.counted.refused[static_cast<std::size_t>(Rule::request_line)].read(), 1U);
}

} // namespace
} // namespace costrel::inline v1::http
