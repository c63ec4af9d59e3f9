// The keys that are used now, and how long those before are kept.
#include "session/current_keys.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace {

using namespace std::chrono_literals;
using costrel::KeyRing;
using costrel::session::CurrentKeys;
using costrel::session::Keyed;

std::unique_ptr<const Keyed> keys_of(std::string secret)
{
    KeyRing ring;
    ring.keys.push_back({.secret = std::move(secret)});
    return std::make_unique<const Keyed>(Keyed{costrel::sealing::KeyWindows(ring, 0s),
                                               {},
                                               nullptr,
                                               nullptr,
                                               true,
                                               nullptr,
                                               nullptr,
                                               ring});
}

TEST(CurrentKeys, AreThoseThatCameLast)
{
    CurrentKeys keys;
    keys.replace(keys_of("first"), {});
    const Keyed& first = keys.read();
    keys.replace(keys_of("second"), {});
    EXPECT_EQ(keys.read().ring.keys.front().secret, "second");
    EXPECT_EQ(first.ring.keys.front().secret, "first"); // a call that is within them goes on
}

TEST(CurrentKeys, ThatChangeEachMinuteDoNotPileUp)
{
    CurrentKeys keys;
    CurrentKeys::TimePoint now;
    for (int i = 0; i < 1'000; ++i, now += 1min)
        keys.replace(keys_of(std::to_string(i)), now);
    EXPECT_LE(keys.kept(), 63U); // of the last hour
    EXPECT_GE(keys.kept(), 60U);
}

TEST(CurrentKeys, ThatChangeSeldomAreKeptForSomeChanges)
{
    CurrentKeys keys;
    CurrentKeys::TimePoint now;
    for (int i = 0; i < 100; ++i, now += 24h)
        keys.replace(keys_of(std::to_string(i)), now);
    EXPECT_EQ(keys.kept(), 17U);
}

} // namespace
