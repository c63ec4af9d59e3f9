#include "unit/http/peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>

// The bad inputs that a server on the Internet meets, and what it answers. Each is sent whole, one
// byte at a time, and in two pieces cut at every place: the answer is the same.
namespace costrel::http {
namespace {

using namespace std::string_literals;

struct Row {
    std::string input;
    std::string outcome;
};

void PrintTo(const Row& row, std::ostream* out)
{
    *out << testing::PrintToString(row.input.substr(0, 300));
}

struct Received {
    std::string outcome;
    std::vector<std::string> bodies;

    friend bool operator==(const Received&, const Received&) = default;
};

// What `input` gives when it is cut into pieces of the sizes that `next_size` says. Interim answers
// are left out: whether they are sent depends on whether the body is there already.
Received send_in(const std::string& input, const std::vector<std::size_t>& cuts)
{
    Peer peer;
    std::string_view rest = input;
    std::size_t begin = 0;
    for (std::size_t cut : cuts) {
        peer.send(rest.substr(begin, cut - begin));
        begin = cut;
    }
    peer.send(rest.substr(begin));
    Received result{peer.outcome(), {}};
    while (result.outcome.starts_with("100,"))
        result.outcome.erase(0, 4);
    for (const SeenRequest& request : peer.requests)
        result.bodies.push_back(request.method + " " + request.target + " " + request.body);
    return result;
}

void expect_same_however_cut(const Row& row)
{
    const Received whole = send_in(row.input, {});
    EXPECT_EQ(whole.outcome, row.outcome) << testing::PrintToString(row.input.substr(0, 300));

    std::vector<std::size_t> everywhere;
    for (std::size_t i = 1; i < row.input.size(); ++i)
        everywhere.push_back(i);
    EXPECT_EQ(send_in(row.input, everywhere), whole)
        << "one byte at a time: " << testing::PrintToString(row.input.substr(0, 300));
    if (row.input.size() > 1000)
        return;
    for (std::size_t cut : everywhere)
        EXPECT_EQ(send_in(row.input, {cut}), whole)
            << "cut at " << cut << ": " << testing::PrintToString(row.input);
}

class Framing : public testing::TestWithParam<Row> {};

TEST_P(Framing, IsJudgedTheSameHoweverItIsCut)
{
    expect_same_however_cut(GetParam());
}

const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

std::string sized(std::string_view length, std::string_view body = "hello")
{
    return post("Content-Length: " + std::string(length) + "\r\n", body);
}

std::string coded(std::string_view coding)
{
    return post("Transfer-Encoding: " + std::string(coding) + "\r\n", "5\r\nhello\r\n0\r\n\r\n");
}

INSTANTIATE_TEST_SUITE_P(
    F1_F2_TwoLengths, Framing,
    testing::Values(
        Row{post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + smuggled),
            "400!"},
        Row{post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "24\r\n" + smuggled),
            "400!"},
        Row{sized("0", smuggled), "200,200"},
        Row{get("Content-Length: 35\r\n") + smuggled, "200"}));

INSTANTIATE_TEST_SUITE_P(
    F3_F4_ObfuscatedTransferEncoding, Framing,
    testing::Values(
        Row{coded("chunked"), "200"}, Row{coded("CHUNKED"), "200"},
        Row{coded(" \tchunked\t "), "200"}, Row{coded("xchunked"), "400!"},
        Row{coded("chunkedx"), "400!"}, Row{coded("chunked, chunked"), "400!"},
        Row{post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
            "400!"},
        Row{post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"),
            "400!"},
        Row{coded("chunked;q=1"), "400!"}, Row{coded("\"chunked\""), "400!"},
        Row{coded("'chunked'"), "400!"}, Row{coded(",chunked"), "400!"},
        Row{coded("chunked,"), "400!"}, Row{coded("\vchunked"), "400!"},
        Row{coded("\fchunked"), "400!"}, Row{coded("\0chunked"s), "400!"},
        Row{coded("\xC2\xA0"s + "chunked"), "400!"}, Row{coded("chunked\xFF"), "400!"},
        Row{coded("\rchunked"), "400!"}, Row{coded("chunked\x7F"), "400!"},
        Row{coded("chunked="), "400!"},
        Row{post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), "400!"},
        Row{post("Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n"), "400!"},
        Row{post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), "400!"},
        Row{post("Transfer-\r\nEncoding: chunked\r\n", "0\r\n\r\n"), "400!"},
        Row{post("Tran\xC5\xBF"s + "fer-Encoding: chunked\r\n", "0\r\n\r\n"), "400!"},
        Row{post("Transfer_Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), "200"},
        Row{coded("gzip"), "400!"}, Row{coded("chunked, gzip"), "400!"},
        Row{coded("identity"), "400!"}, Row{coded(""), "400!"}, Row{coded("gzip, chunked"), "501!"},
        Row{coded("gzip,x,Chunked"), "501!"}));

INSTANTIATE_TEST_SUITE_P(
    F5_TransferEncodingInHttp10, Framing,
    testing::Values(
        Row{"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400!"},
        Row{"POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" +
                smuggled,
            "400!"},
        Row{"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            "400!"}));

INSTANTIATE_TEST_SUITE_P(
    F6_SeveralContentLengths, Framing,
    testing::Values(Row{post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), "400!"},
                    Row{post("Content-Length: 5\r\ncontent-length: 6\r\n", "hello"), "400!"},
                    Row{post("Content-Length: \r\nContent-Length: 36\r\n", smuggled), "400!"},
                    Row{sized("5, 5"), "400!"}, Row{sized("5,5"), "400!"}));

INSTANTIATE_TEST_SUITE_P(
    F7_ContentLengthThatIsNoNumber, Framing,
    testing::Values(Row{sized("+5"), "400!"}, Row{sized("-5"), "400!"}, Row{sized("-0"), "400!"},
                    Row{sized("0x5"), "400!"}, Row{sized("0o5"), "400!"}, Row{sized("5_0"), "400!"},
                    Row{sized("5.0"), "400!"}, Row{sized("1e1"), "400!"}, Row{sized("5;"), "400!"},
                    Row{sized("5,"), "400!"}, Row{sized(",5"), "400!"}, Row{sized("\"5\""), "400!"},
                    Row{sized("5\0"s), "400!"}, Row{sized("\v5"), "400!"},
                    Row{sized("5 5"), "400!"}, Row{sized("\xC2\xA0"s + "5"), "400!"},
                    Row{sized("\xD9\xA5"), "400!"}, Row{sized(""), "400!"},
                    Row{sized("5z"), "400!"}, Row{sized("-18446744073709551611"), "400!"}));

INSTANTIATE_TEST_SUITE_P(F8_F9_ContentLengthThatIsLarge, Framing,
                         testing::Values(Row{sized("2147483653"), "413!"},
                                         Row{sized("4294967301"), "413!"},
                                         Row{sized("10737418240", ""), "413!"},
                                         Row{sized("9223372036854775807"), "413!"},
                                         Row{sized("9223372036854775808"), "400!"},
                                         Row{sized("18446744073709551615"), "400!"},
                                         Row{sized("18446744073709551621"), "400!"},
                                         Row{sized("1000000000000000000000000000000"), "400!"},
                                         Row{sized("010", "0123456789") + get(), "200,200"}));

INSTANTIATE_TEST_SUITE_P(
    F10_F11_ChunkSizes, Framing,
    testing::Values(Row{chunked("a\r\n0123456789\r\nA;x=y\r\n0123456789\r\n000\r\n\r\n") + get(),
                        "200,200"},
                    Row{chunked("-5\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("+5\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("0x5\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("_5\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked(" 5\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("5 \r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("\t5\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("5g\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("\r\n\r\n"), "400!"},
                    Row{chunked(";x\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("5,5\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("\"5\"\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("5\0\r\nhello\r\n0\r\n\r\n"s), "400!"},
                    Row{chunked("5\v\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("\xC2\xB2\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("10000000000000000\r\n" + smuggled), "400!"},
                    Row{chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("8000000000000000\r\nhello\r\n"), "400!"},
                    Row{chunked("7FFFFFFFFFFFFFFF\r\nhello\r\n"), "413!"},
                    Row{chunked(std::string(100, 'F') + "\r\n"), "400!"},
                    Row{chunked("100000005\r\nhello\r\n0\r\n\r\n"), "413!"},
                    Row{chunked("100001\r\n"), "413!"}));

INSTANTIATE_TEST_SUITE_P(F12_F13_ChunkLineEnds, Framing,
                         testing::Values(Row{chunked("5\nhello\r\n0\r\n\r\n"), "400!"},
                                         Row{chunked("5\rhello\r\n0\r\n\r\n"), "400!"},
                                         Row{chunked("5\r\r\nhello\r\n0\r\n\r\n"), "400!"},
                                         Row{chunked("5\r\nhello\n0\r\n\r\n"), "400!"},
                                         Row{chunked("5\r\nhello\r0\r\n\r\n"), "400!"},
                                         Row{chunked("5\r\nhello\r\n0\n\r\n"), "400!"},
                                         Row{chunked("5\r\nhello\r\n0\r\n\n"), "400!"},
                                         Row{chunked("5\r\nhello\r\n0\r\n\rX\r\n"), "400!"},
                                         Row{chunked("5;a\nhello\r\n0\r\n\r\n"), "400!"},
                                         Row{chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"), "400!"},
                                         Row{chunked("6\r\nhello\r\n0\r\n\r\n"), "400!"},
                                         Row{chunked("4\r\nhello\r\n0\r\n\r\n"), "400!"},
                                         Row{chunked("5\r\nhello0\r\n\r\n"), "400!"},
                                         Row{chunked("5\r\nhello\r\n\r\n0\r\n\r\n"), "400!"}));

INSTANTIATE_TEST_SUITE_P(
    F14_ChunkExtensions, Framing,
    testing::Values(Row{chunked("5;a=b;c;d=\"q\\\"; x\"\r\nhello\r\n0;z\r\n\r\n"), "200"},
                    Row{chunked("5;" + std::string(4096, 'x') + "\r\nhello\r\n0\r\n\r\n"), "200"},
                    Row{chunked("5;" + std::string(4097, 'x') + "\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("1;" + std::string(2048, 'x') + "\r\na\r\n1;" +
                                std::string(2048, 'x') + "\r\nb\r\n1;x\r\nc\r\n0\r\n\r\n"),
                        "400!"},
                    Row{chunked("5;a\0b\r\nhello\r\n0\r\n\r\n"s), "400!"}));

INSTANTIATE_TEST_SUITE_P(
    F15_Trailers, Framing,
    testing::Values(
        Row{chunked("0\r\nX-T: 1\r\nX-U: 2\r\n\r\n") + get(), "200,200"},
        Row{chunked("0\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\nHost: evil\r\n"
                    "Cookie: session=x\r\n\r\n") +
                get(),
            "200,200"},
        Row{chunked("0\r\nno colon\r\n\r\n"), "400!"}, Row{chunked("0\r\nX : y\r\n\r\n"), "400!"},
        Row{chunked("0\r\nX: a\r\n b\r\n\r\n"), "400!"},
        Row{chunked("0\r\nX: a\nY: b\r\n\r\n"), "400!"},
        Row{chunked("0\r\nX:POST / HTTP/1.1\r\n\r\n"), "200"},
        Row{chunked("0\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n"), "431!"}));

INSTANTIATE_TEST_SUITE_P(
    F16_F17_F18_LineEnds, Framing,
    testing::Values(Row{"GET / HTTP/1.1\nHost: a\n\n", "400!"},
                    Row{"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", "400!"},
                    Row{"GET / HTTP/1.1\r\nHost: a\r\n\n", "400!"},
                    Row{"\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "400!"},
                    Row{get("X: a\rb\r\n"), "400!"},
                    Row{get("X: a\rContent-Length: 5\r\n") + "hello", "400!"},
                    Row{"GET / HTTP/1.1\rHost: a\r\r", ""}, Row{get("X: a\r\r\n"), "400!"},
                    Row{"GET / HTTP/1.1\r\nHost: a\r\n\rXGET / HTTP/1.1\r\nHost: a\r\n\r\n",
                        "400!"},
                    Row{get("X: a\r\n b\r\n"), "400!"}, Row{get("X: a\r\n\tb\r\n"), "400!"},
                    Row{get("X: a\r\n \r\n"), "400!"}, Row{sized("\r\n 5"), "400!"},
                    Row{"GET / HTTP/1.1\r\n Host: a\r\n\r\n", "400!"}));

INSTANTIATE_TEST_SUITE_P(
    F19_F20_FieldLines, Framing,
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
    F21_F22_F23_F24_Pipelining, Framing,
    testing::Values(
        Row{get() + get("Bad Header: x\r\n"), "200,400!"},
        Row{get("Bad Header: x\r\n") + get(), "400!"}, Row{sized("5") + get(), "200,200"},
        Row{sized("5") + "\r\n" + get(), "200,200"},
        Row{sized("5") + "GARBAGE\r\n\r\n", "200,400!"},
        Row{get("Content-Length: 35\r\n") + smuggled + get(), "200,200"},
        Row{"HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 35\r\n\r\n" + smuggled + get(),
            "200,200"},
        Row{"DELETE / HTTP/1.1\r\nHost: a\r\nContent-Length: 35\r\n\r\n" + smuggled + get(),
            "200,200"},
        Row{"OPTIONS / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            "23\r\n" +
                smuggled + "\r\n0\r\n\r\n" + get(),
            "200,200"},
        Row{get("Connection: close\r\n") + get(), "200!"},
        Row{get("Connection: x\r\nConnection: keep-alive, CLOSE\r\n") + get(), "200!"},
        Row{get("Connection: closed\r\n") + get(), "200,200"}));

INSTANTIATE_TEST_SUITE_P(
    F25_Expect, Framing,
    testing::Values(
        Row{post("Content-Length: 5\r\nExpect: 100-continue\r\n", "hello"), "200"},
        Row{post("Content-Length: 5\r\nExpect: 100-Continue\r\n", "hello"), "200"},
        Row{post("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", "0\r\n\r\n"), "200"},
        Row{get("Expect: 100-continue\r\n"), "200"}, Row{get("Expect:\r\n"), "200"},
        Row{post("Content-Length: 5\r\nExpect: 200-ok\r\n", "hello"), "417!"},
        Row{post("Content-Length: 5\r\nExpect: 100-continue, x\r\n", "hello"), "417!"},
        Row{"POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 200-ok\r\n\r\nhello", "200!"},
        Row{post("Content-Length: 10737418240\r\nExpect: 100-continue\r\n", ""), "413!"}));

INSTANTIATE_TEST_SUITE_P(
    F28_NotHttp, Framing,
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
    F30_Versions, Framing,
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

INSTANTIATE_TEST_SUITE_P(F31_Methods, Framing,
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
    F32_Targets, Framing,
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
    F33_LargeHeads, Framing,
    testing::Values(
        Row{get("X: " + std::string(70'000, 'x') + "\r\n"), "431!"},
        Row{get("X: " + std::string(10'000, 'x') + "\r\nY: " + std::string(10'000, 'x') + "\r\n"),
            "431!"},
        Row{"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x'), "431!"},
        Row{get(std::string(10'000, 'X') + ": y\r\n"), "200"},
        Row{get(std::string(17'000, 'X') + ": y\r\n"), "431!"}, Row{get(many_fields(99)), "200"},
        Row{get(many_fields(100)), "431!"}, Row{get(many_fields(1000)), "431!"}));

std::string hosted(const std::string& fields)
{
    return "GET / HTTP/1.1\r\n" + fields + "\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    G9_G10_Hosts, Framing,
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

} // namespace
} // namespace costrel::http
