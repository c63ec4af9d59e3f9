// Sessions of another framework in its store.
#include <costrel/interop/express_session.hpp>
#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/memory_store.hpp>

#include <gtest/gtest.h>

namespace {

using namespace costrel;
using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds T(1'700'000'000s);

class ExpressSite : public ::testing::Test {
protected:
    // What the other site put into the store, until `ends`.
    void put(SysMillis ends)
    {
        const std::string random(32, 'r');
        const auto bytes = std::as_bytes(std::span(random));
        const std::string id = format->new_id(bytes);
        cookie = cookie_of(id, bytes);
        auto record = format->write({Dict{{"user", "alice"}}, T, T, Handle{}, bytes});
        store->insert(format->key(id), {*std::move(record), 1, ends}, Deadline::max()).start();
    }
    SessionOrigin origin(std::chrono::sys_seconds now) const
    {
        const SessionInterface sessions(
            {.session_store = store, .session_record = format, .session_idle_timeout = 1h});
        SessionExchange exchange(sessions, now);
        exchange.add_cookie_field(cookie);
        return exchange.session().origin();
    }

    std::shared_ptr<const RecordFormat> format =
        interop::express_session({.secrets = {"a secret of the site"}});
    std::shared_ptr<SessionStore> store = memory_store();
    std::string cookie;

private:
    std::string cookie_of(const std::string& id, std::span<const std::byte> random) const
    {
        const OutCookie made = format->write_id(id, random, T).at(0);
        return made.name + '=' + made.value;
    }
};

TEST_F(ExpressSite, WhatItsStoreKeepsUntilItsEndIsOpened)
{
    put(T + 1h);
    EXPECT_EQ(origin(T), SessionOrigin::opened);
    EXPECT_EQ(origin(T + 1h), SessionOrigin::opened);
    EXPECT_EQ(origin(T + 61min), SessionOrigin::unknown_id);
}

TEST_F(ExpressSite, ASiteThatGivesItsSessionsMoreTimeThanOursDoesNotMakeThemInTheFuture)
{
    put(T + std::chrono::days(400));
    EXPECT_EQ(origin(T), SessionOrigin::opened);
}

TEST_F(ExpressSite, NorDoesOneThatNeverEndsThem)
{
    put(SysMillis::max());
    EXPECT_EQ(origin(T), SessionOrigin::opened);
}

} // namespace
