#include <costrel/value.hpp>

#include <gtest/gtest.h>

namespace {

using costrel::Uuid;

TEST(Uuid, ReadsDigitsWithAndWithoutDashes)
{
    const auto uuid = Uuid::parse("12345678-9abc-def0-1234-56789ABCDEF0");
    ASSERT_TRUE(uuid);
    EXPECT_EQ(uuid->bytes[0], 0x12);
    EXPECT_EQ(uuid->bytes[15], 0xf0);
    EXPECT_EQ(uuid, Uuid::parse("123456789abcdef0123456789abcdef0"));
}

TEST(Uuid, RefusesEverythingElse)
{
    for (const char* text :
         {"", "1234", "123456789abcdef0123456789abcdef", "123456789abcdef0123456789abcdefg",
          "1234567-89abc-def0-1234-56789ABCDEF0", "{12345678-9abc-def0-1234-56789ABCDEF0}",
          "12345678-9abc-def0-1234-56789ABCDEF-", "123456789abcdef01-3456789abcdef0"})
        EXPECT_FALSE(Uuid::parse(text)) << text;
}

TEST(Uuid, WritesBothForms)
{
    const auto uuid = Uuid::parse("12345678-9ABC-def0-1234-56789abcdef0");
    ASSERT_TRUE(uuid);
    EXPECT_EQ(uuid->hex(), "123456789abcdef0123456789abcdef0");
    EXPECT_EQ(uuid->text(), "12345678-9abc-def0-1234-56789abcdef0");
}

} // namespace
