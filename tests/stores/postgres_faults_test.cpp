// What is made of a PostgreSQL that does not do what it should.
#include "stores/fake_postgres.hpp"

#include <costrel/session/revocation.hpp>
#include <costrel/stores/postgresql.hpp>
#include <costrel/stores/postgresql_feed.hpp>
#include <costrel/sync_wait.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <malloc.h>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using Code = StoreError::Code;

class PostgresFaults : public ::testing::Test {
protected:
    std::shared_ptr<SessionStore> open() { return postgres_store({.conninfo = server.url()}); }
    auto load(SessionStore& store, steady_clock::duration time = 60s)
    {
        return sync_wait(store.load(key, steady_clock::now() + time));
    }
    // What a statement that begins so is replied by.
    void reply(std::string_view beginning, const std::string& messages)
    {
        server.set_answer([beginning, messages](const std::string& sql) {
            return sql.starts_with(beginning) ? std::optional(messages) : std::nullopt;
        });
    }
    std::string why_not(RevocationFeed& feed)
    {
        try {
            feed.append("a line");
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return {};
    }

    const StoreKey key{std::string(32, 'k')};
    FakePostgres server;
};

TEST_F(PostgresFaults, AServerThatDoesWhatItShouldHasNoSessionYet)
{
    const auto store = open();
    const auto found = load(*store);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_FALSE(*found);
}

TEST_F(PostgresFaults, ALookAtTheTableThatHasOneColumnIsNotRead)
{
    reply("select string_agg(attname", FakePostgres::row({"abc"}));
    const auto store = open();
    EXPECT_EQ(load(*store).error().code, Code::corrupt);
}

TEST_F(PostgresFaults, ARowOfTooFewColumnsIsNotRead)
{
    const auto store = open();
    for (const auto& row : {FakePostgres::row({}), FakePostgres::row({"1"}),
                            FakePostgres::row({"1", "2", "3", "4"})}) {
        reply("select version", row);
        EXPECT_EQ(load(*store).error().code, Code::corrupt);
    }
    reply("select count", FakePostgres::row({}));
    EXPECT_EQ(sync_wait(store->count(SysMillis{}, steady_clock::now() + 60s)).error().code,
              Code::corrupt);
    reply("with expired", FakePostgres::row({"1"}));
    EXPECT_EQ(sync_wait(store->users()->join(key, key, SysMillis{}, SysMillis{}, 0,
                                             steady_clock::now() + 60s))
                  .error()
                  .code,
              Code::corrupt);
    reply("select string_agg(key", FakePostgres::row({}));
    EXPECT_EQ(
        sync_wait(store->users()->list(key, SysMillis{}, steady_clock::now() + 60s)).error().code,
        Code::corrupt);
}

TEST_F(PostgresFaults, ARowWithoutColumnsIsNoneOfAFeed)
{
    reply("select to_regclass", FakePostgres::row({}));
    const auto feed = postgres_feed({.conninfo = server.url()});
    EXPECT_THAT(why_not(*feed), HasSubstr("not asked for"));
}

TEST_F(PostgresFaults, RepliesWithoutEndToTheOpeningDoNotKeepTheThread)
{
    std::string many;
    while (many.size() < 1'000'000)
        many += FakePostgres::done();
    server.set_flood(many);
    const auto store = open();
    EXPECT_EQ(load(*store).error().code, Code::corrupt);
}

TEST_F(PostgresFaults, ACopyThatNobodyAskedForDoesNotKeepTheThread)
{
    const std::string copy = FakePostgres::message('H', std::string(3, '\0'));
    const auto store = open();
    reply("select version", copy);
    EXPECT_EQ(load(*store).error().code, Code::corrupt);
    reply("select to_regclass", copy);
    const auto feed = postgres_feed({.conninfo = server.url()});
    EXPECT_THAT(why_not(*feed), HasSubstr("not asked for"));
    reply("select string_agg(attname", copy);
    EXPECT_EQ(load(*open()).error().code, Code::corrupt);
}

TEST_F(PostgresFaults, RowsWithoutEndAreNotKept)
{
    reply("select to_regclass", FakePostgres::columns_alone(1));
    std::string many;
    const std::string line(3'000, 'x');
    while (many.size() < 100'000)
        many += FakePostgres::row_alone({line});
    server.set_flood(many);
    const auto feed = postgres_feed({.conninfo = server.url()});
    EXPECT_THAT(why_not(*feed), HasSubstr("more than it was asked for"));
}

TEST_F(PostgresFaults, WhatNobodyListensToIsNotKept)
{
    const auto store = open();
    ASSERT_TRUE(load(*store));
    std::string many;
    while (many.size() < 8'000'000)
        many += FakePostgres::message('A', std::string(4, '\0') + "a" + std::string(1, '\0') +
                                               std::string(1'000, 'x') + std::string(1, '\0'));
    reply("select version", many + FakePostgres::columns_alone(3) + FakePostgres::done());
    const std::size_t before = ::mallinfo2().uordblks;
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(load(*store));
    EXPECT_LT(::mallinfo2().uordblks, before + 20'000'000); // libpq's buffer, and one of ours
}

TEST_F(PostgresFaults, AStatementOfATableThatHasOtherTypesByNowIsPreparedAnew)
{
    const auto store = open();
    ASSERT_TRUE(load(*store));
    reply("select version", FakePostgres::error("0A000"));
    EXPECT_EQ(load(*store).error().code, Code::corrupt);
    server.set_answer({});
    EXPECT_EQ(server.connections(), 1);
    EXPECT_TRUE(load(*store));
    EXPECT_EQ(server.connections(), 2);
}

} // namespace
} // namespace costrel::inline v1::stores
