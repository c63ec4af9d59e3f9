#include "badinput/row.hpp"

// Several requests on one connection, and what must not become one.
namespace costrel::inline v1::badinput {

namespace {

std::string repeated(int count, const std::string& text)
{
    std::string all;
    for (int i = 0; i < count; ++i)
        all += text;
    return all;
}

void add_pipelines(std::vector<Row>& rows)
{
    const std::string bad = get("/", "Bad Field: x\r\n");
    rows.insert(
        rows.end(),
        {{"F21 valid then invalid", get("/") + bad + hidden, "200,400!"},
         {"F21 invalid then valid", bad + hidden, "400!"},
         {"F21 twenty then invalid", repeated(20, get("/")) + bad, times(20, "200") + ",400!"},
         {"F21 a thousand", repeated(1000, get("/")), times(1000, "200") + "!"},
         {"F21 body then GET", sized("5") + get("/"), "200,200"},
         {"F21 chunked body then GET", coded("chunked") + get("/"), "200,200"},
         {"F21 body with an empty line behind it", sized("5", "hello\r\n") + get("/"), "200,200"},
         {"F21 body longer than it says", sized("5", "hello, garbage\r\n\r\n"), "200,400!"},
         {"F21 answers in order", sized("1", "a") + sized("1", "b") + get("/missing"),
          "200,200,404"}});
}

void add_bodies_that_are_requests(std::vector<Row>& rows)
{
    const std::string length = "Content-Length: " + std::to_string(hidden.size()) + "\r\n";
    const std::string chunk = "21\r\n" + hidden + "\r\n0\r\n\r\n";
    for (const char* method : {"GET", "HEAD", "DELETE", "OPTIONS"}) {
        const bool is_head = std::string_view(method) == "HEAD";
        rows.push_back({std::string("F22 body of ") + method,
                        request(method, "/", length, hidden),
                        "200|405",
                        {},
                        {},
                        is_head});
        rows.push_back({std::string("F22 chunked body of ") + method,
                        request(method, "/", "Transfer-Encoding: chunked\r\n", chunk),
                        "200|405",
                        {},
                        {},
                        is_head});
    }
    rows.insert(
        rows.end(),
        {{"F23 unread body of a 404", request("POST", "/missing", length, hidden), "404"},
         {"F23 unread body of a 405", request("POST", "/", length, hidden), "405"},
         {"F23 unread chunked body",
          request("POST", "/missing", "Transfer-Encoding: chunked\r\n", chunk), "404"},
         {"F24 close", get("/", "Connection: close\r\n") + hidden, "200!"},
         {"F24 close among others",
          get("/", "Connection: x\r\nConnection: keep-alive, CLOSE\r\n") + hidden, "200!"},
         {"F24 HTTP 1.0 closes", "GET / HTTP/1.0\r\n\r\n" + hidden, "200!"},
         {"F24 HTTP 1.0 kept alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "200"},
         {"F24 no such option", get("/", "Connection: closed\r\n"), "200"}});
}

void add_expectations(std::vector<Row>& rows)
{
    const std::string expects = "Expect: 100-continue\r\n";
    rows.insert(
        rows.end(),
        {{"F25 body at once", echo("Content-Length: 5\r\n" + expects, "hello"), "200",
          "\r\n\r\nhello"},
         {"F25 chunked body at once",
          echo("Transfer-Encoding: chunked\r\n" + expects, "5\r\nhello\r\n0\r\n\r\n"), "200",
          "\r\n\r\nhello"},
         {"F25 without a body", get("/", expects), "200"},
         {"F25 HTTP 1.0", "POST /echo HTTP/1.0\r\nContent-Length: 5\r\n" + expects + "\r\nhello",
          "200!", "\r\n\r\nhello", "100 Continue"},
         {"F25 over the limit",
          echo("Content-Length: 1048577\r\n" + expects, ""),
          "413!",
          {},
          "100 Continue"},
         {"F25 another expectation", echo("Content-Length: 5\r\nExpect: 200-ok\r\n", "hello"),
          "417!"},
         {"F25 expectation with more",
          echo("Content-Length: 5\r\nExpect: 100-continue, x\r\n", "hello"), "417!"}});
}

} // namespace

std::vector<Row> exchange_rows()
{
    std::vector<Row> rows;
    add_pipelines(rows);
    add_bodies_that_are_requests(rows);
    add_expectations(rows);
    return rows;
}

} // namespace costrel::inline v1::badinput
