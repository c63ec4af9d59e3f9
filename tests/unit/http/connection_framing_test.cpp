#include "unit/http/however_cut.hpp"

#include <gtest/gtest.h>

#include <string>

// Where bodies begin and end: inputs that are meant to be read in two ways, and what answers them.
// Each is sent whole, one byte at a time, and in two pieces cut at every place.
namespace costrel::inline v1::http {
namespace {

using namespace std::string_literals;

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
    TwoLengths, Framing,
    testing::Values(
        Row{post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + smuggled),
            "400!"},
        Row{post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "24\r\n" + smuggled),
            "400!"},
        Row{sized("0", smuggled), "200,200"},
        Row{get("Content-Length: 35\r\n") + smuggled, "200"}));

INSTANTIATE_TEST_SUITE_P(
    ObfuscatedTransferEncoding, Framing,
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
    TransferEncodingInHttp10, Framing,
    testing::Values(
        Row{"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400!"},
        Row{"POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" +
                smuggled,
            "400!"},
        Row{"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            "400!"}));

INSTANTIATE_TEST_SUITE_P(
    SeveralContentLengths, Framing,
    testing::Values(Row{post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), "400!"},
                    Row{post("Content-Length: 5\r\ncontent-length: 6\r\n", "hello"), "400!"},
                    Row{post("Content-Length: \r\nContent-Length: 36\r\n", smuggled), "400!"},
                    Row{sized("5, 5"), "400!"}, Row{sized("5,5"), "400!"}));

INSTANTIATE_TEST_SUITE_P(
    ContentLengthThatIsNoNumber, Framing,
    testing::Values(Row{sized("+5"), "400!"}, Row{sized("-5"), "400!"}, Row{sized("-0"), "400!"},
                    Row{sized("0x5"), "400!"}, Row{sized("0o5"), "400!"}, Row{sized("5_0"), "400!"},
                    Row{sized("5.0"), "400!"}, Row{sized("1e1"), "400!"}, Row{sized("5;"), "400!"},
                    Row{sized("5,"), "400!"}, Row{sized(",5"), "400!"}, Row{sized("\"5\""), "400!"},
                    Row{sized("5\0"s), "400!"}, Row{sized("\v5"), "400!"},
                    Row{sized("5 5"), "400!"}, Row{sized("\xC2\xA0"s + "5"), "400!"},
                    Row{sized("\xD9\xA5"), "400!"}, Row{sized(""), "400!"},
                    Row{sized("5z"), "400!"}, Row{sized("-18446744073709551611"), "400!"}));

INSTANTIATE_TEST_SUITE_P(ContentLengthThatIsLarge, Framing,
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
    ChunkSizes, Framing,
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

INSTANTIATE_TEST_SUITE_P(ChunkLineEnds, Framing,
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
    ChunkExtensions, Framing,
    testing::Values(Row{chunked("5;a=b;c;d=\"q\\\"; x\"\r\nhello\r\n0;z\r\n\r\n"), "200"},
                    Row{chunked("5;" + std::string(4096, 'x') + "\r\nhello\r\n0\r\n\r\n"), "200"},
                    Row{chunked("5;" + std::string(4097, 'x') + "\r\nhello\r\n0\r\n\r\n"), "400!"},
                    Row{chunked("1;" + std::string(2048, 'x') + "\r\na\r\n1;" +
                                std::string(2048, 'x') + "\r\nb\r\n1;x\r\nc\r\n0\r\n\r\n"),
                        "400!"},
                    Row{chunked("5;a\0b\r\nhello\r\n0\r\n\r\n"s), "400!"}));

INSTANTIATE_TEST_SUITE_P(
    Trailers, Framing,
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
    Pipelining, Framing,
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
    Expect, Framing,
    testing::Values(
        Row{post("Content-Length: 5\r\nExpect: 100-continue\r\n", "hello"), "200"},
        Row{post("Content-Length: 5\r\nExpect: 100-Continue\r\n", "hello"), "200"},
        Row{post("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", "0\r\n\r\n"), "200"},
        Row{get("Expect: 100-continue\r\n"), "200"}, Row{get("Expect:\r\n"), "200"},
        Row{post("Content-Length: 5\r\nExpect: 200-ok\r\n", "hello"), "417!"},
        Row{post("Content-Length: 5\r\nExpect: 100-continue, x\r\n", "hello"), "417!"},
        Row{"POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 200-ok\r\n\r\nhello", "200!"},
        Row{post("Content-Length: 10737418240\r\nExpect: 100-continue\r\n", ""), "413!"}));

} // namespace
} // namespace costrel::inline v1::http
