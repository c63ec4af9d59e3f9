#include "interop/base62.hpp"
#include "interop/iso_time.hpp"
#include "interop/random_text.hpp"
#include "interop/strict_base64.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace costrel::inline v1::interop {

namespace {

TEST(StrictBase64, ReadsTheOneSpellingThatIsWritten)
{
    const std::string bytes("\xfb\xff\xfe\x01", 4);
    EXPECT_EQ(base64_of(bytes, Base64::standard), "+//+AQ==");
    EXPECT_EQ(base64_of(bytes, Base64::standard_unpadded), "+//+AQ");
    EXPECT_EQ(base64_of(bytes, Base64::url), "-__-AQ");
    EXPECT_EQ(base64_of(bytes, Base64::url_padded), "-__-AQ==");
    for (const Base64 spelling :
         {Base64::standard, Base64::standard_unpadded, Base64::url, Base64::url_padded})
        EXPECT_EQ(read_base64(base64_of(bytes, spelling), spelling), bytes);
}

TEST(StrictBase64, ReadsNoOther)
{
    for (const char* text : {"-__-AQ==", "+//+AQ", "+//+AQ=", "+//+AQ===", "+//+AR==", "+//+ AQ==",
                             "+//+AQ==\n", "+//+AQ==AA==", "=", "A"})
        EXPECT_FALSE(read_base64(text, Base64::standard)) << text;
    for (const char* text : {"+//+AQ", "-__-AQ==", "-__-AR", "-__-AQ."})
        EXPECT_FALSE(read_base64(text, Base64::url)) << text;
}

TEST(Base62, IsDjangos)
{
    EXPECT_EQ(base62_of(1'700'566'040), "1r5OuW");
    EXPECT_EQ(read_base62("1r5OuW"), 1'700'566'040);
    EXPECT_EQ(base62_of(0), "0");
    EXPECT_EQ(read_base62("-1"), -1);
    EXPECT_FALSE(read_base62("1 2"));
}

TEST(Base62, OfManyDigitsOverflowsNothing)
{
    EXPECT_EQ(read_base62(std::string(1000, 'z')), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(read_base62("-" + std::string(1000, 'z')), -std::numeric_limits<std::int64_t>::max());
}

TEST(IsoTime, IsThatOfJavaScript)
{
    const std::chrono::sys_seconds time(std::chrono::seconds(1'700'000'000));
    EXPECT_EQ(iso_time_of(time), "2023-11-14T22:13:20.000Z");
    for (const char* text : {"2023-11-14T22:13:20.000Z", "2023-11-14T22:13:20Z",
                             "2023-11-14 22:13:20.123456", "2023-11-15T00:13:20+02:00"})
        EXPECT_EQ(read_iso_time(text), time) << text;
    for (const char* text : {"", "2023-11-14", "2023-02-30T00:00:00Z", "2023-11-14T24:00:00Z",
                             "2023-11-14T22:13:20Zx", "2023-11-14T22:13:20.Z", "x"})
        EXPECT_FALSE(read_iso_time(text)) << text;
}

TEST(RandomText, UsesEveryBit)
{
    std::array<std::byte, 32> random{};
    EXPECT_EQ(random_text(random, 4, "ab"), "aaaa");
    random.back() = std::byte{5};
    EXPECT_EQ(random_text(random, 4, "ab"), "baba");
    random.front() = std::byte{1}; // 2^248
    EXPECT_NE(random_text(random, 40, alphanumeric),
              random_text(std::array<std::byte, 32>{}, 40, alphanumeric));
}

} // namespace

} // namespace costrel::inline v1::interop
