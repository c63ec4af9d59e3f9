#include "badinput/row.hpp"

// Two readers that disagree on where a body ends are how requests are smuggled.
namespace costrel::inline v1::badinput {

namespace {

using namespace std::string_literals;

const std::string hello = "\r\n\r\nhello";

void add_two_lengths(std::vector<Row>& rows)
{
    rows.insert(
        rows.end(),
        {{"F1 CL.TE",
          echo("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + hidden),
          "400!"},
         {"F2 TE.CL",
          echo("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
               "21\r\n" + hidden + "\r\n0\r\n\r\n"),
          "400!"},
         {"F2 CL.0", sized(std::to_string(hidden.size()), hidden), "200", "GET /hidden"},
         {"F2 CL.0 of a GET",
          get("/", "Content-Length: " + std::to_string(hidden.size()) + "\r\n") + hidden, "200"},
         {"F2 TE.0 of a GET",
          get("/", "Transfer-Encoding: chunked\r\n") + "21\r\n" + hidden + "\r\n0\r\n\r\n",
          "200"}});
}

void add_codings(std::vector<Row>& rows)
{
    for (const std::string& coding :
         {"xchunked"s,    "chunkedx"s,  "chunked, chunked"s, "chunked;q=1"s,
          "\"chunked\""s, "'chunked'"s, ",chunked"s,         "chunked,"s,
          "\vchunked"s,   "\fchunked"s, "\0chunked"s,        "\xC2\xA0"s + "chunked",
          "chunked\xFF"s, "\rchunked"s, "chunked\x7F"s,      "chunk ed"s,
          "chun\rked"s,   "chunked\r"s, "\r\n chunked"s,     "\r\n\tchunked"s})
        rows.push_back({"F3 obfuscated coding", coded(coding), "400!"});
    rows.insert(
        rows.end(),
        {{"F3 two lines",
          echo("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
          "400!"},
         {"F3 two lines that differ",
          echo("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "0\r\n\r\n"), "400!"},
         {"F3 space before the colon", echo("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
          "400!"},
         {"F3 tab before the colon", echo("Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n"), "400!"},
         {"F3 folded name", echo("Transfer-\r\n Encoding: chunked\r\n", "0\r\n\r\n"), "400!"},
         {"F3 long s", echo("Tran\xC5\xBF"s + "fer-Encoding: chunked\r\n", "0\r\n\r\n"), "400!"},
         {"F3 underscore is another name",
          echo("Transfer_Encoding: chunked\r\nContent-Length: 5\r\n", "hello"), "200", hello},
         {"F3 any case and white space", coded(" \tChUnKeD\t "), "200", hello},
         {"F4 gzip", coded("gzip"), "400!|501!"},
         {"F4 gzip then chunked", coded("gzip, chunked"), "501!"},
         {"F4 chunked then gzip", coded("chunked, gzip"), "400!"},
         {"F4 identity", coded("identity"), "400!|501!"},
         {"F4 nothing", coded(""), "400!"},
         {"F5 in HTTP 1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "400!"},
         {"F5 in HTTP 1.0 kept alive",
          "POST /echo HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: "
          "chunked\r\n\r\n0\r\n\r\n" +
              hidden,
          "400!"},
         {"F5 in HTTP 1.0 with a length",
          "POST /echo HTTP/1.0\r\nContent-Length: 5\r\nTransfer-Encoding: "
          "chunked\r\n\r\n0\r\n\r\n",
          "400!"}});
}

void add_content_lengths(std::vector<Row>& rows)
{
    rows.insert(rows.end(),
                {{"F6 twice", echo("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), "400!"},
                 {"F6 twice and different",
                  echo("Content-Length: 5\r\nContent-Length: 0\r\n", "hello" + hidden), "400!"},
                 {"F6 list", sized("5, 5"), "400!"},
                 {"F6 list without a space", sized("5,5"), "400!"},
                 {"F6 empty then real", echo("Content-Length:\r\nContent-Length: 5\r\n", "hello"),
                  "400!"}});
    for (const std::string& length :
         {"+5"s,       "-5"s,    "-0"s,  "0x5"s, "0o5"s,
          "5_0"s,      "5.0"s,   "1e1"s, "5;"s,  "5, "s,
          ",5"s,       "\"5\""s, "5\0"s, "\v5"s, "\xC2\xA0"s + "5",
          "\xD9\xA5"s, "5 5"s,   "5z"s,  ""s,    "-18446744073709551611"s})
        rows.push_back({"F7 no number", sized(length), "400!"});
    for (const char* length :
         {"1048577", "2147483653", "4294967301", "10737418240", "9223372036854775807"})
        rows.push_back({"F8 too large", sized(length), "413!"});
    for (const char* length : {"9223372036854775808", "18446744073709551615",
                               "18446744073709551621", "1000000000000000000000000000000"})
        rows.push_back({"F8 larger than any number", sized(length), "400!|413!"});
    rows.push_back({"F9 decimal ten", sized("010", "0123456789"), "200", "\r\n\r\n0123456789"});
}

void add_chunk_sizes(std::vector<Row>& rows)
{
    for (const std::string& size :
         {"-5"s, "+5"s, "0x5"s, "_5"s, " 5"s, "5 "s, "\t5"s, "5g"s, ""s, ";x"s, "5,5"s, "\"5\""s,
          "5\0"s, "5\v"s, "\xC2\xB2"s, "5\xC2\xA0"s, "h"s})
        rows.push_back(
            {"F10 no chunk size", chunks(size + "\r\nhello\r\n0\r\n\r\n" + hidden), "400!"});
    for (const std::string& size :
         {"10000000000000000"s, "10000000000000005"s, "8000000000000000"s, "ffffffffffffffff"s,
          std::string(100, 'F'), "100001"s, "7fffffffffffffff"s})
        rows.push_back(
            {"F11 chunk too large", chunks(size + "\r\nhello\r\n0\r\n\r\n"), "400!|413!"});
    rows.push_back({"F11 chunks too large together",
                    chunks("80000\r\n" + std::string(0x80000, 'x') + "\r\n80001\r\n"), "413!"});
    for (const char* body :
         {"5\nhello\r\n0\r\n\r\n", "5\rhello\r\n0\r\n\r\n", "5\r\r\nhello\r\n0\r\n\r\n",
          "5\r\nhello\n0\r\n\r\n", "5\r\nhello\r0\r\n\r\n", "5\r\nhello\r\n0\n\r\n",
          "5\r\nhello\r\n0\r\n\n", "5\r\nhello\r\n0\r\n\rX\r\n", "5;a\nhello\r\n0\r\n\r\n",
          "5;a\rb\r\nhello\r\n0\r\n\r\n", "5;\r\r\nhello\r\n0\r\n\r\n"})
        rows.push_back({"F12 bare line end", chunks(body + hidden), "400!"});
    for (const char* body :
         {"6\r\nhello\r\n0\r\n\r\n", "4\r\nhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n",
          "5\r\nhelloX0\r\n\r\n", "5\r\nhello\r\n\r\n0\r\n\r\n"})
        rows.push_back({"F13 data of another size", chunks(body + hidden), "400!"});
    rows.push_back({"F13 many chunks",
                    chunks("1\r\nh\r\n1;x\r\ne\r\n2;y=\"z\"\r\nll\r\n001\r\no\r\n000\r\n\r\n"),
                    "200", hello});
}

void add_extensions_and_trailers(std::vector<Row>& rows)
{
    const auto extension = [](std::size_t size) {
        return "5;" + std::string(size, 'x') + "\r\nhello\r\n";
    };
    std::string many;
    for (int i = 0; i < 500; ++i)
        many += "1;" + std::string(2048, 'x') + "\r\na\r\n";
    const std::string end = "0\r\n\r\n";
    const auto trailer = [](std::string_view lines) {
        return chunks("5\r\nhello\r\n0\r\n" + std::string(lines) + "\r\n");
    };
    rows.insert(
        rows.end(),
        {{"F14 short extension", chunks(extension(100) + end), "200", hello},
         {"F14 long extension", chunks(extension(16 * 1024) + end), "400!"},
         {"F14 endless extension", chunks(extension(1024 * 1024) + end), "400!"},
         {"F14 many extensions", chunks(many + end), "400!"},
         {"F14 NUL in an extension", chunks("5;a\0b\r\nhello\r\n0\r\n\r\n"s), "400!"},
         {"F15 trailers", trailer("X-A: 1\r\nX-B: 2\r\n"), "200", hello},
         {"F15 trailers that frame",
          trailer("Content-Length: 500\r\nTransfer-Encoding: chunked\r\nHost: b\r\n"), "200",
          hello},
         {"F15 Cookie in a trailer",
          request("POST", "/cookie", "Transfer-Encoding: chunked\r\n",
                  "0\r\nCookie: user=mallory\r\n\r\n"),
          "200", "nobody", "mallory"},
         {"F15 large trailers", trailer("X: " + std::string(100'000, 'x') + "\r\n"), "431!"},
         {"F15 no colon", trailer("no colon\r\n"), "400!"},
         {"F15 space before the colon", trailer("X : y\r\n"), "400!"},
         {"F15 folded", trailer("X: y\r\n z\r\n"), "400!"},
         {"F15 bare line end", trailer("X: y\n"), "400!"}});
}

} // namespace

std::vector<Row> framing_rows()
{
    std::vector<Row> rows;
    add_two_lengths(rows);
    add_codings(rows);
    add_content_lengths(rows);
    add_chunk_sizes(rows);
    add_extensions_and_trailers(rows);
    return rows;
}

} // namespace costrel::inline v1::badinput
