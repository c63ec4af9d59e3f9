#include "stores/redis/key_slot.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::stores {
namespace {

// The values are those of CLUSTER KEYSLOT of Redis 7.0.
TEST(KeySlot, IsTheOneThatRedisPutsTheKeyInto)
{
    EXPECT_EQ(slot_of("123456789"), 0x31c3U); // the check of CRC-16/XMODEM
    EXPECT_EQ(slot_of(""), 0U);
    EXPECT_EQ(slot_of("foo"), 12182U);
    EXPECT_EQ(slot_of(std::string("\0\xff\r\n", 4)), slot_of(std::string("\0\xff\r\n", 4)));
}

TEST(KeySlot, IsThatOfWhatStandsInBraces)
{
    EXPECT_EQ(slot_of("{user1000}.following"), slot_of("user1000"));
    EXPECT_EQ(slot_of("foo{bar}{zap}"), slot_of("bar"));
    EXPECT_EQ(slot_of("foo{{bar}}zap"), slot_of("{bar"));
}

TEST(KeySlot, IsThatOfAllWhereTheBracesAreEmptyOrOpen)
{
    EXPECT_EQ(slot_of("foo{}{bar}"), 8363U);
    EXPECT_NE(slot_of("foo{bar"), slot_of("bar"));
    EXPECT_NE(slot_of("foo}bar{"), slot_of("bar"));
}

} // namespace
} // namespace costrel::inline v1::stores
