#include "unit/app/temporary_folder.hpp"

#include <costrel/app.hpp>
#include <costrel/csrf.hpp>
#include <costrel/static_files.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace costrel::inline v1 {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class StaticFiles : public ::testing::Test {
protected:
    StaticFiles() : app_({.secret_key = "a secret of sixteen bytes"})
    {
        outside_.write("secret.txt", "top secret");
        folder_.write("style.css", "body {}\n");
        folder_.write("img/logo.svg", "<svg/>");
        app_.get("/", [](const Request& request) -> Response {
            return request.url_for("static", "img/a b.svg");
        });
    }
    int status(std::string_view path) { return TestClient(app_).get(path).status; }

    TemporaryFolder outside_;
    TemporaryFolder folder_;
    App app_;
};

TEST_F(StaticFiles, AreServedUnderTheirPath)
{
    static_files(app_, "/static", folder_.path());
    TestClient client(app_);
    const TestResponse answer = client.get("/static/style.css");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "body {}\n");
    EXPECT_EQ(answer.header("Content-Type"), "text/css; charset=utf-8");
    EXPECT_EQ(client.get("/static/img/logo.svg").body, "<svg/>");
    EXPECT_EQ(client.open("HEAD", "/static/style.css").header("Content-Length"), "8");
    EXPECT_EQ(client.open("OPTIONS", "/static/style.css").header("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(client.post("/static/style.css", {}).status, 405);
}

TEST_F(StaticFiles, HaveAnEndpoint)
{
    static_files(app_, "/static/", folder_.path());
    EXPECT_EQ(TestClient(app_).get("/").body, "/static/img/a%20b.svg");
}

TEST_F(StaticFiles, OfABlueprintAreUnderItsPrefix)
{
    static_files(app_, "/static", folder_.path());
    Blueprint admin("admin", {.url_prefix = "/admin"});
    static_files(admin, "/static", folder_.path("img"));
    admin.get("/", [](const Request& request) -> Response {
        return request.url_for(".static", "logo.svg") + " " +
               request.url_for("static", "style.css");
    });
    app_.register_blueprint(std::move(admin));
    TestClient client(app_);
    EXPECT_EQ(client.get("/admin/").body, "/admin/static/logo.svg /static/style.css");
    EXPECT_EQ(client.get("/admin/static/logo.svg").body, "<svg/>");
}

TEST_F(StaticFiles, MayBeKeptAsLongAsTheApplicationSays)
{
    static_files(app_, "/static", folder_.path(), {.max_age = std::chrono::hours(1)});
    EXPECT_EQ(TestClient(app_).get("/static/style.css").header("Cache-Control"),
              "public, max-age=3600");
}

TEST_F(StaticFiles, DoNotTouchTheSession)
{
    static_files(app_, "/static", folder_.path());
    csrf_protect(app_);
    TestClient client(app_);
    client.session_transaction([](Session& session) {
        session["user"] = 1;
        session.set_permanent(true);
    });
    EXPECT_NE(client.get("/").header("Set-Cookie"), ""); // which is refreshed elsewhere
    for (const char* path : {"/static/style.css", "/static/nope"}) {
        const TestResponse answer = client.get(path);
        EXPECT_EQ(answer.header("Vary"), "") << path;
        EXPECT_EQ(answer.header("Set-Cookie"), "") << path;
    }
}

TEST_F(StaticFiles, SaveASessionThatAHookUses)
{
    static_files(app_, "/static", folder_.path());
    app_.before_request([](Session& session) { session["seen"] = true; });
    const TestResponse answer = TestClient(app_).get("/static/style.css");
    EXPECT_EQ(answer.header("Vary"), "Cookie");
    EXPECT_NE(answer.header("Set-Cookie"), "");
}

TEST_F(StaticFiles, ThatABuildPackedAreSentToWhoTakesGzip)
{
    folder_.write("img/logo.svg.gz", "packed by the build");
    static_files(app_, "/static", folder_.path(), {.precompressed = true});
    static_files(app_, "/plain", folder_.path(), {.endpoint = "plain"});
    TestClient client(app_);
    const costrel::TestFields takes_gzip = {{"Accept-Encoding", "gzip"}};
    const TestResponse packed = client.get("/static/img/logo.svg", takes_gzip);
    EXPECT_EQ(packed.body, "packed by the build");
    EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
    EXPECT_EQ(packed.header("Content-Type"), "image/svg+xml; charset=utf-8");
    EXPECT_EQ(packed.header("Content-Disposition"), "inline; filename=logo.svg");
    EXPECT_EQ(packed.header("Vary"), "Accept-Encoding");

    const TestResponse whole = client.get("/static/img/logo.svg");
    EXPECT_EQ(whole.body, "<svg/>");
    EXPECT_EQ(whole.header("Content-Encoding"), "");
    EXPECT_EQ(whole.header("Vary"), "Accept-Encoding");
    EXPECT_NE(whole.header("ETag"), packed.header("ETag"));

    EXPECT_EQ(client.get("/plain/img/logo.svg", takes_gzip).body, "<svg/>");
    EXPECT_EQ(client.get("/static/style.css", takes_gzip).body, "body {}\n"); // not packed
    EXPECT_EQ(client.get("/static/nope", takes_gzip).status, 404);
    EXPECT_EQ(client.get("/static/", takes_gzip).status, 404);

    const TestResponse unchanged =
        client.get("/static/img/logo.svg", {{"Accept-Encoding", "gzip"},
                                            {"If-None-Match", std::string(packed.header("ETag"))}});
    EXPECT_EQ(unchanged.status, 304);
    EXPECT_EQ(unchanged.header("ETag"), packed.header("ETag"));
    EXPECT_EQ(unchanged.header("Content-Encoding"), "");
    EXPECT_EQ(
        client.get("/static/img/logo.svg", {{"Accept-Encoding", "gzip"}, {"Range", "bytes=0-5"}})
            .body,
        "packed");
}

TEST_F(StaticFiles, ThatAreHiddenArePackedNeither)
{
    folder_.write(".env.gz", "secret");
    folder_.write("old~.gz", "secret");
    static_files(app_, "/static", folder_.path(), {.precompressed = true});
    TestClient client(app_);
    for (const char* path : {"/static/.env", "/static/old~", "/static/..", "/static/../.env"})
        EXPECT_EQ(client.get(path, {{"Accept-Encoding", "gzip"}}).status, 404) << path;
}

TEST_F(StaticFiles, RefuseAFolderThatIsNotThere)
{
    EXPECT_THROW(static_files(app_, "/static", folder_.path("nope")), std::invalid_argument);
    EXPECT_THROW(static_files(app_, "/static", folder_.path("style.css")), std::invalid_argument);
    static_files(app_, "/a", folder_.path());
    EXPECT_THROW(static_files(app_, "/b", folder_.path()), std::invalid_argument);
    static_files(app_, "/b", folder_.path(), {.endpoint = "b"});
    EXPECT_EQ(status("/b/style.css"), 200);
}

TEST_F(StaticFiles, KeepToTheirFolderWhateverPathIsAskedFor)
{
    static_files(app_, "/static", folder_.path());
    const std::string up = "../" + std::filesystem::path(outside_.path()).filename().string();
    const std::string encoded = "%2e%2e" + up.substr(2);
    TestClient client(app_);
    for (const std::string& path :
         std::vector<std::string>{"/static/" + up + "/secret.txt",
                                  "/static/" + encoded + "/secret.txt",
                                  "/static/.%2e" + up.substr(2) + "/secret.txt",
                                  "/static/..%2f" + up.substr(3) + "/secret.txt",
                                  "/static/%252e%252e" + up.substr(2) + "/secret.txt",
                                  "/static/..%5c" + up.substr(3) + "%5csecret.txt",
                                  "/static/..\\" + up.substr(3) + "\\secret.txt",
                                  "/static/....//" + up + "/secret.txt",
                                  "/static/..;/" + up + "/secret.txt",
                                  "/static/%c0%ae%c0%ae/" + up.substr(3) + "/secret.txt",
                                  "/static/%e0%80%ae%e0%80%ae/secret.txt",
                                  "/static/img/../" + up + "/secret.txt",
                                  "/static/%2f" + outside_.path("secret.txt"),
                                  "/static/%2fetc%2fpasswd",
                                  "/static//etc/passwd",
                                  "//etc/passwd",
                                  "/static/C:%5csecret.txt",
                                  "/static/file:%2f%2f/etc/passwd",
                                  "/static/secret.txt%00.css",
                                  "/static/..",
                                  "/static/.",
                                  "/static/"}) {
        const TestResponse answer = client.get(path);
        EXPECT_TRUE(answer.status == 404 || answer.status == 400 || answer.status == 308)
            << path << " " << answer.status;
        EXPECT_THAT(answer.body, Not(HasSubstr("top secret"))) << path;
        EXPECT_THAT(answer.body, Not(HasSubstr("root:"))) << path;
    }
}

TEST_F(StaticFiles, AreNeitherLinksNorHiddenNorSpecial)
{
    static_files(app_, "/static", folder_.path());
    folder_.write(".git/config", "secret");
    folder_.write(".env", "secret");
    folder_.write(".htpasswd", "secret");
    folder_.write("main.cpp~", "secret");
    std::filesystem::create_symlink(outside_.path("secret.txt"), folder_.path("link.txt"));
    std::filesystem::create_directory_symlink(outside_.path(), folder_.path("folder"));
    std::filesystem::create_symlink("loop", folder_.path("loop"));
    std::filesystem::create_symlink("/dev/zero", folder_.path("zero"));
    std::filesystem::create_symlink("/proc/self/mem", folder_.path("mem"));
    ASSERT_EQ(::mkfifo(folder_.path("fifo").c_str(), 0600), 0);
    for (const char* name : {".git/config", ".env", ".htpasswd", "main.cpp~", "link.txt",
                             "folder/secret.txt", "loop", "zero", "mem", "fifo", "img", "img/"})
        EXPECT_EQ(status(std::string("/static/") + name), 404) << name;
}

TEST_F(StaticFiles, ThatMayNotBeReadAreNotFound)
{
    static_files(app_, "/static", folder_.path());
    using std::filesystem::perms;
    std::filesystem::permissions(folder_.path(),
                                 perms::owner_all | perms::group_exec | perms::others_exec);
    std::filesystem::permissions(folder_.path("style.css"), perms::none);
    folder_.write("other.css", "body {}\n");
    const ::uid_t user = ::geteuid();
    if (user == 0) { // who may read everything
        ASSERT_EQ(::seteuid(65534), 0);
    }
    const int unreadable = status("/static/style.css");
    const int readable = status("/static/other.css");
    ASSERT_EQ(::seteuid(user), 0);
    EXPECT_EQ(unreadable, 404);
    EXPECT_EQ(readable, 200);
}

TEST_F(StaticFiles, HaveNamesOf255BytesAtMost)
{
    static_files(app_, "/static", folder_.path());
    const std::string longest(255, 'x');
    folder_.write(longest, "long");
    EXPECT_EQ(status("/static/" + longest), 200);
    EXPECT_EQ(status("/static/" + longest + "x"), 404);
    EXPECT_EQ(status("/static/" + std::string(4096, 'x')), 404);
    folder_.write("Jörg ☃.txt", "hi");
    EXPECT_EQ(TestClient(app_).get("/static/J%C3%B6rg%20%E2%98%83.txt").body, "hi");
    EXPECT_EQ(status("/static/J%FFrg.txt"), 404);
}

} // namespace
} // namespace costrel::inline v1
