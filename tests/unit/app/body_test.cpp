// What a handler sees of the body of its request, and which bodies are let in.
#include <costrel/costrel.hpp>
#include <costrel/csrf.hpp>
#include <costrel/stream.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace {

using namespace costrel;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string size(Request& request)
{
    return std::to_string(request.body.size());
}
std::string echo(Request& request)
{
    std::string all;
    for (BodyStream stream = request.stream(); !stream.at_end();)
        all += stream.read(1'000);
    return all;
}
std::string facts(Request& request)
{
    const auto length = request.content_length();
    return std::string(request.content_type()) + "|" + request.mimetype() + "|" +
           (length ? std::to_string(*length) : "none") + "|" +
           (request.is_json() ? "json" : "no json");
}
std::string urls(Request& request, std::string_view)
{
    return request.url() + " " + request.base_url() + " " + request.root_url() +
           (request.is_secure() ? " secure" : "");
}
std::string fields(Request& request)
{
    std::string all;
    for (const HeaderField& field : request.headers())
        all.append(field.name).append("=").append(field.value).append(";");
    return all;
}

App make_app(Config config = {})
{
    App app(std::move(config));
    app.post<size>("/size");
    app.post<size>("/large").name("large").max_content_length(100'000);
    app.post<size>("/small").name("small").max_content_length(10);
    app.post<echo>("/echo");
    app.route<facts>("/facts", {GET, POST});
    app.get<urls>("/urls/<path:rest>");
    app.get<fields>("/fields");
    return app;
}

std::string post(std::string_view path, std::size_t length, std::string_view more = "")
{
    return "POST " + std::string(path) +
           " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n" +
           std::string(more) + "\r\n";
}

class BodyTest : public ::testing::Test {
protected:
    App app = make_app({.max_content_length = 1'000});
    TestClient client{app};

    int status(std::string_view path, std::size_t length)
    {
        return client.open("POST", path, {.body = std::string(length, 'x')}).status;
    }
};

TEST_F(BodyTest, HasTheLimitOfItsRouteOrOfTheApplication)
{
    EXPECT_EQ(status("/size", 1'000), 200);
    EXPECT_EQ(status("/size", 1'001), 413);
    EXPECT_EQ(status("/large", 100'000), 200);
    EXPECT_EQ(status("/large", 100'001), 413);
    EXPECT_EQ(status("/small", 10), 200);
    EXPECT_EQ(status("/small", 11), 413);
    EXPECT_EQ(status("/no-route", 1'000), 404);
    EXPECT_EQ(status("/no-route", 1'001), 413);
}

TEST_F(BodyTest, IsRefusedBeforeItIsAskedFor)
{
    constexpr std::string_view expect = "Expect: 100-continue\r\n";
    EXPECT_THAT(client.exchange(post("/small", 11, expect)), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(client.exchange(post("/large", 100'000, expect)),
                StartsWith("HTTP/1.1 100 Continue\r\n\r\n"));
}

// It was answered below the application: with no page of its own, and no security headers.
class RejectedBody : public ::testing::Test {
protected:
    App& with_routes()
    {
        app.before_request([this](Request& request) {
            seen += "before " + std::string(request.endpoint) + " " +
                    std::to_string(request.body.size()) + "; ";
            if (request.args.get("read") == "json")
                (void)request.get_json();
        });
        app.after_request(
            [](Request&, Response& response) { response.headers.set("X-Frame-Options", "DENY"); });
        app.teardown_request([this](Request&, const std::exception*) { seen += "teardown"; });
        app.errorhandler(413, [](Request& request, const HttpError& error) {
            request.session()["large"] = true;
            return Response("own page: " + error.description()).with_status(413);
        });
        app.post("/plain", [this](Request&) { return handled(); }).name("plain");
        app.post("/pool", [this](Request&) { return handled(); }).name("pool").blocking();
        app.post("/task", [this](Request&) -> Task<std::string> { co_return handled(); })
            .name("task");
        app.post("/stream", [this](Request&) -> Stream { co_yield handled(); }).name("stream");
        csrf_protect(app);
        return app;
    }
    std::string handled()
    {
        seen += "handled; ";
        return "handled";
    }
    std::string exchange(std::string_view request)
    {
        seen.clear();
        return client.exchange(request);
    }

    std::string seen;
    App app{{.secret_key = "dev", .max_content_length = 10}};
    TestClient client{with_routes()};
};

TEST_F(RejectedBody, GoesThroughTheApplicationWithoutItsHandler)
{
    for (const std::string name : {"plain", "pool", "task", "stream"}) {
        const std::string answer = exchange(post("/" + name, 11) + "0123456789a");
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 ")) << name;
        EXPECT_THAT(answer, HasSubstr("\r\nX-Frame-Options: DENY\r\n")) << name;
        EXPECT_THAT(answer, HasSubstr("\r\nSet-Cookie: session=")) << name;
        EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n")) << name;
        EXPECT_THAT(answer, HasSubstr("own page: The data value transmitted exceeds")) << name;
        EXPECT_EQ(seen, "before " + name + " 0; teardown");
    }
}

TEST_F(RejectedBody, InChunksGoesThroughItToo)
{
    const std::string answer =
        exchange("POST /plain HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "A\r\n0123456789\r\n1\r\na\r\n0\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer, HasSubstr("own page"));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_EQ(seen, "before plain 0; teardown");
}

TEST_F(RejectedBody, OfAPathWithoutARouteGoesThroughItToo)
{
    EXPECT_THAT(exchange(post("/nowhere", 11)), HasSubstr("own page"));
    EXPECT_EQ(seen, "before  0; teardown");
}

// As when a function of Flask's reads it.
TEST_F(RejectedBody, IsA413ToWhoeverReadsIt)
{
    EXPECT_THAT(exchange(post("/plain?read=json", 11, "Content-Type: application/json\r\n")),
                HasSubstr("own page"));
}

TEST_F(RejectedBody, IsNeverTakenForTheNextRequest)
{
    const std::string hidden = "POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
    const std::string answer = exchange(post("/plain", hidden.size()) + hidden + hidden);
    EXPECT_EQ(answer.find("HTTP/1.1 "), answer.rfind("HTTP/1.1 "));
    EXPECT_EQ(seen, "before plain 0; teardown");
}

TEST_F(BodyTest, InChunksIsRefusedAsSoonAsItIsTooLong)
{
    const std::string head =
        "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_THAT(client.exchange(head + "A\r\n0123456789\r\n0\r\n\r\n"),
                StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(client.exchange(head + "A\r\n0123456789\r\n1\r\n"), StartsWith("HTTP/1.1 413 "));
}

TEST_F(BodyTest, OfPipelinedRequestsHasEachItsLimit)
{
    EXPECT_THAT(client.exchange(post("/small", 2) + "ab" + post("/size", 11) + "0123456789a" +
                                post("/small", 11) + "0123456789a"),
                HasSubstr("11HTTP/1.1 413 "));
}

TEST_F(BodyTest, IsReadInPieces)
{
    std::string text;
    for (int i = 0; i < 250; ++i)
        text += std::to_string(i) + ",";
    EXPECT_EQ(client.open("POST", "/echo", {.body = text}).body, text);
}

TEST_F(BodyTest, TellsItsTypeAndLength)
{
    const auto of = [&](std::string type) {
        return client
            .open("POST", "/facts", {.headers = {{"Content-Type", std::move(type)}}, .body = "{}"})
            .body;
    };
    EXPECT_EQ(of("Text/HTML; charset=UTF-8"), "Text/HTML; charset=UTF-8|text/html|2|no json");
    EXPECT_EQ(of("application/problem+json"), "application/problem+json|application/problem+json|2|"
                                              "json");
    EXPECT_EQ(client.get("/facts").body, "||none|no json");
    EXPECT_THAT(client.exchange("POST /facts HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                                "\r\n1\r\nx\r\n0\r\n\r\n"),
                HasSubstr("||none|"));
}

TEST_F(BodyTest, MayComeWithGet)
{
    EXPECT_THAT(client.exchange("GET /facts HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
                                "GET /facts HTTP/1.1\r\nHost: a\r\n\r\n"),
                HasSubstr("||none|")); // the second is found behind the body of the first
}

TEST_F(BodyTest, RequestTellsItsUrl)
{
    EXPECT_EQ(client.get("/urls/J%C3%B6rg/x?a=b%20c").body,
              "http://localhost/urls/J%C3%B6rg/x?a=b%20c http://localhost/urls/J%C3%B6rg/x "
              "http://localhost/");
    TestClient secure(app, {.host = "example.com:8443", .secure = true});
    EXPECT_EQ(secure.get("/urls/x").body, "https://example.com:8443/urls/x "
                                          "https://example.com:8443/urls/x "
                                          "https://example.com:8443/ secure");
}

TEST_F(BodyTest, RequestHasItsFieldsInOrder)
{
    EXPECT_EQ(client.get("/fields", {{"X-B", "1"}, {"x-a", "2"}, {"X-B", "3"}}).body,
              "Host=localhost;X-B=1;x-a=2;X-B=3;");
}

// A folder that is gone with the test.
class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / "costrel-body-test-XXXXXX")
    {
        std::string name = path_;
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string path() const { return path_; }
    bool empty() const { return std::filesystem::is_empty(path_); }

private:
    std::filesystem::path path_;
};

TEST(LargeBody, IsTheSameFromAFile)
{
    const Folder folder;
    App app = make_app({.max_body_memory = 100'000, .temporary_folder = folder.path()});
    TestClient client(app);
    std::string text;
    while (text.size() < 400'000)
        text += std::to_string(text.size()) + ",";
    EXPECT_EQ(client.open("POST", "/echo", {.body = text}).body, text);

    std::string chunked = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view piece = rest.substr(0, 0xFFF);
        char size[8];
        std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
        chunked.append(size).append(piece).append("\r\n");
        rest.remove_prefix(piece.size());
    }
    chunked += "0\r\n\r\n";
    const std::string answers = client.exchange(chunked + post("/size", 3) + "abc");
    EXPECT_THAT(answers, HasSubstr("\r\n\r\n" + text + "HTTP/1.1 200 OK"));
    EXPECT_TRUE(answers.ends_with("\r\n\r\n3"));
    EXPECT_TRUE(folder.empty());
}

TEST(LargeBody, OfOneByteMoreThanMemoryIsKept)
{
    const Folder folder;
    App app = make_app({.max_body_memory = 1'000, .temporary_folder = folder.path()});
    TestClient client(app);
    for (const std::size_t length : {999U, 1'000U, 1'001U, 70'000U})
        EXPECT_EQ(client.open("POST", "/size", {.body = std::string(length, 'x')}).body,
                  std::to_string(length));
}

TEST(LargeBody, WithoutRoomIsA507)
{
    Folder folder;
    App app = make_app({.max_body_memory = 1'000, .temporary_folder = folder.path()});
    TestClient client(app);
    std::filesystem::remove_all(folder.path());
    const auto answer = client.open("POST", "/size", {.body = std::string(5'000, 'x')});
    EXPECT_EQ(answer.status, 507);
    EXPECT_THAT(answer.body, Not(HasSubstr(folder.path())));
    EXPECT_EQ(client.open("POST", "/size", {.body = std::string(1'000, 'x')}).status, 200);
}

TEST(LargeBody, WithoutRoomGoesThroughTheApplication)
{
    Folder folder;
    App app = make_app({.max_body_memory = 1'000, .temporary_folder = folder.path()});
    app.after_request(
        [](Request&, Response& response) { response.headers.set("X-Frame-Options", "DENY"); });
    TestClient client(app);
    std::filesystem::remove_all(folder.path());
    const auto announced = client.open("POST", "/size", {.body = std::string(5'000, 'x')});
    EXPECT_EQ(announced.header("X-Frame-Options"), "DENY");
    const std::string in_chunks = client.exchange(
        "POST /size HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4E20\r\n" +
        std::string(20'000, 'x') + "\r\n0\r\n\r\n");
    EXPECT_THAT(in_chunks, StartsWith("HTTP/1.1 507 "));
    EXPECT_THAT(in_chunks, HasSubstr("\r\nX-Frame-Options: DENY\r\n"));
}

TEST(LargeBody, NeedsAFolderThatIsThere)
{
    App app = make_app({.temporary_folder = "/no/such/folder"});
    EXPECT_THROW(TestClient{app}, ConfigError);
}

} // namespace
