#include "unit/http/however_cut.hpp"

#include <gtest/gtest.h>

#include <string>

// Bad request lines and fields that a server on the Internet meets, and what answers them. Each is
// sent whole, one byte at a time, and in two pieces cut at every place.
namespace costrel::inline v1::http {
namespace {

using namespace std::string_literals;

class Head : public testing::TestWithParam<Row> {};

TEST_P(Head, IsJudgedTheSameHoweverItIsCut)
{
    expect_same_however_cut(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    LineEnds, Head,
    testing::Values(
        Row{"GET / HTTP/1.1\nHost: a\n\n", "400!"},
        Row{"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", "400!"},
        Row{"GET / HTTP/1.1\r\nHost: a\r\n\n", "400!"},
        Row{"\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "400!"}, Row{get("X: a\rb\r\n"), "400!"},
        Row{get("X: a\rContent-Length: 5\r\n") + "hello", "400!"},
        Row{"GET / HTTP/1.1\rHost: a\r\r", "400!"}, Row{get("X: a\r\r\n"), "400!"},
        Row{"GET / HTTP/1.1\r\nHost: a\r\n\rXGET / HTTP/1.1\r\nHost: a\r\n\r\n", "400!"},
        Row{get("X: a\r\n b\r\n"), "400!"}, Row{get("X: a\r\n\tb\r\n"), "400!"},
        Row{get("X: a\r\n \r\n"), "400!"}, Row{get("Content-Length:\r\n 5\r\n"), "400!"},
        Row{"GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400!"}));

INSTANTIATE_TEST_SUITE_P(
    FieldLines, Head,
    testing::Values(Row{get("X : 1\r\n"), "400!"}, Row{get("X\t: 1\r\n"), "400!"},
                    Row{get("X\r\n"), "400!"}, Row{get(": x\r\n"), "400!"},
                    Row{get(":\r\n"), "400!"}, Row{get("X(Y: 1\r\n"), "400!"},
                    Row{get("X[Y: 1\r\n"), "400!"}, Row{get("X@Y: 1\r\n"), "400!"},
                    Row{get("X/Y: 1\r\n"), "400!"}, Row{get("X,Y: 1\r\n"), "400!"},
                    Row{get("X\"Y: 1\r\n"), "400!"}, Row{get("X Y: 1\r\n"), "400!"},
                    Row{get("X\x01: 1\r\n"), "400!"}, Row{get("X\x85: 1\r\n"), "400!"},
                    Row{get("X\0: 1\r\n"s), "400!"}, Row{get("X: a\0b\r\n"s), "400!"},
                    Row{get("X: a\ab\r\n"), "400!"}, Row{get("X: a\vb\r\n"), "400!"},
                    Row{get("X: a\x1B"s + "b\r\n"), "400!"},
                    Row{get("X: a\x7F"s + "b\r\n"), "400!"}, Row{get("X: a\tb\xFF\r\n"), "200"},
                    Row{get("X:\r\nY:1\r\nZ: \t 1 \t \r\n"), "200"},
                    Row{get("Cookie: =; ;;;=;a;=b;\"\";\xFF=\xFE\r\n"), "200"}));

INSTANTIATE_TEST_SUITE_P(
    NotHttp, Head,
    testing::Values(
        Row{"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"s, "400!"},
        Row{"SSH-2.0-OpenSSH_9.2\r\n", "400!"}, Row{"EHLO a\r\nMAIL FROM:<a@b>\r\n", "400!"},
        Row{"*1\r\n$4\r\nPING\r\n", "400!"},
        Row{"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + get(), "400!"},
        Row{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505!"}, Row{std::string(20, '\0'), "400!"},
        Row{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "400!"}, Row{"   \r\n" + get(), "400!"},
        Row{"\r\n\r\n" + get() + "\r\n\r\n" + get(), "200,200"},
        Row{"\r\n\r\n\r\n" + get(), "400!"}));

std::string version(const std::string& text)
{
    return "GET / " + text + "\r\nHost: a\r\n\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Versions, Head,
    testing::Values(Row{version("HTTP/1.1"), "200"}, Row{version("HTTP/1.0"), "200!"},
                    Row{version("HTTP/2.0"), "505!"}, Row{version("HTTP/9.9"), "505!"},
                    Row{version("HTTP/0.9"), "505!"}, Row{version("HTTP/1.2"), "505!"},
                    Row{version("HTTP/1.10"), "400!"}, Row{version("HTTP/01.1"), "400!"},
                    Row{version("HTTP/1"), "400!"}, Row{version("HTTP/1."), "400!"},
                    Row{version("HTTP/1.1.1"), "400!"}, Row{version("HTTP/1,1"), "400!"},
                    Row{version("HTTP/\"1.1\""), "400!"}, Row{version("HTTP/1 .1"), "400!"},
                    Row{version("HTTP/+1.1"), "400!"}, Row{version("HTTP/4294967297.1"), "400!"},
                    Row{version("http/1.1"), "400!"}, Row{version("ICY/1.1"), "400!"},
                    Row{version("HTTP/1.1 x"), "400!"}, Row{version("HTTP/1.1 "), "400!"},
                    Row{version(""), "400!"}, Row{"GET /\r\nHost: a\r\n\r\n", "400!"},
                    Row{"GET /\r\n", "400!"}));

std::string method(const std::string& name)
{
    return name + " / HTTP/1.1\r\nHost: a\r\n\r\n";
}

INSTANTIATE_TEST_SUITE_P(Methods, Head,
                         testing::Values(Row{method("get"), "200"}, Row{method("FROB"), "200"},
                                         Row{method("TRACE"), "200"}, Row{method("GE(T"), "400!"},
                                         Row{method("GET:"), "400!"}, Row{method("G\0T"s), "400!"},
                                         Row{method(""), "400!"}, Row{method("G\xC3T"), "400!"},
                                         Row{method(std::string(8192, 'A')), "414!"},
                                         Row{method(std::string(100'000, 'A')), "414!"},
                                         Row{method(std::string(9000, 'A') + "("), "414!"},
                                         Row{"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
                                             "501!"},
                                         Row{"GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n", "400!"},
                                         Row{"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400!"}));

INSTANTIATE_TEST_SUITE_P(
    Targets, Head,
    testing::Values(Row{get("", "/a?b?c&d=%zz"), "200"}, Row{get("", "//evil.example/"), "200"},
                    Row{get("", "http://a/x"), "200"}, Row{get("", "HTTPS://a"), "200"},
                    Row{get("", "http://b:80?x"), "200"}, Row{get("", "x"), "400!"},
                    Row{get("", "?x"), "400!"}, Row{get("", "*"), "400!"},
                    Row{get("", "a:80"), "400!"}, Row{get("", "http:///x"), "400!"},
                    Row{get("", "http://user@a/"), "400!"}, Row{get("", "http://a:99999/"), "400!"},
                    Row{get("", "ftp://a/"), "400!"}, Row{get("", "/x#y"), "400!"},
                    Row{get("", "/a b"), "400!"}, Row{get("", "/a\0b"s), "400!"},
                    Row{get("", "/a\x01"), "400!"}, Row{get("", "/a\x7F"), "400!"},
                    Row{get("", "/a\xFF"), "400!"},
                    Row{"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "200"},
                    Row{get("", "/" + std::string(8000, 'x')), "200"},
                    Row{get("", "/" + std::string(70'000, 'x')), "414!"}));

std::string many_fields(int count) // beside Host
{
    std::string fields;
    for (int i = 0; i < count; ++i)
        fields += "X: y\r\n";
    return fields;
}

INSTANTIATE_TEST_SUITE_P(
    LargeHeads, Head,
    testing::Values(
        Row{get("X: " + std::string(70'000, 'x') + "\r\n"), "431!"},
        Row{get("X: " + std::string(10'000, 'x') + "\r\nY: " + std::string(10'000, 'x') + "\r\n"),
            "431!"},
        Row{"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x'), "431!"},
        Row{get(std::string(256, 'X') + ": y\r\n"), "200"},
        Row{get(std::string(257, 'X') + ": y\r\n"), "431!"},
        Row{get(std::string(10'000, 'X') + ": y\r\n"), "431!"},
        Row{get(std::string(17'000, 'X') + ": y\r\n"), "431!"}, Row{get(many_fields(99)), "200"},
        Row{get(many_fields(100)), "431!"}, Row{get(many_fields(1000)), "431!"}));

std::string hosted(const std::string& fields)
{
    return "GET / HTTP/1.1\r\n" + fields + "\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Hosts, Head,
    testing::Values(
        Row{hosted(""), "400!"}, Row{hosted("Host:\r\n"), "400!"},
        Row{hosted("Host: a\r\nHost: a\r\n"), "400!"},
        Row{hosted("Host: a\r\nhOST: b\r\n"), "400!"}, Row{hosted("Host: a:80:90\r\n"), "400!"},
        Row{hosted("Host: [::1\r\n"), "400!"}, Row{hosted("Host: a b\r\n"), "400!"},
        Row{hosted("Host: a/b\r\n"), "400!"}, Row{hosted("Host: \"><script>\r\n"), "400!"},
        Row{hosted("Host: a%41\r\n"), "400!"}, Row{hosted("Host: a:65536\r\n"), "400!"},
        Row{hosted("Host: a,b\r\n"), "400!"}, Row{hosted("Host: u@a\r\n"), "400!"},
        Row{hosted("Host: http://a\r\n"), "400!"}, Row{hosted("Host: [::1]:80\r\n"), "200"},
        Row{hosted("Host: XN--9CA.example.:65535\r\n"), "200"},
        Row{"GET / HTTP/1.0\r\n\r\n", "200!"}, Row{"GET / HTTP/1.0\r\nHost:\r\n\r\n", "200!"},
        Row{"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "400!"},
        Row{"GET / HTTP/1.0\r\nHost: a b\r\n\r\n", "400!"},
        Row{"GET http://b/ HTTP/1.1\r\n\r\n", "400!"}));

// A peer that speaks something else, or HTTP with other line ends, need not ever send what would
// make the line whole.
TEST(HeadInPieces, IsRefusedWithTheFirstByteThatNoRequestHas)
{
    const std::string line = "GET / HTTP/1.1\r\n";
    const std::string trailers = chunked("0\r\n");
    std::string many = line;
    for (int i = 0; i < 100; ++i)
        many += "X: y\r\n";
    const std::vector<Row> rows = {
        {" ", "400!"},
        {"G\r", "400!"},
        {"\rG", "400!"},
        {"GET\t", "400!"},
        {"CONNECT ", "501!"},
        {"GET /\r", "400!"},
        {"GET /\x01", "400!"},
        {"GET /a#", "400!"},
        {"GET x ", "400!"},
        {"GET /a b", "400!"},
        {"GET / h", "400!"},
        {"GET / HTTP/1.1 ", "400!"},
        {"GET / HTTP/11", "400!"},
        {"GET / HTTP/2.", "505!"},
        {"GET / HTTP/1.2", "505!"},
        {"GET / HTTP/1.1\rH", "400!"},
        {"GET / HTTP/1.1\n", "400!"},
        {line + " ", "400!"},
        {line + "\t", "400!"},
        {line + ":", "400!"},
        {line + "\n", "400!"},
        {line + "\rX", "400!"},
        {line + "A ", "400!"},
        {line + "A\r", "400!"},
        {line + "A: b\rC", "400!"},
        {line + "A: b\n", "400!"},
        {line + "A: b" + '\0', "400!"},
        {line + "A: b\r\nC: d\x7F", "400!"},
        {line + std::string(257, 'n'), "431!"},
        {many + "X", "431!"},
        {trailers + "A\r", "400!"},
        {trailers + "A: b\rC", "400!"},
        {trailers + std::string(257, 'n'), "431!"},
    };
    for (const Row& row : rows) {
        const std::string_view input = row.input;
        Peer peer;
        peer.send_bytewise(input.substr(0, input.size() - 1));
        EXPECT_EQ(peer.outcome(), "") << testing::PrintToString(row.input);
        EXPECT_EQ(peer.send_bytewise(input.substr(input.size() - 1)).outcome(), row.outcome)
            << testing::PrintToString(row.input);
        expect_same_however_cut(row);
        expect_same_however_cut({row.input + "\r\n\r\n", row.outcome});
    }
}

// Two faults, of which a check in another order would see the second one first.
TEST(HeadInPieces, IsRefusedByTheFirstOfItsFaults)
{
    const std::string line = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (const Row& row : std::vector<Row>{
             {"GET /\x01 HTTP/2.0\r\n", "400!"},
             {"GET / HTTP/2.0\n", "505!"},
             {"CONNECT a:1 HTTP/2.0\r\n", "501!"},
             {"GET /\x01" + std::string(9000, 'x'), "400!"},
             {"GET /" + std::string(9000, 'x') + '\x01', "414!"},
             {line + "A b: " + std::string(20'000, 'x'), "400!"},
             {line + "A: " + std::string(20'000, 'x') + '\x01', "431!"},
             {line + std::string(300, 'n') + " : x\r\n", "431!"},
             {line + "A b: c\n", "400!"},
         })
        expect_same_however_cut(row);
}

TEST(HeadInPieces, TakesANameOf256Bytes)
{
    expect_same_however_cut({get(std::string(256, 'n') + ": x\r\n"), "200"});
    expect_same_however_cut({get(std::string(257, 'n') + ": x\r\n"), "431!"});
}

} // namespace
} // namespace costrel::inline v1::http
