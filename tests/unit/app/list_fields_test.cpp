// RFC 9110 section 5.3: several lines of one field are one list. Each field that costrel reads as a
// list is read from all its lines.
#include <costrel/compress.hpp>
#include <costrel/costrel.hpp>
#include <costrel/send_file.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace {

using namespace costrel;
using costrel::TestFields;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ListFields : public ::testing::Test {
protected:
    App& with_routes()
    {
        std::ofstream(file) << std::string(5'000, 'x');
        app.get("/file",
                [this](Request& request) { return send_file(request, file, {.etag = "tag"}); });
        app.get("/long", [] { return std::string(5'000, 'x'); });
        app.get("/header/<name>", [](Request& request, std::string name) {
            return std::string(request.header(name).value_or("(none)"));
        });
        app.get("/two", [](Request& request) {
            const auto a = request.header("X-A");
            const auto b = request.header("x-b"); // and the view of the first stays good
            return std::string(*a) + "|" + std::string(*b);
        });
        app.get("/cookies", [](Request& request) {
            return request.cookies().get("a") + request.cookies().get("b");
        });
        app.get("/peer", [](Request& request) {
            return std::string(request.remote_addr) + " " + std::string(request.scheme) + " " +
                   std::string(request.host) + " " + std::string(request.script_root);
        });
        app.post("/form", [](Request& request) { return request.form.get("a", "none"); });
        compress(app, {.min_size = 500});
        return app;
    }
    ~ListFields() override { std::filesystem::remove(file); }

    std::string file = ::testing::TempDir() + "costrel-list-fields.txt";
    App app{{.proxy_fix = {.x_for = 2, .x_proto = 2, .x_host = 2, .x_port = 2, .x_prefix = 2}}};
    TestClient client{with_routes()};
};

TEST_F(ListFields, ThatDecideAboutAResponseAreReadFromAllLines)
{
    struct Row {
        const char* path;
        TestFields lines;
        int status;
        const char* coding;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"/file", {{"If-None-Match", "\"other\""}, {"If-None-Match", "\"tag\""}}, 304, ""},
             {"/file", {{"If-None-Match", "\"a\", \"b\""}, {"If-None-Match", "\"c\""}}, 200, ""},
             {"/file", {{"If-Match", "\"other\""}, {"If-Match", "\"tag\""}}, 200, ""},
             {"/file", {{"If-Match", "\"a\""}, {"If-Match", "\"b\""}}, 412, ""},
             {"/long", {{"Accept-Encoding", "br"}, {"Accept-Encoding", "gzip"}}, 200, "gzip"},
             {"/long",
              {{"Accept-Encoding", "gzip;q=0.5"}, {"Accept-Encoding", "identity;q=1"}},
              200,
              ""},
             // No list: two of them ask for nothing that there is.
             {"/file", {{"Range", "bytes=0-1"}, {"Range", "bytes=2-3"}}, 200, ""},
             {"/file", {{"Range", "bytes=0-1"}}, 206, ""},
         }) {
        const auto response = client.get(row.path, row.lines);
        EXPECT_EQ(response.status, row.status) << row.path << " " << row.lines.front().second;
        EXPECT_EQ(response.header("Content-Encoding"), row.coding) << row.lines.front().second;
    }
}

TEST_F(ListFields, OfAConnectionAreReadFromAllLines)
{
    struct Row {
        const char* request;
        const char* begin;
        const char* holds;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"GET /long HTTP/1.1\r\nHost: a\r\nConnection: x\r\nConnection: close\r\n\r\n",
              "HTTP/1.1 200 ", "\r\nConnection: close\r\n"},
             {"GET /long HTTP/1.0\r\nConnection: x\r\nConnection: keep-alive\r\n\r\n",
              "HTTP/1.1 200 ", "\r\nConnection: keep-alive\r\n"},
             {"POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n"
              "Expect: else\r\n\r\n",
              "HTTP/1.1 417 ", ""},
             // Two lines of these are a way to smuggle a request past a proxy: never read.
             {"POST /form HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n"
              "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              "HTTP/1.1 400 ", ""},
             {"POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
              "HTTP/1.1 400 ", ""},
             {"POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded"
              "\r\nContent-Encoding: identity\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n"
              "\r\na=b",
              "HTTP/1.1 415 ", ""},
         }) {
        const std::string answer = client.exchange(row.request);
        EXPECT_THAT(answer, StartsWith(row.begin)) << row.request;
        EXPECT_THAT(answer, HasSubstr(row.holds)) << row.request;
    }
}

TEST_F(ListFields, OfProxiesAreReadFromAllLines)
{
    EXPECT_EQ(client
                  .get("/peer", {{"X-Forwarded-For", "1.1.1.1"},
                                 {"X-Forwarded-For", "2.2.2.2, 3.3.3.3"},
                                 {"X-Forwarded-Proto", "https"},
                                 {"X-Forwarded-Proto", "http"},
                                 {"X-Forwarded-Host", "a.example"},
                                 {"X-Forwarded-Host", "b.example"},
                                 {"X-Forwarded-Port", "8443"},
                                 {"X-Forwarded-Port", "80"},
                                 {"X-Forwarded-Prefix", "/p"},
                                 {"X-Forwarded-Prefix", "/q"}})
                  .body,
              "2.2.2.2 https a.example:8443 /p");
}

TEST_F(ListFields, OfTheClientsCookiesAreReadFromAllLines)
{
    EXPECT_EQ(client.get("/cookies", {{"Cookie", "a=1"}, {"Cookie", "b=2"}}).body, "12");
}

TEST_F(ListFields, AreOneValueForAHandlerAsInFlask)
{
    const TestFields lines{{"X-A", "1"}, {"x-b", "2, 3"}, {"x-a", ""}, {"X-A", "4"}, {"X-B", "5"}};
    EXPECT_EQ(client.get("/header/X-a", lines).body, "1, , 4");
    EXPECT_EQ(client.get("/header/X-B", lines).body, "2, 3, 5");
    EXPECT_EQ(client.get("/header/host", lines).body, "localhost");
    EXPECT_EQ(client.get("/header/x-c", lines).body, "(none)");
    EXPECT_EQ(client.get("/two", lines).body, "1, , 4|2, 3, 5");
    EXPECT_EQ(client.get("/header/cookie", {{"Cookie", "a=1"}, {"Cookie", "b=2"}}).body,
              "a=1; b=2");
}

// The client's own may be the first, when a proxy adds one of its own.
TEST_F(ListFields, ARequestIdOfTwoLinesIsNone)
{
    App other({.request_id_header = "X-Request-ID"});
    other.get("/", [](Request& request) { return std::string(request.id()); });
    TestClient browser(other);
    EXPECT_EQ(browser.get("/", {{"X-Request-ID", "one"}}).body, "one");
    EXPECT_EQ(browser.get("/", {{"X-Request-ID", "one"}, {"X-Request-ID", "two"}}).body.size(),
              16U);
}

} // namespace
