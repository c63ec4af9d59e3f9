// What is made of a memcached that replies nonsense.
#include "formats/record_header.hpp"
#include "stores/fake_server.hpp"

#include <costrel/stores/memcached.hpp>
#include <costrel/sync_wait.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;

TEST(MemcachedFaults, AnEndThatIsLaterThanTimeItselfIsALateOne)
{
    std::string record;
    formats::RecordHeader{}.append_to(record);
    const FakeServer server([&](FakeServer::Connection connection) {
        while (!connection.receive().empty())
            connection.send("VA " + std::to_string(record.size()) + " c1 t9223372036854775807\r\n" +
                            record + "\r\n");
    });
    const auto store =
        memcached_store({.url = "memcached://127.0.0.1:" + std::to_string(server.port())});
    const auto found = sync_wait(
        store->load(StoreKey{std::string(32, 'k')}, std::chrono::steady_clock::now() + 60s));
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_TRUE(*found);
    EXPECT_GT((*found)->expires.time_since_epoch(), 365 * 24h * 1'000);
}

} // namespace
} // namespace costrel::inline v1::stores
