#include "session/store_url.hpp"
#include "stores/sqlite/sqlite_url.hpp"
#include "unit/stores/sqlite/folder.hpp"
#include "unit/stores/sqlite/other.hpp"

#include <costrel/config_error.hpp>
#include <costrel/stores/sqlite.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <latch>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#ifdef __SANITIZE_THREAD__
// A child of a process with threads makes a thread of its own here: ThreadSanitizer ends it
// otherwise.
extern "C" const char* __tsan_default_options()
{
    return "die_after_fork=0";
}
#endif

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

class SqliteStoreTest : public ::testing::Test {
protected:
    std::shared_ptr<SessionStore> open() const { return sqlite_store({.path = folder.file()}); }
    static std::optional<std::string> bytes(SessionStore& store, const std::string& name)
    {
        const auto loaded = now(store.load(key(name), soon()));
        EXPECT_TRUE(loaded) << loaded.error().message;
        return loaded && *loaded ? std::optional((*loaded)->bytes) : std::nullopt;
    }
    static bool insert(SessionStore& store, const std::string& name, const std::string& text = "x")
    {
        const auto inserted = now(store.insert(key(name), record(text), soon()));
        return inserted && *inserted;
    }

    Folder folder;
};

TEST_F(SqliteStoreTest, SessionsSurviveARestart)
{
    insert(*open(), "a", "kept");
    EXPECT_EQ(bytes(*open(), "a"), "kept");
}

TEST_F(SqliteStoreTest, NobodyElseCanReadAnyOfItsFiles)
{
    const mode_t before = ::umask(0);
    const auto store = open();
    insert(*store, "a");
    ::umask(before);
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
        EXPECT_EQ(mode_of(file.path()), 0600U) << file.path();
        ++files;
    }
    EXPECT_EQ(files, 4U) << "the file, its WAL, its index and the reserve";
}

TEST_F(SqliteStoreTest, ATableWithOtherColumnsIsRejected)
{
    folder.write("sessions.db", "");
    Other(folder.file()).run("create table costrel_session (key primary key, data)");
    try {
        open();
        FAIL();
    } catch (const ConfigError& error) {
        EXPECT_EQ(std::string(error.what()),
                  "costrel: the sessions cannot be kept in " + folder.file() +
                      ": its table costrel_session has other columns; `costrel sessions schema "
                      "sqlite:` prints those that it needs");
    }
}

TEST_F(SqliteStoreTest, AFileThatIsNoSqliteFileIsRejectedAndLeftAsItIs)
{
    const auto size = [&] { return std::filesystem::file_size(folder.file()); };
    for (const std::string& text :
         {std::string("a letter to my grandmother"), std::string("SQLite"),
          std::string("SQLite format 2"), std::string("SQLite format 3\0", 16),
          std::string(10'000, 'x')}) {
        folder.write("sessions.db", text);
        for (const bool is_framework : {false, true}) {
            SqliteStoreOptions options{.path = folder.file()};
            if (is_framework)
                options.framework_table = {.name = "t", .key = "k", .content = "c", .time = "e"};
            try {
                sqlite_store(options);
                ADD_FAILURE() << "it was taken: " << text;
            } catch (const ConfigError& error) {
                EXPECT_EQ(std::string(error.what()), "costrel: the sessions cannot be kept in " +
                                                         folder.file() +
                                                         ": it is not an SQLite file");
            }
        }
        EXPECT_EQ(size(), text.size());
    }
}

TEST_F(SqliteStoreTest, ATableThatWasMadeByHandIsTaken)
{
    folder.write("sessions.db", "");
    Other(folder.file()).run(sqlite_schema() + "create table notes (text);");
    EXPECT_TRUE(insert(*open(), "a"));
}

TEST_F(SqliteStoreTest, WhatCannotBeOpenedYetIsOutOfReachUntilItCan)
{
    const auto store = sqlite_store({.path = folder.file("later/sessions.db")});
    const auto loaded = now(store->load(key("a"), soon()));
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, StoreError::Code::unavailable);
    EXPECT_THAT(loaded.error().message, HasSubstr("cannot make " + folder.file("later")));
    std::filesystem::create_directory(folder.path() / "later");
    bool inserted = false;
    for (int i = 0; i < 6'000 && !inserted; ++i) {
        std::this_thread::sleep_for(10ms); // it is tried again after a while, not with each request
        inserted = insert(*store, "a");
    }
    EXPECT_TRUE(inserted);
    EXPECT_EQ(bytes(*store, "a"), "x");
}

TEST_F(SqliteStoreTest, AnotherProgramThatWritesIsWaitedForUntilTheDeadline)
{
    const auto store = open();
    insert(*store, "a", "there");
    Other other(folder.file());
    other.run("begin immediate");
    const auto inserted = now(store->insert(key("b"), record("x"), soon(100ms)));
    ASSERT_FALSE(inserted);
    EXPECT_EQ(bytes(*store, "a"), "there") << "a reader does not wait";
    auto replacing =
        std::jthread([&] { (void)now(store->replace(key("a"), 1, record("new", 2), soon())); });
    std::this_thread::sleep_for(50ms);
    other.run("commit");
    replacing.join();
    EXPECT_EQ(bytes(*store, "a"), "new");
}

TEST_F(SqliteStoreTest, ManyWritesAreOneTransaction)
{
    const auto store = open();
    insert(*store, "a");
    Other other(folder.file());
    other.run("begin immediate");
    std::vector<std::jthread> writing;
    std::latch all_run(20);
    for (int i = 0; i < 20; ++i)
        writing.emplace_back([&, i] {
            all_run.count_down();
            EXPECT_TRUE(insert(*store, std::to_string(i)));
        });
    all_run.wait();
    std::this_thread::sleep_for(200ms);
    const std::string wal = folder.file("sessions.db-wal");
    const auto before = std::filesystem::file_size(wal);
    other.run("rollback");
    writing.clear();
    // Each frame is a page and 24 bytes. The one that ends a transaction says how large the file is
    // then.
    std::ifstream frames(wal, std::ios::binary);
    int commits = 0;
    for (auto at = static_cast<std::streamoff>(before); frames.seekg(at + 4); at += 4'096 + 24) {
        char size[4] = {};
        if (!frames.read(size, 4))
            break;
        commits += std::string_view(size, 4) != std::string_view("\0\0\0\0", 4);
    }
    EXPECT_GT(commits, 0);
    EXPECT_LE(commits, 3) << "twenty by themselves would be twenty";
}

TEST_F(SqliteStoreTest, OneThatFailsDoesNotTakeTheOthersWithIt)
{
    const auto store = open();
    insert(*store, "a");
    Other other(folder.file());
    other.run("create trigger no before insert on costrel_session when new.record = x'6e6f' "
              "begin select raise(abort, 'no'); end");
    other.run("begin immediate");
    std::vector<std::jthread> writing;
    std::atomic<int> inserted = 0;
    for (int i = 0; i < 10; ++i)
        writing.emplace_back(
            [&, i] { inserted += insert(*store, std::to_string(i), i == 5 ? "no" : "yes"); });
    std::this_thread::sleep_for(50ms);
    other.run("commit");
    writing.clear();
    EXPECT_EQ(inserted, 9);
    EXPECT_EQ(bytes(*store, "4"), "yes");
    EXPECT_EQ(bytes(*store, "5"), std::nullopt);
}

TEST_F(SqliteStoreTest, WhatExpiredIsForgottenByTheDatabasesClock)
{
    const auto store = open();
    StoredRecord old = record("old");
    old.expires = {};
    (void)now(store->insert(key("old"), old, soon()));
    insert(*store, "a");
    EXPECT_EQ(*now(store->collect(0, soon())), 0U);
    EXPECT_EQ(*now(store->collect(10, soon())), 1U);
    EXPECT_EQ(*now(store->collect(10, soon())), 0U);
    EXPECT_EQ(bytes(*store, "a"), "x");
}

TEST_F(SqliteStoreTest, NothingOfASessionThatEndedStaysInTheFile)
{
    {
        const auto store = open();
        insert(*store, "a", "the secret of Alice");
        (void)now(store->erase(key("a"), true, soon()));
    }
    std::ifstream file(folder.file(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_GT(text.size(), 4'000U);
    EXPECT_EQ(text.find("Alice"), std::string::npos);
}

// A program that forks after it has made the store, as servers with processes do.
TEST_F(SqliteStoreTest, AForkedProcessHasConnectionsOfItsOwn)
{
    const auto store = open();
    insert(*store, "parent", "0");
    std::atomic<bool> stops = false;
    std::jthread busy([&] {
        for (int i = 0; !stops; ++i)
            insert(*store, "busy" + std::to_string(i));
    });
    std::vector<pid_t> children;
    for (int child = 0; child < 4; ++child) {
        const pid_t pid = ::fork();
        ASSERT_GE(pid, 0);
        if (pid == 0) {
            bool good = bytes(*store, "parent") == "0";
            for (int i = 0; i < 50; ++i)
                good = good && insert(*store, std::to_string(child) + "-" + std::to_string(i));
            ::_exit(good ? 0 : 1);
        }
        children.push_back(pid);
    }
    for (const pid_t pid : children) {
        int status = -1;
        ::waitpid(pid, &status, 0);
        EXPECT_EQ(status, 0);
    }
    stops = true;
    busy.join();
    for (int child = 0; child < 4; ++child)
        for (int i = 0; i < 50; ++i)
            EXPECT_EQ(bytes(*store, std::to_string(child) + "-" + std::to_string(i)), "x");
    EXPECT_TRUE(insert(*store, "after"));
}

TEST_F(SqliteStoreTest, AParentThatLeavesTakesNothingFromItsChild)
{
    auto store = open();
    insert(*store, "a");
    int gone[2];
    ASSERT_EQ(::pipe(gone), 0);
    const pid_t pid = ::fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) {
        ::close(gone[1]);
        bool good = insert(*store, "before");
        char byte = 0;
        good = good && ::read(gone[0], &byte, 1) == 0; // until the parent has closed the file
        good = good && insert(*store, "after");
        ::_exit(good ? 0 : 1);
    }
    ::close(gone[0]);
    (void)bytes(*store, "a");
    for (int i = 0; i < 10'000 && !bytes(*store, "before"); ++i)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(bytes(*store, "before"), "x") << "the child came to nothing";
    store.reset();
    ::close(gone[1]);
    int status = -1;
    ::waitpid(pid, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(bytes(*open(), "after"), "x");
}

TEST_F(SqliteStoreTest, IsMadeFromAUrl)
{
    const auto store = session::open_store("sqlite:" + folder.file());
    EXPECT_TRUE(insert(*store, "a"));
    EXPECT_EQ(bytes(*open(), "a"), "x");
}

TEST(SqliteUrl, IsThePathAndWhetherAChangeOutlivesTheLossOfPower)
{
    using stores::read_sqlite_url;
    EXPECT_EQ(read_sqlite_url("sqlite:sessions.db").path, "sessions.db");
    EXPECT_EQ(read_sqlite_url("sqlite:/var/lib/a b.db").path, "/var/lib/a b.db");
    EXPECT_FALSE(read_sqlite_url("sqlite:a.db").survive_power_loss);
    EXPECT_TRUE(read_sqlite_url("sqlite:a.db?survive_power_loss=true").survive_power_loss);
    for (const char* url : {"sqlite:///a.db", "sqlite://a.db", "sqlite:a.db?mode=ro",
                            "sqlite:a.db?", "sqlite:a.db?survive_power_loss"})
        EXPECT_THROW(read_sqlite_url(url), ConfigError) << url;
    for (const char* url : {"sqlite:", "sqlite::memory:", "sqlite:?survive_power_loss=true"})
        EXPECT_THROW(session::open_store(url), ConfigError) << url;
}

} // namespace
