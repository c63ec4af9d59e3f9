#include "unit/stores/sqlite/folder.hpp"
#include "unit/stores/sqlite/other.hpp"

#include <costrel/config_error.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/interop/laravel.hpp>
#include <costrel/stores/sqlite.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr auto django_schema =
    "create table django_session (session_key varchar(40) not null primary key, session_data text "
    "not null, expire_date datetime not null)";
constexpr auto laravel_schema = "create table sessions (id varchar primary key, user_id integer, "
                                "ip_address varchar, user_agent "
                                "text, payload text not null, last_activity integer not null)";

StoreKey whole(std::string name)
{
    return {std::move(name), true};
}

class FrameworkRowsTest : public ::testing::Test {
protected:
    FrameworkRowsTest() { other.run(django_schema), other.run(laravel_schema); }
    std::shared_ptr<SessionStore> django() const
    {
        return sqlite_store({.path = folder.file(), .framework_table = interop::django_table()});
    }

    const SysMillis end{1'800'000'000'123ms};
    Folder folder;
    Other other{folder.file()};
};

TEST_F(FrameworkRowsTest, AreThoseOfDjango)
{
    const auto store = django();
    EXPECT_TRUE(*now(store->insert(whole("a"), {.bytes = "one", .expires = end}, soon())));
    EXPECT_FALSE(*now(store->insert(whole("a"), {.bytes = "two", .expires = end}, soon())));
    EXPECT_EQ(other.text("select session_key || ' ' || session_data || ' ' || expire_date from "
                         "django_session"),
              "a one 2027-01-15 08:00:00.123");

    other.run("insert into django_session values ('b', 'theirs', '2027-01-15 08:00:01.500000'), "
              "('c', 'theirs', '2027-01-15 08:00:02')");
    EXPECT_EQ((*now(store->load(whole("b"), soon())))->expires, SysMillis(1'800'000'001'500ms));
    EXPECT_EQ((*now(store->load(whole("c"), soon())))->expires, SysMillis(1'800'000'002'000ms));
    EXPECT_EQ((*now(store->load(whole("c"), soon())))->bytes, "theirs");
    EXPECT_FALSE(*now(store->load(whole("d"), soon())));

    EXPECT_TRUE(*now(store->erase(whole("a"), true, soon())));
    EXPECT_FALSE(*now(store->erase(whole("a"), true, soon())));
}

TEST_F(FrameworkRowsTest, AreReplacedWhenTheyAreWhatWasRead)
{
    using enum Replaced::Outcome;
    const auto store = django();
    other.run("insert into django_session values ('a', 'read', '2027-01-15 08:00:00')");
    const auto read = **now(store->load(whole("a"), soon()));
    other.run("update django_session set session_data = 'theirs'");

    const StoredRecord ours{.bytes = "ours", .expires = end};
    const auto first = now(store->replace(whole("a"), read.version, ours, soon()));
    EXPECT_EQ(first->outcome, conflict);
    EXPECT_EQ(first->current.bytes, "theirs");
    EXPECT_EQ(now(store->replace(whole("a"), first->current.version, ours, soon()))->outcome, done);
    EXPECT_EQ(other.text("select session_data from django_session"), "ours");
    EXPECT_EQ(now(store->replace(whole("b"), read.version, ours, soon()))->outcome, gone);
}

TEST_F(FrameworkRowsTest, EndLaterWhenTheyAreTouchedAndNeverEarlier)
{
    const auto store = django();
    EXPECT_FALSE(*now(store->touch(whole("a"), {}, end, soon())));
    other.run("insert into django_session values ('a', 'theirs', '2027-01-15 08:00:00')");
    EXPECT_TRUE(*now(store->touch(whole("a"), {}, end + 1h, soon())));
    EXPECT_TRUE(*now(store->touch(whole("a"), {}, end, soon())));
    EXPECT_EQ((*now(store->load(whole("a"), soon())))->expires, end + 1h);
    EXPECT_EQ((*now(store->load(whole("a"), soon())))->bytes, "theirs");
}

TEST_F(FrameworkRowsTest, AreThoseOfLaravelWhichKeepsTheLastUse)
{
    const auto store =
        sqlite_store({.path = folder.file(), .framework_table = interop::laravel_table(2h)});
    EXPECT_TRUE(*now(store->insert(whole("a"), {.bytes = "one", .expires = end}, soon())));
    EXPECT_EQ(other.text("select last_activity from sessions"),
              std::to_string(1'800'000'000 - 7200));
    EXPECT_EQ((*now(store->load(whole("a"), soon())))->expires, SysMillis(1'800'000'000s));
}

// A file with a rollback journal, where a commit waits for those who read.
TEST_F(FrameworkRowsTest, AreWrittenWhenAnotherProgramHasReadForAWhile)
{
    const auto store = django();
    for (const char* name : {"a", "b", "c"})
        ASSERT_TRUE(*now(store->insert(whole(name), {.bytes = "one", .expires = end}, soon())));
    other.run("begin");
    EXPECT_EQ(other.text("select count(*) from django_session"), "3") << "and reads on";
    std::vector<std::jthread> logouts;
    std::atomic<int> ended = 0;
    for (const char* name : {"a", "b"})
        logouts.emplace_back([&, name] {
            const auto erased = now(store->erase(whole(name), true, soon()));
            EXPECT_TRUE(erased) << erased.error().message;
            ended += erased && *erased;
        });
    std::this_thread::sleep_for(200ms); // ten times as long as SQLite waits by itself
    EXPECT_EQ(ended, 0);
    other.run("commit");
    logouts.clear();
    EXPECT_EQ(ended, 2);
    EXPECT_EQ(other.text("select session_key from django_session"), "c");
}

TEST_F(FrameworkRowsTest, AreLeftAsTheyWereWhenAnotherProgramReadsUntilTheDeadline)
{
    const auto store = django();
    ASSERT_TRUE(*now(store->insert(whole("a"), {.bytes = "one", .expires = end}, soon())));
    other.run("begin");
    EXPECT_EQ(other.text("select session_data from django_session"), "one");
    EXPECT_FALSE(now(store->erase(whole("a"), true, soon(100ms))));
    Other third(folder.file()); // which cannot read while somebody is about to commit
    for (int i = 0; i < 6'000 && third.text("select session_data from django_session").empty(); ++i)
        std::this_thread::sleep_for(10ms);
    other.run("commit");
    EXPECT_EQ(third.text("select session_data from django_session"), "one");
    EXPECT_TRUE(*now(store->erase(whole("a"), true, soon())));
}

TEST_F(FrameworkRowsTest, LieInAFileThatIsLeftAsItIs)
{
    using std::filesystem::perms;
    const perms open_to_all = perms(0644);
    std::filesystem::permissions(folder.file(), open_to_all);
    const auto store = django();
    ASSERT_TRUE(*now(store->insert(whole("a"), {.bytes = "one", .expires = end}, soon())));
    EXPECT_EQ(std::filesystem::status(folder.file()).permissions(), open_to_all);
    EXPECT_EQ(other.text("pragma journal_mode"), "delete");
    EXPECT_EQ(other.text("select count(*) from sqlite_master where name like 'costrel%'"), "0");
    EXPECT_EQ(*now(store->collect(10, soon())), 0U);
}

TEST_F(FrameworkRowsTest, AreNotOfOurOwnFormat)
{
    const auto store = django();
    const auto inserted = now(store->insert({"a"}, {.bytes = "one", .expires = end}, soon()));
    ASSERT_FALSE(inserted);
    EXPECT_EQ(inserted.error().code, StoreError::Code::denied);
    EXPECT_THAT(inserted.error().message, HasSubstr("set session_record to that framework's"));
    EXPECT_FALSE(now(store->load({"a"}, soon())));
}

TEST_F(FrameworkRowsTest, AreMissedWhenTheStoreIsOpened)
{
    const auto why = [](const std::string& path, FrameworkTable table) {
        try {
            sqlite_store({.path = path, .framework_table = std::move(table)});
        } catch (const ConfigError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(why(folder.file("missing.db"), interop::django_table()),
                HasSubstr("there is no such file"));
    EXPECT_FALSE(std::filesystem::exists(folder.file("missing.db")));
    EXPECT_THAT(why(folder.file(), interop::laravel_table(2h, "shop_sessions")),
                HasSubstr("it has no table shop_sessions with the columns id, payload and "
                          "last_activity"));
    FrameworkTable renamed = interop::django_table();
    renamed.time = "ends";
    EXPECT_THAT(why(folder.file(), renamed), HasSubstr("with the columns session_key, session_data "
                                                       "and ends"));
}

} // namespace
