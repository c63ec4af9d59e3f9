#include "unit/app/temporary_folder.hpp"

#include <costrel/app.hpp>
#include <costrel/compress.hpp>
#include <costrel/csrf.hpp>
#include <costrel/send_file.hpp>
#include <costrel/static_files.hpp>
#include <costrel/testing.hpp>

#include <zlib.h>

#include <stdexcept>

namespace costrel::inline v1 {
namespace {

using costrel::TestFields;

const TestFields takes_gzip = {{"Accept-Encoding", "gzip, deflate, br"}};

std::string unpacked(std::string packed)
{
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string text;
    int code = Z_OK;
    while (code == Z_OK) {
        char room[10'000];
        stream.next_out = reinterpret_cast<Bytef*>(room);
        stream.avail_out = sizeof room;
        code = inflate(&stream, Z_NO_FLUSH);
        text.append(room, sizeof room - stream.avail_out);
    }
    EXPECT_EQ(code, Z_STREAM_END);
    EXPECT_EQ(stream.avail_in, 0U);
    inflateEnd(&stream);
    return text;
}

std::string prose(std::size_t size)
{
    std::string text;
    for (unsigned i = 0; text.size() < size; ++i)
        text += "line " + std::to_string(i) + " of a long page\n";
    text.resize(size);
    return text;
}

class Compress : public ::testing::Test {
protected:
    Compress() : app_({.secret_key = "a secret of sixteen bytes"})
    {
        folder_.write("page.html", prose(200'000));
        folder_.write("small.css", prose(2'000));
        folder_.write("tiny.css", "body {}");
        folder_.write("photo.png", prose(2'000));
        compress(app_);
        static_files(app_, "/static", folder_.path());
        answer([](const Request&) { return prose(2'000); });
    }
    template <class F>
    void answer(F handler, const std::string& path = "/")
    {
        app_.get(runtime(path),
                 [handler](const Request& request) -> Response { return handler(request); });
    }
    TestResponse get(std::string_view path, const TestFields& headers = takes_gzip)
    {
        return TestClient(app_).get(path, headers);
    }
    static void expect_plain(const TestResponse& answer)
    {
        EXPECT_EQ(answer.header("Content-Encoding"), "");
    }

    TemporaryFolder folder_;
    App app_;
};

TEST_F(Compress, PacksTextForWhoAsksForIt)
{
    const TestResponse answer = get("/");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Content-Encoding"), "gzip");
    EXPECT_EQ(answer.header("Vary"), "Accept-Encoding");
    EXPECT_EQ(answer.header("Content-Length"), std::to_string(answer.body.size()));
    EXPECT_LT(answer.body.size(), 1'000U);
    EXPECT_EQ(unpacked(answer.body), prose(2'000));
}

TEST_F(Compress, SendsTheRestAsItIs)
{
    for (const TestFields& headers : {TestFields{}, TestFields{{"Accept-Encoding", "br"}},
                                      TestFields{{"Accept-Encoding", "gzip;q=0"}},
                                      TestFields{{"Accept-Encoding", "identity, gzip;q=0.5"}}}) {
        const TestResponse answer = get("/", headers);
        expect_plain(answer);
        EXPECT_EQ(answer.body, prose(2'000));
        EXPECT_EQ(answer.header("Vary"), "Accept-Encoding"); // caches have to know all the same
    }
}

TEST_F(Compress, LeavesAloneWhatIsShortOrPackedOrNotToBeChanged)
{
    answer([](const Request&) { return prose(499); }, "/short");
    answer([](const Request&) { return prose(500); }, "/long");
    answer([](const Request&) { return Response(prose(2'000)).with("Content-Encoding", "br"); },
           "/packed");
    answer(
        [](const Request&) {
            return Response(prose(2'000)).with("Cache-Control", "private, no-transform");
        },
        "/secret");
    answer([](const Request&) { return Response(prose(2'000)).with("Content-Type", "image/png"); },
           "/image");
    answer([](const Request&) { return Response(prose(2'000)).with_status(206); }, "/part");
    answer([](const Request&) { return Response(204); }, "/none");
    for (const char* path :
         {"/short", "/secret", "/image", "/none", "/static/tiny.css", "/static/photo.png"}) {
        const TestResponse answer = get(path);
        expect_plain(answer);
        EXPECT_EQ(answer.header("Vary"), "") << path;
    }
    expect_plain(get("/part"));
    EXPECT_EQ(get("/packed").header("Content-Encoding"), "br");
    EXPECT_EQ(get("/packed").body, prose(2'000));
    EXPECT_EQ(get("/long").header("Content-Encoding"), "gzip");
}

// RFC 9110 section 15.3.7: a 206 has the Vary that the 200 would have.
TEST_F(Compress, APartVariesAsTheWholeDoes)
{
    answer([](const Request&) { return Response(prose(20)).with_status(206); }, "/part");
    answer(
        [](const Request&) {
            return Response(prose(20)).with_status(206).with("Content-Type", "image/png");
        },
        "/part-of-image");
    EXPECT_EQ(get("/part").header("Vary"), "Accept-Encoding");
    expect_plain(get("/part"));
    EXPECT_EQ(get("/part", {}).header("Vary"), "Accept-Encoding");
    EXPECT_EQ(get("/part-of-image").header("Vary"), "");
    const TestResponse part = get("/static/page.html", {{"Range", "bytes=0-3"}});
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.header("Vary"), get("/static/page.html", {}).header("Vary"));
}

TEST_F(Compress, LeavesAloneWhatWouldNotBecomeShorter)
{
    answer(
        [](const Request&) {
            std::string noise;
            for (std::uint32_t i = 0, state = 1; i < 1'000; ++i) {
                state = state * 1664525 + 1013904223;
                noise += static_cast<char>(state >> 24);
            }
            return noise;
        },
        "/noise");
    expect_plain(get("/noise"));
    EXPECT_EQ(get("/noise").body.size(), 1'000U);
    EXPECT_EQ(get("/noise").header("Vary"), "Accept-Encoding");
}

TEST_F(Compress, PacksLargeAnswersWhileTheyAreSent)
{
    answer([](const Request&) { return prose(300'000); }, "/large");
    for (const char* path : {"/large", "/static/page.html", "/static/small.css"}) {
        const TestResponse answer = get(path);
        EXPECT_EQ(answer.header("Content-Encoding"), "gzip") << path;
        EXPECT_EQ(answer.header("Content-Length"), "") << path;
        EXPECT_EQ(unpacked(answer.body), get(path, {}).body) << path;
        EXPECT_FALSE(answer.is_cut);
    }
}

TEST_F(Compress, MakesATagWeakAndRangesUnavailable)
{
    const TestResponse plain = get("/static/page.html", {});
    const TestResponse packed = get("/static/page.html");
    const std::string etag(plain.header("ETag"));
    EXPECT_EQ(packed.header("ETag"), "W/" + etag);
    EXPECT_EQ(plain.header("Accept-Ranges"), "bytes");
    EXPECT_EQ(packed.header("Accept-Ranges"), "");

    // Parts are of the file, and never packed.
    TestFields part = takes_gzip;
    part.emplace_back("Range", "bytes=0-3");
    EXPECT_EQ(get("/static/page.html", part).body, "line");
    part.emplace_back("If-Range", "W/" + etag);
    EXPECT_EQ(get("/static/page.html", part).status, 200);
}

TEST_F(Compress, A304HasTheTagOfTheAnswerThatTheClientHas)
{
    const std::string etag(get("/static/page.html", {}).header("ETag"));
    for (const std::string& kept : {etag, "W/" + etag}) {
        TestFields headers = takes_gzip;
        headers.emplace_back("If-None-Match", kept);
        const TestResponse answer = get("/static/page.html", headers);
        EXPECT_EQ(answer.status, 304);
        EXPECT_EQ(answer.header("ETag"), kept);
        EXPECT_EQ(answer.header("Vary"), "Accept-Encoding");
    }
}

TEST_F(Compress, AnswersHeadWithTheSameFields)
{
    TestClient client(app_);
    const TestResponse head = client.open("HEAD", "/", {.headers = takes_gzip});
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(head.headers, get("/").headers);
}

TEST_F(Compress, PacksErrorPagesAndJson)
{
    answer([](const Request&) { return Response(Dict{{"text", prose(2'000)}}); }, "/json");
    app_.errorhandler(404, [](const Request&, const HttpError&) -> Response {
        return Response(prose(1'000)).with_status(404);
    });
    EXPECT_EQ(get("/json").header("Content-Encoding"), "gzip");
    const TestResponse missing = get("/nope");
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(unpacked(missing.body), prose(1'000));
}

TEST_F(Compress, VaryOfTheSessionStandsBesideItsOwn)
{
    app_.get("/session", [](Session& session) -> Response {
        session["a"] = 1;
        return prose(2'000);
    });
    EXPECT_EQ(get("/session").header("Vary"), "Accept-Encoding, Cookie");
}

TEST_F(Compress, SeesWhatOtherHooksDoWhenItIsRegisteredFirst)
{
    app_.after_request([](const Request&, Response& response) {
        response.body = prose(3'000);
        response.headers.set("X-Size", std::to_string(response.body.size()));
    });
    const TestResponse answer = get("/");
    EXPECT_EQ(answer.header("X-Size"), "3000");
    EXPECT_EQ(unpacked(answer.body), prose(3'000));
}

TEST(CompressOptions, BoundHowManyArePackedWhileTheyAreSent)
{
    App app;
    compress(app, {.max_streams = 0});
    app.get("/", [](const Request&) -> Response { return prose(100'000); });
    const TestResponse answer = TestClient(app).get("/", takes_gzip);
    EXPECT_EQ(answer.header("Content-Encoding"), "");
    EXPECT_EQ(answer.body, prose(100'000));
}

TEST(CompressOptions, GiveTheirPlaceBackWhenTheAnswerIsSent)
{
    App app;
    compress(app, {.max_streams = 1});
    app.get("/", [](const Request&) -> Response { return prose(100'000); });
    TestClient client(app);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(client.get("/", takes_gzip).header("Content-Encoding"), "gzip");
        EXPECT_EQ(client.open("HEAD", "/", {.headers = takes_gzip}).header("Content-Encoding"),
                  "gzip");
    }
}

TEST(CompressOptions, AreChecked)
{
    App app;
    EXPECT_THROW(compress(app, {.level = 0}), std::invalid_argument);
    EXPECT_THROW(compress(app, {.level = 10}), std::invalid_argument);
}

} // namespace
} // namespace costrel::inline v1
