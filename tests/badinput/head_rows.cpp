#include "badinput/row.hpp"

// Request lines and fields that are none, or that are too much.
namespace costrel::inline v1::badinput {

namespace {

using namespace std::string_literals;

std::string line(std::string_view request_line)
{
    return std::string(request_line) + "\r\nHost: a\r\n\r\n";
}

void add_line_ends(std::vector<Row>& rows)
{
    for (const char* input :
         {"GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\n\n", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET / HTTP/1.1\nHost: a\r\n\r\n"})
        rows.push_back({"F16 bare LF", input, "400!"});
    for (const std::string& input :
         {get("/", "X: a\rb\r\n"), get("/", "X: a\rContent-Length: 5\r\n"), get("/", "X: a\r\r\n"),
          "GET / HTTP/1.1\r\nHost: a\r\n\rX\r\n\r\n"s + hidden, "GET / HTTP/1.1\rHost: a\r\r"s,
          "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"s})
        rows.push_back({"F17 bare CR", input, "400!"});
    for (const char* fields :
         {"X: a\r\n b\r\n", "X: a\r\n\tb\r\n", "X: a\r\n \r\n", "Content-Length:\r\n 5\r\n",
          "Content-Length: 5\r\n 0\r\n", "Transfer-Encoding:\r\n chunked\r\n"})
        rows.push_back({"F18 folded", get("/", fields), "400!"});
    rows.push_back({"F18 folded first line", "GET / HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n", "400!"});
}

void add_field_names(std::vector<Row>& rows)
{
    for (const std::string& field :
         {"X : 1"s,        "X\t: 1"s, "X"s,         ": 1"s,     ":"s,         "X(Y: 1"s,
          "X)Y: 1"s,       "X[Y: 1"s, "X]Y: 1"s,    "X@Y: 1"s,  "X,Y: 1"s,    "X/Y: 1"s,
          "X\"Y: 1"s,      "X Y: 1"s, "X\x01Y: 1"s, "X\0Y: 1"s, "X\x7FY: 1"s, "X\x80Y: 1"s,
          "X\xC3\xBC: 1"s, "{X}: 1"s, "X=Y: 1"s,    "X;Y: 1"s})
        rows.push_back({"F19 no field name", get("/", field + "\r\n"), "400!"});
    for (const char control : {'\0', '\a', '\v', '\x1B', '\x7F', '\x01', '\b'})
        rows.push_back({"F20 control character", get("/", "X: a"s + control + "b\r\n"), "400!"});
    rows.push_back({"F20 tab and Latin-1", get("/", "X: a\tb\xFC\r\n"), "200"});
}

void add_no_http(std::vector<Row>& rows)
{
    for (const std::string& input :
         {"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"s, "SSH-2.0-OpenSSH_9.2\r\n"s,
          "EHLO a\r\nMAIL FROM:<a@b>\r\n"s, "*1\r\n$4\r\nPING\r\n"s,
          "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"s + hidden, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"s,
          "\x00\x0D\x0A\x00\x0D\x0A\x51\x55\x49\x54\x0A"s, "\x7F\x45LF\x02\x01\x01"s,
          std::string(100, '\0'), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"s,
          "   \r\n"s + hidden})
        rows.push_back({"F28 no HTTP", input, "400!|505!"});
}

void add_request_lines(std::vector<Row>& rows)
{
    for (const char* version :
         {"HTTP/1.10", "HTTP/01.1", "HTTP/1", "HTTP/1.", "HTTP/1.1.1", "HTTP/1,1", "HTTP/1 .1",
          "HTTP/+1.1", "HTTP/2.0", "HTTP/0.9", "HTTP/9.9", "HTTP/4294967297.1", "http/1.1",
          "ICY/1.1", "HTTP/1.1 ", "HTTPS/1.1", "HTTP/", "HTTP/1.1\t", "HTTP/x.1"})
        rows.push_back({"F30 version", line("GET / "s + version), "400!|505!"});
    rows.push_back({"F30 no version", line("GET /"), "400!"});
    for (const char* method : {"GE(T", "GET:", "", "G{T", "GET\x80"})
        rows.push_back({"F31 no method", line(method + " / HTTP/1.1"s), "400!"});
    rows.insert(
        rows.end(),
        {{"F31 NUL in a method", line("GE\0T / HTTP/1.1"s), "400!"},
         {"F31 lower case", line("get / HTTP/1.1"), "405|501"},
         {"F31 unknown method", line("FROB / HTTP/1.1"), "405", "\r\nAllow: "},
         {"F31 long method", line(std::string(8 * 1024, 'G') + " / HTTP/1.1"), "400!|414!|501!"},
         {"F31 longer method", line(std::string(100'000, 'G') + " / HTTP/1.1"), "400!|414!|501!"},
         {"F31 other white space", line("GET\t/\tHTTP/1.1"), "400!"},
         {"F31 two spaces", line("GET  / HTTP/1.1"), "400!"},
         {"F31 leading space", line(" GET / HTTP/1.1"), "400!"}});
    for (const std::string& target :
         {"index"s, "?x"s, "*"s, "a:80"s, "http:///x"s, "http://user@a/"s, "http://:80/"s,
          "ftp://a/"s, "http://a:65536/"s, "http:/a"s, "/a#b"s, "/a b"s, "/\0"s, "/\x01"s, "/\x7F"s,
          "/\xFF"s, "/\xC3\xBC"s, ""s})
        rows.push_back({"F32 target", line("GET " + target + " HTTP/1.1"), "400!"});
    rows.insert(rows.end(),
                {{"F32 absolute target", line("GET http://b/ HTTP/1.1"), "200"},
                 {"F32 asterisk", line("OPTIONS * HTTP/1.1"), "200"},
                 {"F32 exactly as long as allowed",
                  line("GET /" + std::string(8178, 'x') + " HTTP/1.1"), "404"},
                 {"F32 8 KB", line("GET /" + std::string(8179, 'x') + " HTTP/1.1"), "414!"},
                 {"F32 70 KB", line("GET /" + std::string(70'000, 'x') + " HTTP/1.1"), "414!"},
                 {"F32 1 MB", line("GET /" + std::string(1'000'000, 'x') + " HTTP/1.1"), "414!"},
                 {"F32 endless", "GET /" + std::string(1'000'000, 'x'), "414!"}});
}

void add_large_heads(std::vector<Row>& rows)
{
    std::string fields;
    for (int i = 0; i < 1000; ++i)
        fields += "X: y\r\n";
    std::string more;
    for (int i = 0; i < 20; ++i)
        more += fields;
    std::string empty_lines;
    for (int i = 0; i < 100'000; ++i)
        empty_lines += "\r\n";
    std::string long_fields;
    for (int i = 0; i < 75; ++i)
        long_fields += "X: " + std::string(4000, 'y') + "\r\n";
    rows.insert(
        rows.end(),
        {{"F33 70 KB in a field", get("/", "X: " + std::string(70'000, 'y') + "\r\n"), "431!"},
         {"F33 1 MB in a field", get("/", "X: " + std::string(1'000'000, 'y') + "\r\n"), "431!"},
         {"F33 endless", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(1'000'000, 'y'), "431!"},
         {"F33 300 KB", get("/", long_fields), "431!"},
         {"F33 1000 fields", get("/", fields), "431!"},
         {"F33 20000 fields", get("/", more), "431!"},
         {"F33 long name", get("/", std::string(17'000, 'n') + ": v\r\n"), "431!"},
         {"F33 long cookie", get("/cookie", "Cookie: user=" + std::string(17'000, 'n') + "\r\n"),
          "431!"},
         {"F33 many empty lines", empty_lines, "400!"}});
}

} // namespace

std::vector<Row> head_rows()
{
    std::vector<Row> rows;
    add_line_ends(rows);
    add_field_names(rows);
    add_no_http(rows);
    add_request_lines(rows);
    add_large_heads(rows);
    return rows;
}

} // namespace costrel::inline v1::badinput
