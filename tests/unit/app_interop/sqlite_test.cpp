// Sessions in an SQLite file, in event loops and applications.
#include "app/serving.hpp"
#include "log_taker.hpp"
#include "session/setup.hpp"
#include "unit/stores/sqlite/folder.hpp"

#include <costrel/asio.hpp>
#include <costrel/costrel.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/stores/sqlite.hpp>
#include <costrel/testing.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using Client = costrel::TestClient;

class InSqlite : public ::testing::Test {
protected:
    void run(const char* sql)
    {
        if (!other) {
            ASSERT_EQ(sqlite3_open(folder.file().c_str(), &other), 0);
        }
        ASSERT_EQ(sqlite3_exec(other, sql, nullptr, nullptr, nullptr), 0);
    }
    ~InSqlite() override { sqlite3_close(other); }

    Folder folder;
    sqlite3* other = nullptr; // another process that uses the file
};

Task<bool> insert(SessionStore& store, Deadline deadline)
{
    const auto inserted = co_await store.insert(key("a"), record("x"), deadline);
    co_return inserted&&* inserted;
}

TEST_F(InSqlite, TheTableOfAnotherFrameworkIsNoAlarmAtTheStart)
{
    run("create table django_session (session_key varchar(40) primary key, session_data text, "
        "expire_date datetime)");
    LogTaker taker;
    log_store_problem(session::Setup(
        {.session_store =
             sqlite_store({.path = folder.file(), .framework_table = interop::django_table()}),
         .session_record = interop::django_rows({.secret_key = "a key of more than 16 bytes"})},
        nullptr));
    EXPECT_EQ(taker.lines(), std::vector<std::string>());
}

TEST_F(InSqlite, ALoopGoesOnWhileAWriteWaits)
{
    const auto store = sqlite_store({.path = folder.file()});
    run("begin immediate");
    boost::asio::io_context loop;
    std::optional<bool> inserted;
    costrel::spawn(loop.get_executor(), insert(*store, soon()),
                   [&](std::exception_ptr, std::optional<bool> done) { inserted = done; });
    boost::asio::steady_timer timer(loop, 50ms);
    timer.async_wait([&](auto) {
        EXPECT_FALSE(inserted);
        run("commit"); // in the same thread: were that blocked, the write would wait in vain
    });
    loop.run();
    EXPECT_EQ(inserted, true);
}

TEST_F(InSqlite, AWriteInALoopEndsAtItsDeadline)
{
    const auto store = sqlite_store({.path = folder.file()});
    run("begin immediate");
    boost::asio::io_context loop;
    std::optional<bool> inserted;
    costrel::spawn(loop.get_executor(), insert(*store, soon(50ms)),
                   [&](std::exception_ptr, std::optional<bool> done) { inserted = done; });
    loop.run();
    EXPECT_EQ(inserted, false);
    run("commit");
}

TEST_F(InSqlite, AnApplicationKeepsItsSessionsOverARestart)
{
    std::string cookie;
    for (int start = 1; start <= 3; ++start) {
        App app({.secret_key = "a key of more than sixteen bytes",
                 .session_store = "sqlite:" + folder.file()});
        app.get("/", [](Session& session) { return std::to_string(session.add("starts")); });
        Client client(app);
        const auto response = client.get("/", {{"Cookie", cookie}});
        EXPECT_EQ(response.body, std::to_string(start));
        if (start == 1)
            cookie =
                response.header("Set-Cookie").substr(0, response.header("Set-Cookie").find(';'));
    }
}

TEST_F(InSqlite, AnApplicationStartsWithoutItsFileAndRecovers)
{
    App app({.secret_key = "a key of more than sixteen bytes",
             .session_store = "sqlite:" + folder.file("later/sessions.db")});
    app.get("/", [](Session& session) { return std::to_string(session.add("visits")); });
    app.get("/free", [] { return std::string("free"); });
    Client client(app);
    EXPECT_EQ(client.get("/").status, 503);
    EXPECT_EQ(client.get("/free").status, 200);
    std::filesystem::create_directory(folder.path() / "later");
    int status = 503;
    for (int i = 0; i < 6'000 && status == 503; ++i) {
        std::this_thread::sleep_for(10ms);
        status = client.get("/").status;
    }
    EXPECT_EQ(status, 200);
}

} // namespace
