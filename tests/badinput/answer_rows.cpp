#include "badinput/row.hpp"

// What an application answers when it hands back what was sent to it.
namespace costrel::inline v1::badinput {

namespace {

using namespace std::string_literals;

std::string json(const std::string& text)
{
    return request(
        "POST", "/json",
        "Content-Type: application/json\r\nContent-Length: " + std::to_string(text.size()) + "\r\n",
        text);
}

void add_splitting(std::vector<Row>& rows)
{
    const std::string injected = "\r\nX-Injected:";
    rows.insert(
        rows.end(),
        {{"G1 new line in a redirect", get("/redirect?to=/x%0D%0AX-Injected:%20yes"), "302",
          "\r\nLocation: /x%0D%0AX-Injected:%20yes\r\n\r\n<"},
         {"G1 bare LF in a redirect", get("/redirect?to=/x%0AX-Injected:%20yes"), "302",
          "\r\nLocation: /x%0AX-Injected:%20yes\r\n\r\n<"},
         {"G1 answer in a redirect",
          get("/redirect?to=/x%0D%0A%0D%0AHTTP/1.1%20200%20OK"),
          "302",
          {},
          "HTTP/1.1 200 OK\r\n\r\n"},
         {"G2 CR LF in a value",
          get("/header?value=a%0D%0AX-Injected:%20yes"),
          "500",
          {},
          injected},
         {"G2 LF in a value",
          get("/header?value=a%0AX-Injected:%20yes"),
          "500",
          {},
          "\nX-Injected:"},
         {"G2 CR in a value",
          get("/header?value=a%0DX-Injected:%20yes"),
          "500",
          {},
          "\rX-Injected:"},
         {"G2 NUL in a value", get("/header?value=a%00b"), "500"},
         {"G2 colon in a name", get("/header?name=X-Injected:%20y&value=z"), "500", {}, injected},
         {"G2 new line in a name",
          get("/header?name=X%0D%0AX-Injected&value=z"),
          "500",
          {},
          injected},
         {"G2 empty name", get("/header?name=&value=z"), "500"},
         {"G2 the server's own field", get("/header?name=Content-Length&value=1000"), "500"},
         {"G3 low bytes of a new line", get("/header?value=%E5%98%8D%E5%98%8AX-Injected:%20yes"),
          "200", "\r\nX-Value: \xE5\x98\x8D\xE5\x98\x8AX-Injected: yes\r\n", injected},
         {"G3 low bytes of a new line in a redirect",
          get("/redirect?to=/%E5%98%8D%E5%98%8AX-Injected:%20yes"), "302",
          "\r\nLocation: /%E5%98%8D%E5%98%8AX-Injected:%20yes\r\n", injected}});
}

void add_many_keys(std::vector<Row>& rows)
{
    // Equal under FNV-1a and std::hash are only few; under a sum of bytes all of these are.
    std::string keys = "{";
    for (int i = 0; i < 60'000; ++i)
        keys += (i == 0 ? "\"" : ",\"") + std::to_string(100'000 + i) +
                std::to_string(899'999 - i) + "\":1";
    keys += "}";
    std::string same = "{\"a\":1";
    for (int i = 0; i < 100'000; ++i)
        same += ",\"a\":1";
    same += "}";
    std::string cookies = "Cookie: ";
    for (int i = 0; i < 2000; ++i)
        cookies += "a=b; ";
    rows.insert(rows.end(), {{"G16 many keys", json(keys), "200", "keys: 60000"},
                             {"G16 one key many times", json(same), "200", "keys: 1"},
                             {"G16 many cookies", get("/cookie", cookies + "user=x\r\n"), "200"},
                             {"G16 deep JSON", json(std::string(100'000, '[')), "400"},
                             {"G16 no JSON", json("{\"a\":1}x"), "400"}});
}

void add_pages(std::vector<Row>& rows)
{
    rows.insert(
        rows.end(),
        {{"G17 script in the path of a 404",
          get("/%3Cscript%3Ealert(1)%3C/script%3E"),
          "404",
          {},
          "<script>"},
         {"G17 raw script in the path", get("/<script>alert(1)</script>"), "404", {}, "<script>"},
         {"G17 exception", get("/fail"), "500", "Internal Server Error", "a detail"},
         {"G17 script in a query that is no good",
          get("/query?<script>" + std::string(2002, '&') + "a=<script>"),
          "200",
          {},
          "<script>"},
         {"G17 script in a redirect", get("/redirect?to=/%3Cscript%3E"), "302", {}, "<script>"},
         {"G18 TRACE", request("TRACE", "/", "Cookie: user=secret\r\n"), "405",
          "\r\nAllow: ", "secret"},
         {"G18 TRACK", request("TRACK", "/", "Cookie: user=secret\r\n"), "405", {}, "secret"},
         {"G18 DEBUG", request("DEBUG", "/", "Command: stop-debug\r\n"), "405"},
         {"G18 CONNECT",
          request("CONNECT", "a:80", "Cookie: user=secret\r\n"),
          "501!",
          {},
          "secret"},
         {"G18 CONNECT of a path", request("CONNECT", "/"), "400!|501!"},
         {"G19 method override",
          get("/?_method=DELETE", "X-HTTP-Method-Override: DELETE\r\nX-HTTP-Method: DELETE\r\n"
                                  "X-Method-Override: DELETE\r\n"),
          "200", "\r\n\r\nGET"}});
    for (const char* status : {"99", "0", "1000", "100", "101", "199", "600"})
        rows.push_back({"G20 no final status", get("/status/"s + status), "500"});
    for (const char* status : {"204", "304"})
        rows.push_back(
            {"G20 status without a body", get("/status/"s + status), status, {}, "a body"});
    rows.push_back({"G20 reset content", get("/status/205"), "205", {}, "a body"});
    rows.push_back({"G20 status without a name", get("/status/299"), "299", "a body"});
}

} // namespace

std::vector<Row> answer_rows()
{
    std::vector<Row> rows;
    add_splitting(rows);
    add_many_keys(rows);
    add_pages(rows);
    return rows;
}

} // namespace costrel::inline v1::badinput
