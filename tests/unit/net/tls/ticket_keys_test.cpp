#include "net/tls/ticket_keys.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::net {
namespace {

using namespace std::chrono_literals;

class TicketKeysTest : public testing::Test {
protected:
    TicketKeys keys;
    const TicketKeys::TimePoint start{1000h};
    bool renew = false;

    bool opens(const TicketKeys::Key& key, TicketKeys::TimePoint now)
    {
        const auto found = keys.opening(key.name, now, renew);
        return found && found->aes == key.aes && found->hmac == key.hmac;
    }
};

TEST_F(TicketKeysTest, OpenWhatTheySealed)
{
    const auto key = keys.sealing(start);
    ASSERT_TRUE(key);
    EXPECT_TRUE(opens(*key, start + 59min));
    EXPECT_FALSE(renew);
}

TEST_F(TicketKeysTest, StayTheSameForAnHour)
{
    EXPECT_EQ(keys.sealing(start)->name, keys.sealing(start + 59min)->name);
}

TEST_F(TicketKeysTest, AreReplacedAfterAnHourAndOpenForOneMore)
{
    const auto old = keys.sealing(start);
    const auto fresh = keys.sealing(start + 61min);
    EXPECT_NE(old->name, fresh->name);
    EXPECT_NE(old->aes, fresh->aes);
    EXPECT_TRUE(opens(*old, start + 90min));
    EXPECT_TRUE(renew);
    EXPECT_TRUE(opens(*fresh, start + 90min));
    EXPECT_FALSE(renew);
}

TEST_F(TicketKeysTest, AreForgottenAfterTwoHours)
{
    const auto old = keys.sealing(start);
    EXPECT_FALSE(opens(*old, start + 2h)); // though nothing was sealed since
    keys.sealing(start + 3h);
    keys.sealing(start + 5h);
    EXPECT_FALSE(opens(*old, start + 5h));
}

TEST_F(TicketKeysTest, OpenNothingThatTheyDidNotSeal)
{
    keys.sealing(start);
    TicketKeys others;
    EXPECT_FALSE(opens(*others.sealing(start), start));
}

} // namespace
} // namespace costrel::inline v1::net
