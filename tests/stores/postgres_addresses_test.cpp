// A PostgreSQL whose name has several addresses, of which some are of no use.
#include "stores/fake_names.hpp"
#include "stores/fake_postgres.hpp"

#include <costrel/stores/postgresql.hpp>
#include <costrel/sync_wait.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using Code = StoreError::Code;

class PostgresAddresses : public ::testing::Test {
protected:
    std::shared_ptr<SessionStore> open()
    {
        return postgres_store({.conninfo = server.url("several.test")});
    }
    bool can_load(SessionStore& store, steady_clock::duration time)
    {
        return sync_wait(store.load(key, steady_clock::now() + time)).has_value();
    }
    // Until it can, which is tried again after a pause for a while.
    bool can_load_later(SessionStore& store)
    {
        for (int attempt = 0; attempt < 4; ++attempt) {
            if (can_load(store, 5s))
                return true;
            std::this_thread::sleep_for(300ms);
        }
        return false;
    }

    const StoreKey key{std::string(32, 'k')};
    FakePostgres server;
    // Takes connections, and says nothing.
    FakeServer silent{[](FakeServer::Connection connection) {
                          while (!connection.receive().empty()) {
                          }
                      },
                      "127.0.0.3", server.port()};
};

TEST_F(PostgresAddresses, AreTriedUntilOneTakesTheConnection)
{
    set_addresses_of_several({"127.0.0.2", "::1", "127.0.0.1"}); // the first two refuse
    const auto store = open();
    EXPECT_TRUE(can_load(*store, 60s));
}

TEST_F(PostgresAddresses, OfWhichOneSaysNothingUseUpOneDeadlineOnly)
{
    set_addresses_of_several({"127.0.0.2", "127.0.0.3", "127.0.0.1"});
    const auto store = open(); // which waits two seconds
    EXPECT_TRUE(can_load_later(*store));
    EXPECT_EQ(silent.connections, 1);
}

TEST_F(PostgresAddresses, OfWhichTheOnlyOneSaysNothingIsTriedAgain)
{
    set_addresses_of_several({"127.0.0.3"});
    const auto store = open();
    EXPECT_FALSE(can_load(*store, 0s));
    EXPECT_EQ(silent.connections, 1);
    std::this_thread::sleep_for(300ms);
    EXPECT_FALSE(can_load(*store, 1s)); // and the only one again
    EXPECT_EQ(silent.connections, 2);
}

} // namespace
} // namespace costrel::inline v1::stores
