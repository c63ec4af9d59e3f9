#include "unit/app/temporary_folder.hpp"

#include <costrel/app.hpp>
#include <costrel/errors.hpp>
#include <costrel/http_date.hpp>
#include <costrel/send_file.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace costrel::inline v1 {
namespace {

using costrel::TestFields;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Pair;

constexpr std::chrono::sys_seconds modified{std::chrono::seconds(1'700'000'000)};
const std::string modified_date = "Tue, 14 Nov 2023 22:13:20 GMT";

class SendFile : public ::testing::Test {
protected:
    SendFile()
    {
        write("x.bin", "0123456789");
        write("style.css", "body {}\n");
        write("empty.txt", "");
        app_.get("/file/<path:name>", [this](const Request& request, std::string_view name) {
            return send_file(request, folder_.path(name), options_);
        });
        app_.route("/upload/<path:name>", {GET, POST},
                   [this](const Request& request, std::string_view name) {
                       return send_from_directory(request, folder_.path(), name, options_);
                   });
        app_.errorhandler(404, [](const Request&, const HttpError&) -> Response {
            return Response("no such file").with_status(404);
        });
    }

    void write(const std::string& name, std::string_view content)
    {
        folder_.write(name, content);
        const std::timespec time{modified.time_since_epoch().count(), 250'000'000};
        const std::timespec times[] = {time, time};
        ASSERT_EQ(::utimensat(AT_FDCWD, folder_.path(name).c_str(), times, 0), 0);
    }
    TestResponse get(std::string_view path, const TestFields& headers = {})
    {
        return TestClient(app_).get(path, headers);
    }
    std::string etag() { return std::string(get("/file/x.bin").header("ETag")); }

    TemporaryFolder folder_;
    SendFileOptions options_;
    App app_;
};

TEST_F(SendFile, SendsTheFieldsThatFlaskSends)
{
    const TestResponse answer = get("/file/style.css");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "body {}\n");
    EXPECT_THAT(answer.headers,
                ElementsAre(Pair("Content-Type", "text/css; charset=utf-8"),
                            Pair("Content-Length", "8"),
                            Pair("Content-Disposition", "inline; filename=style.css"),
                            Pair("X-Content-Type-Options", "nosniff"),
                            Pair("Last-Modified", modified_date), Pair("Cache-Control", "no-cache"),
                            Pair("ETag", MatchesRegex("\"1700000000.25-8-[0-9]+\"")),
                            Pair("Accept-Ranges", "bytes")));
}

TEST_F(SendFile, AnswersHeadWithTheSameFieldsAndNoBody)
{
    TestClient client(app_);
    const TestResponse head = client.open("HEAD", "/file/x.bin");
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(head.headers, client.get("/file/x.bin").headers);
    EXPECT_EQ(head.header("Content-Length"), "10");
}

TEST_F(SendFile, OfAnEmptyFileIsEmpty)
{
    const TestResponse answer = get("/file/empty.txt", {{"Range", "bytes=0-"}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Content-Length"), "0");
    EXPECT_EQ(answer.body, "");
}

TEST_F(SendFile, TakesFlasksOptions)
{
    options_.as_attachment = true;
    options_.download_name = "Jörg.csv";
    options_.etag = "v1";
    options_.last_modified = modified - std::chrono::seconds(1);
    options_.max_age = std::chrono::seconds(60);
    const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const TestResponse answer = get("/file/x.bin");
    EXPECT_EQ(answer.header("Content-Type"), "text/csv; charset=utf-8");
    EXPECT_EQ(answer.header("Content-Disposition"),
              "attachment; filename=Jorg.csv; filename*=UTF-8''J%C3%B6rg.csv");
    EXPECT_EQ(answer.header("ETag"), "\"v1\"");
    EXPECT_EQ(answer.header("Last-Modified"), "Tue, 14 Nov 2023 22:13:19 GMT");
    EXPECT_EQ(answer.header("Cache-Control"), "public, max-age=60");
    const auto expires = parse_date(answer.header("Expires"));
    ASSERT_TRUE(expires);
    EXPECT_GE(expires->time, before + std::chrono::seconds(60));
    EXPECT_LE(expires->time, std::chrono::system_clock::now() + std::chrono::seconds(60));

    options_ = {.mimetype = "application/x-mine", .conditional = false, .etag = ""};
    options_.max_age = std::chrono::seconds(0);
    const TestResponse other = get("/file/style.css", {{"Range", "bytes=0-1"}});
    EXPECT_EQ(other.status, 200);
    EXPECT_EQ(other.header("Content-Type"), "application/x-mine");
    EXPECT_EQ(other.header("ETag"), "");
    EXPECT_EQ(other.header("Accept-Ranges"), "");
    EXPECT_EQ(other.header("Cache-Control"), "no-cache, max-age=0");
    options_.max_age = std::chrono::seconds::max();
    EXPECT_EQ(get("/file/x.bin").header("Cache-Control"), "public, max-age=2147483647");
    options_.max_age = std::chrono::seconds::min();
    EXPECT_EQ(get("/file/x.bin").header("Cache-Control"), "no-cache, max-age=0");
}

TEST_F(SendFile, RefusesAnEtagThatCannotBeSent)
{
    for (const char* etag : {"a\"b", "a b", "a\r\nb"}) {
        options_.etag = etag;
        EXPECT_EQ(get("/file/x.bin").status, 500) << etag;
    }
}

TEST_F(SendFile, SaysThatAFileIsPackedUnlessItIsSaved)
{
    write("a.tar.gz", "xx");
    EXPECT_EQ(get("/file/a.tar.gz").header("Content-Encoding"), "gzip");
    EXPECT_EQ(get("/file/a.tar.gz").header("Content-Type"), "application/x-tar");
    options_.as_attachment = true;
    EXPECT_EQ(get("/file/a.tar.gz").header("Content-Encoding"), "");
}

TEST_F(SendFile, ATimeThatHasNotComeYetIsNow)
{
    options_.last_modified = std::chrono::sys_days(std::chrono::year(9999) / 1 / 1);
    const auto sent = parse_date(get("/file/x.bin").header("Last-Modified"));
    ASSERT_TRUE(sent);
    EXPECT_LE(sent->time, std::chrono::system_clock::now());
    options_.last_modified = std::chrono::sys_days(std::chrono::year(-1) / 1 / 1);
    EXPECT_EQ(get("/file/x.bin").header("Last-Modified"), "");
}

TEST_F(SendFile, OfWhatIsNoFileIsABugOfTheHandler)
{
    EXPECT_EQ(get("/file/nope").status, 500);
    EXPECT_EQ(get("/file/").status, 404); // of the route
}

TEST_F(SendFile, WithoutADescriptorIsA503)
{
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none{0, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const int file = get("/file/x.bin").status;
    const int upload = get("/upload/x.bin").status;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(file, 503);
    EXPECT_EQ(upload, 503);
}

// --- conditions: RFC 9110 section 13

TEST_F(SendFile, Answers304ToWhoHasThisVersion)
{
    const TestResponse answer = get("/file/x.bin", {{"If-None-Match", "\"a\", W/" + etag()}});
    EXPECT_EQ(answer.status, 304);
    EXPECT_EQ(answer.body, "");
    EXPECT_THAT(answer.headers, ElementsAre(Pair("Content-Disposition", "inline; filename=x.bin"),
                                            Pair("X-Content-Type-Options", "nosniff"),
                                            Pair("Cache-Control", "no-cache"), Pair("ETag", etag()),
                                            Pair("Accept-Ranges", "bytes")));
    EXPECT_EQ(get("/file/x.bin", {{"If-None-Match", "*"}}).status, 304);
    EXPECT_EQ(get("/file/x.bin", {{"If-Modified-Since", modified_date}}).status, 304);
    EXPECT_EQ(get("/file/x.bin", {{"If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT"}}).status,
              304);
}

TEST_F(SendFile, SendsTheFileToWhoHasAnotherVersionOrAsksNonsense)
{
    const std::string long_list(10'000, 'x');
    for (const auto& [name, value] :
         TestFields{{"If-None-Match", "\"other\""},
                    {"If-None-Match", "\"" + long_list + "\""},
                    {"If-None-Match", long_list},
                    {"If-Modified-Since", "garbage"},
                    {"If-Modified-Since", "Tue, 14 Nov 2023 22:13:19 GMT"},
                    {"If-Unmodified-Since", "garbage"},
                    {"If-Range", "\"other\""}}) {
        const TestResponse answer = get("/file/x.bin", {{name, value}});
        EXPECT_EQ(answer.status, 200) << name;
        EXPECT_EQ(answer.body, "0123456789");
    }
}

TEST_F(SendFile, Answers412WhenThePreconditionFails)
{
    for (const auto& [name, value] :
         TestFields{{"If-Match", "\"other\""},
                    {"If-Match", "W/" + etag()},
                    {"If-Unmodified-Since", "Tue, 14 Nov 2023 22:13:19 GMT"}}) {
        const TestResponse answer = get("/file/x.bin", {{name, value}});
        EXPECT_EQ(answer.status, 412) << name << ": " << value;
        EXPECT_THAT(answer.body, HasSubstr("Precondition Failed"));
    }
    EXPECT_EQ(get("/file/x.bin", {{"If-Match", etag()}}).status, 200);
    EXPECT_EQ(get("/file/x.bin", {{"If-Match", "*"}}).status, 200);
}

TEST_F(SendFile, OtherMethodsHaveNoConditions)
{
    TestClient client(app_);
    const TestResponse answer = client.open(
        "POST", "/upload/x.bin", {.headers = {{"If-None-Match", "*"}, {"Range", "bytes=0-0"}}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "0123456789");
}

// --- ranges: RFC 9110 section 14

TEST_F(SendFile, SendsTheRangeThatIsAskedFor)
{
    const TestResponse answer = get("/file/x.bin", {{"Range", "bytes=3-5"}});
    EXPECT_EQ(answer.status, 206);
    EXPECT_EQ(answer.body, "345");
    EXPECT_EQ(answer.header("Content-Range"), "bytes 3-5/10");
    EXPECT_EQ(answer.header("Content-Length"), "3");
    EXPECT_EQ(answer.header("ETag"), etag());
    EXPECT_EQ(get("/file/x.bin", {{"Range", "bytes=-1"}}).body, "9");
    EXPECT_EQ(get("/file/x.bin", {{"Range", "bytes=0-"}}).body, "0123456789");
    EXPECT_EQ(get("/file/x.bin", {{"Range", "bytes=0-4,2-6"}}).body, "0123456");
}

TEST_F(SendFile, SendsSeveralRangesInParts)
{
    write("long.txt", std::string(600, 'a') + std::string(600, 'b'));
    const TestResponse answer = get("/file/long.txt", {{"Range", "bytes=598-601,-2"}});
    EXPECT_EQ(answer.status, 206);
    const std::string type(answer.header("Content-Type"));
    constexpr std::string_view start = "multipart/byteranges; boundary=";
    ASSERT_TRUE(type.starts_with(start));
    const std::string boundary = type.substr(start.size());
    const std::string head = "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ";
    EXPECT_EQ(answer.body, "--" + boundary + head + "598-601/1200\r\n\r\naabb\r\n--" + boundary +
                               head + "1198-1199/1200\r\n\r\nbb\r\n--" + boundary + "--\r\n");
    EXPECT_EQ(answer.header("Content-Length"), std::to_string(answer.body.size()));
    EXPECT_EQ(answer.header("Content-Range"), "");
}

TEST_F(SendFile, SendsTheWholeWhenPartsOfItWouldBeLonger)
{
    const TestResponse answer = get("/file/x.bin", {{"Range", "bytes=0-0,-1"}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "0123456789");
    EXPECT_EQ(answer.header("Content-Type"), "application/octet-stream");
}

TEST_F(SendFile, Answers416ToRangesBehindTheEnd)
{
    for (const char* range : {"bytes=10-", "bytes=-0", "bytes=18446744073709551616-"}) {
        const TestResponse answer = get("/file/x.bin", {{"Range", range}});
        EXPECT_EQ(answer.status, 416) << range;
        EXPECT_EQ(answer.header("Content-Range"), "bytes */10");
        EXPECT_THAT(answer.body, HasSubstr("The server cannot provide the requested range."));
    }
}

TEST_F(SendFile, IgnoresARangeThatIsNone)
{
    std::string thousand = "bytes=0-0";
    for (int i = 1; i < 1000; ++i)
        thousand += ",0-0";
    for (const std::string& range :
         {std::string("bytes="), std::string("lines=1-2"), std::string("bytes=5-2"), thousand}) {
        const TestResponse answer = get("/file/x.bin", {{"Range", range}});
        EXPECT_EQ(answer.status, 200) << range;
        EXPECT_EQ(answer.body, "0123456789");
    }
}

TEST_F(SendFile, SendsARangeOnlyOfTheVersionThatIfRangeNames)
{
    const auto status = [&](const std::string& version) {
        return get("/file/x.bin", {{"Range", "bytes=0-1"}, {"If-Range", version}}).status;
    };
    EXPECT_EQ(status(etag()), 206);
    EXPECT_EQ(status(modified_date), 206);
    EXPECT_EQ(status("\"other\""), 200);
    EXPECT_EQ(status("W/" + etag()), 200);
    EXPECT_EQ(status("Tue, 14 Nov 2023 22:13:21 GMT"), 200);
}

TEST_F(SendFile, LooksAtConditionsBeforeRanges)
{
    EXPECT_EQ(get("/file/x.bin", {{"Range", "bytes=0-1"}, {"If-None-Match", etag()}}).status, 304);
    EXPECT_EQ(get("/file/x.bin", {{"Range", "bytes=99-"}, {"If-None-Match", etag()}}).status, 304);
    EXPECT_EQ(get("/file/x.bin", {{"Range", "bytes=0-1"}, {"If-Match", "\"a\""}}).status, 412);
}

TEST_F(SendFile, IgnoresTheRangeOfHead)
{
    const TestResponse head =
        TestClient(app_).open("HEAD", "/file/x.bin", {.headers = {{"Range", "bytes=0-1"}}});
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), "10");
}

TEST_F(SendFile, OfMoreThanFourGibibytesHasTheRightLengths)
{
    const std::uint64_t size = (5ULL << 30) + 7;
    folder_.write("large", "");
    std::filesystem::resize_file(folder_.path("large"), size);
    TestClient client(app_);
    EXPECT_EQ(client.open("HEAD", "/file/large").header("Content-Length"), std::to_string(size));
    const TestResponse last = client.get("/file/large", {{"Range", "bytes=-3"}});
    EXPECT_EQ(last.body, std::string(3, '\0'));
    EXPECT_EQ(last.header("Content-Range"), "bytes 5368709124-5368709126/5368709127");
    EXPECT_EQ(client.get("/file/large", {{"Range", "bytes=4294967296-4294967296"}}).body.size(),
              1U);
}

// --- below a directory

TEST_F(SendFile, FromADirectorySendsWhatIsThere)
{
    write("sub/a.txt", "a");
    EXPECT_EQ(get("/upload/sub/a.txt").body, "a");
    EXPECT_EQ(get("/upload/x.bin").header("ETag"), etag());
}

TEST_F(SendFile, FromADirectoryAnswers404ForTheRest)
{
    write(".env", "secret");
    write("app.db~", "secret");
    std::filesystem::create_symlink("/etc/passwd", folder_.path("link"));
    std::filesystem::create_symlink("x.bin", folder_.path("inner"));
    for (const std::string& name :
         {std::string("nope"), std::string("%2e%2e/x"), std::string("..%2f..%2fetc/passwd"),
          std::string("..%5cx"), std::string(".env"), std::string("app.db~"), std::string("link"),
          std::string("inner"), std::string("x.bin/"), std::string("%ff"), std::string("a%0d%0ab"),
          std::string(256, 'x'), std::string(5000, 'x')}) {
        const TestResponse answer = get("/upload/" + name);
        EXPECT_EQ(answer.status, 404) << name;
        EXPECT_EQ(answer.body, "no such file") << name;
    }
    EXPECT_EQ(get("/upload/%00").status, 400);
}

TEST_F(SendFile, FromADirectorySendsHiddenFilesAndLinksWhenAsked)
{
    write(".well-known/security.txt", "here");
    std::filesystem::create_symlink("x.bin", folder_.path("inner"));
    std::filesystem::create_symlink("/etc/passwd", folder_.path("link"));
    options_ = {.hidden_files = true, .follow_symlinks = true};
    EXPECT_EQ(get("/upload/.well-known/security.txt").body, "here");
    EXPECT_EQ(get("/upload/inner").body, "0123456789");
    EXPECT_EQ(get("/upload/link").status, 404);
}

TEST_F(SendFile, FromADirectoryThatIsNotThereAnswers404)
{
    std::filesystem::remove_all(folder_.path());
    EXPECT_EQ(get("/upload/x.bin").status, 404);
}

} // namespace
} // namespace costrel::inline v1
