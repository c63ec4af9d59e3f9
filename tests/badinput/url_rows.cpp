#include "badinput/row.hpp"

// Paths, queries and hosts that another program would read in another way.
namespace costrel::inline v1::badinput {

namespace {

using namespace std::string_literals;

std::string repeated(int count, std::string_view text)
{
    std::string all;
    for (int i = 0; i < count; ++i)
        all += text;
    return all;
}

std::string form(std::string_view text)
{
    return request("POST", "/form",
                   "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                       std::to_string(text.size()) + "\r\n",
                   text);
}

void add_redirects(std::vector<Row>& rows)
{
    for (const char* target :
         {"//evil.example", "/%5Cevil.example", "%5C%5Cevil.example", "/%09/evil.example",
          "https:evil.example", "http://a@evil.example", "javascript:evil", "data:text/html,evil",
          "%20//evil.example", "//a.evil.example", "http:///evil.example", "/%0A/evil.example",
          "%01//evil.example", "///evil.example", "/%2F/evil.example"})
        rows.push_back({"G4 redirect elsewhere", get("/next?to="s + target), "302",
                        "\r\nLocation: /\r\n", "evil"});
    rows.push_back(
        {"G4 redirect to a path", get("/next?to=/name/a"), "302", "\r\nLocation: /name/a\r\n"});
    for (const char* path :
         {"//evil.example/static", "///evil.example//static", "//evil.example/static/"})
        rows.push_back(
            {"G5 slashes that make a host", get(path), "200|308|404", {}, "\r\nLocation: //"});
    rows.push_back({"G5 slash redirect", get("/evil.example/static"), "308",
                    "\r\nLocation: /evil.example/static/\r\n"});
}

void add_forwarded(std::vector<Row>& rows)
{
    const std::string fields = "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n"
                               "X-Forwarded-For: 198.51.100.66\r\nX-Forwarded-Prefix: /evil\r\n"
                               "X-Forwarded-Port: 666\r\nForwarded: for=198.51.100.66\r\n"
                               "X-Real-IP: 198.51.100.66\r\n";
    rows.insert(
        rows.end(),
        {{"G7 forwarded fields", get("/peer", fields), "200", " to http://a", "198.51.100.66"},
         {"G7 forwarded fields and a redirect", get("/evil.example/static", fields), "308",
          "\r\nLocation: /evil.example/static/\r\n"},
         {"G8 a thousand addresses",
          get("/peer", "X-Forwarded-For: " + repeated(1000, "1.2.3.4,") + "\r\n"), "200",
          " to http://a", "1.2.3.4"}});
}

void add_hosts(std::vector<Row>& rows)
{
    for (const std::string& host : {"a:80:90"s,
                                    "[::1"s,
                                    "::1"s,
                                    "a b"s,
                                    "a/b"s,
                                    "\"><script>"s,
                                    std::string(10'000, 'a'),
                                    ""s,
                                    "a%41"s,
                                    "a:65536"s,
                                    "a:x"s,
                                    ":80"s,
                                    "a@b"s,
                                    "a,b"s,
                                    "[v1.x]"s,
                                    "a\\b"s,
                                    "a?b"s,
                                    "a#b"s,
                                    "\xC3\xBC"s,
                                    "[::1]a"s,
                                    "http://a"s})
        rows.push_back({"G9 no host", "GET /peer HTTP/1.1\r\nHost: " + host + "\r\n\r\n", "400!"});
    rows.insert(rows.end(),
                {{"G9 two hosts", get("/", "Host: a\r\n"), "400!"},
                 {"G9 two hosts that differ", get("/", "HOST: evil.example\r\n"), "400!"},
                 {"G9 no Host", "GET / HTTP/1.1\r\n\r\n", "400!"}});
    for (const char* host :
         {"[::1]:80", "xn--bcher-kva.example", "a.example.", "A.EXAMPLE:8080", "127.0.0.1:65535"})
        rows.push_back({"G10 host", "GET /peer HTTP/1.1\r\nHost: "s + host + "\r\n\r\n", "200"});
}

void add_paths(std::vector<Row>& rows)
{
    for (const char* path : {"/name/%00", "/name/a%00b", "/%00"})
        rows.push_back({"G11 encoded NUL", get(path), "400"});
    for (const char* path : {"/%zz", "/%4", "/%", "/%c0%af", "/%ff", "/%u0041", "/%2e%2e/etc"})
        rows.push_back({"G11 odd percent sign", get(path), "400|404"});
    rows.insert(rows.end(), {{"G12 encoded slash", get("/name/a%2Fb"), "404"},
                             {"G12 encoded slash before the route", get("/name%2Fa"), "404"},
                             {"G12 encoded slash and dots", get("/name/..%2F..%2Fetc"), "404"}});
    for (const char* number : {"-1", "+1", "1e3", "123456789012345678901234567890", "%D9%A1", "0x1",
                               "1.0", "%201", "1%20", "2147483648", "", "1_0", "%2D1"})
        rows.push_back({"G13 no number", get("/number/"s + number), "404", {}, "number "});
    rows.insert(
        rows.end(),
        {{"G13 largest number", get("/number/2147483647"), "200", "number 2147483647"},
         {"G14 many segments", get(repeated(4000, "/a")), "404"},
         {"G14 many segments of a route", get("/rest" + repeated(4000, "/a")), "200",
          "rest of 7999"},
         {"G14 many dots", get("/" + repeated(8000, ".")), "404"},
         {"G14 many slashes", get(repeated(8000, "/")), "200|308|404", {}, "\r\nLocation: //"}});
}

void add_queries(std::vector<Row>& rows)
{
    rows.insert(
        rows.end(),
        {{"G15 too many arguments", get("/query?" + repeated(1001, "a&")), "400"},
         {"G15 a thousand arguments", get("/query?" + repeated(1000, "a&")), "200",
          "arguments: 1000"},
         {"G15 too many fields", form(repeated(10'000, "a=b&")), "413"},
         {"G15 too many fields of different names", form([] {
              std::string text;
              for (int i = 0; i < 10'000; ++i)
                  text += "k" + std::to_string(i) + "=&";
              return text;
          }()),
          "413"},
         {"G15 deep names", get("/query?a" + repeated(1000, "[b]") + "=c"), "200", "arguments: 1"},
         {"G15 nothing but an equals sign", get("/query?="), "200", "arguments: 1"},
         {"G15 nothing but ampersands", get("/query?&&&&"), "200", "arguments: 0"},
         {"G15 semicolon divides nothing", get("/query?a=b;c=d"), "200", "arguments: 1"},
         {"G15 odd percent signs", get("/query?%=%zz&%ff=%00"), "200", "arguments: 2"},
         {"G15 a form larger than a field of parts may be", form(std::string(500'001, 'a')),
          "200"}});
}

} // namespace

std::vector<Row> url_rows()
{
    std::vector<Row> rows;
    add_redirects(rows);
    add_forwarded(rows);
    add_hosts(rows);
    add_paths(rows);
    add_queries(rows);
    return rows;
}

} // namespace costrel::inline v1::badinput
