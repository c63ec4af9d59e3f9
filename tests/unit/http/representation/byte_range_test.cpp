#include "http/representation/byte_range.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::http {
namespace {

using testing::ElementsAre;
using Kind = SelectedRanges::Kind;

constexpr std::uint64_t size = 10;

auto ranges(std::string_view field, std::uint64_t of = size)
{
    const SelectedRanges selected = select_ranges(field, of);
    EXPECT_EQ(selected.kind, Kind::partial) << field;
    return selected.ranges;
}

Kind kind(std::string_view field, std::uint64_t of = size)
{
    return select_ranges(field, of).kind;
}

TEST(ByteRange, IsOneOfTheThreeForms)
{
    EXPECT_THAT(ranges("bytes=0-"), ElementsAre(ByteRange{0, 10}));
    EXPECT_THAT(ranges("bytes=2-4"), ElementsAre(ByteRange{2, 3}));
    EXPECT_THAT(ranges("bytes=-1"), ElementsAre(ByteRange{9, 1}));
    EXPECT_THAT(ranges("BYTES=0-0"), ElementsAre(ByteRange{0, 1}));
    EXPECT_THAT(ranges("bytes= 0-0 , "), ElementsAre(ByteRange{0, 1}));
}

TEST(ByteRange, EndsAtTheEndOfTheRepresentation)
{
    EXPECT_THAT(ranges("bytes=3-100"), ElementsAre(ByteRange{3, 7}));
    EXPECT_THAT(ranges("bytes=9-9"), ElementsAre(ByteRange{9, 1}));
    EXPECT_THAT(ranges("bytes=-100"), ElementsAre(ByteRange{0, 10}));
    EXPECT_THAT(ranges("bytes=0-18446744073709551615"), ElementsAre(ByteRange{0, 10}));
    EXPECT_THAT(ranges("bytes=0-18446744073709551616"), ElementsAre(ByteRange{0, 10}));
    EXPECT_THAT(ranges("bytes=-99999999999999999999999999"), ElementsAre(ByteRange{0, 10}));
}

TEST(ByteRange, OfALargeRepresentationIsExact)
{
    const std::uint64_t large = (5ULL << 30) + 1;
    EXPECT_THAT(ranges("bytes=-1", large), ElementsAre(ByteRange{large - 1, 1}));
    EXPECT_THAT(ranges("bytes=4294967296-4294967297", large),
                ElementsAre(ByteRange{4294967296, 2}));
    EXPECT_THAT(ranges("bytes=0-", ~0ULL), ElementsAre(ByteRange{0, ~0ULL}));
}

TEST(ByteRange, BehindTheEndIsUnsatisfiable)
{
    for (const char* field :
         {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=18446744073709551616-", "bytes=10-,20-30"})
        EXPECT_EQ(kind(field), Kind::unsatisfiable) << field;
    EXPECT_THAT(ranges("bytes=10-, 1-2, -0"), ElementsAre(ByteRange{1, 2}));
}

TEST(ByteRange, ThatIsMalformedOrOfAnotherUnitIsIgnored)
{
    for (const char* field : {"",
                              "bytes",
                              "bytes=",
                              "bytes=,",
                              "bytes=5-2",
                              "bytes=a-b",
                              "bytes=-",
                              "bytes=1",
                              "bytes=1-2-3",
                              "bytes=--1",
                              "bytes=+1-2",
                              "bytes=0x0-1",
                              "bytes=0 - 1",
                              "bytes =0-1",
                              "lines=1-2",
                              "bytes=0-1;2-3",
                              "bytes=0-1,x",
                              "bytes=-1,5-2",
                              "byte=0-1",
                              "=0-1"})
        EXPECT_EQ(kind(field), Kind::whole) << field;
    EXPECT_TRUE(select_ranges("bytes=0-1,x", size).ranges.empty());
}

TEST(ByteRange, OfAnEmptyRepresentationIsIgnored)
{
    for (const char* field : {"bytes=0-", "bytes=-1", "bytes=0-0"})
        EXPECT_EQ(kind(field, 0), Kind::whole) << field;
}

TEST(ByteRanges, KeepTheirOrder)
{
    EXPECT_THAT(ranges("bytes=0-0,-1"), ElementsAre(ByteRange{0, 1}, ByteRange{9, 1}));
    EXPECT_THAT(ranges("bytes=8-9,0-1,4-5"),
                ElementsAre(ByteRange{8, 2}, ByteRange{0, 2}, ByteRange{4, 2}));
}

TEST(ByteRanges, ThatOverlapOrTouchBecomeOne)
{
    EXPECT_THAT(ranges("bytes=0-4,2-6"), ElementsAre(ByteRange{0, 7}));
    EXPECT_THAT(ranges("bytes=0-4,5-9"), ElementsAre(ByteRange{0, 10}));
    EXPECT_THAT(ranges("bytes=5-9,0-4"), ElementsAre(ByteRange{0, 10}));
    EXPECT_THAT(ranges("bytes=0-,0-,0-"), ElementsAre(ByteRange{0, 10}));
    EXPECT_THAT(ranges("bytes=8-8,0-1,4-5,2-3"), ElementsAre(ByteRange{8, 1}, ByteRange{0, 6}));
    EXPECT_THAT(ranges("bytes=0-0,4-4,8-8,0-9"), ElementsAre(ByteRange{0, 10}));
}

TEST(ByteRanges, OfWhichThereAreTooManyAreIgnored)
{
    std::string field = "bytes=0-0";
    for (std::size_t i = 1; i < max_ranges; ++i)
        field += "," + std::to_string(2 * i) + "-" + std::to_string(2 * i);
    EXPECT_EQ(ranges(field, 1000).size(), max_ranges);
    EXPECT_EQ(kind(field + ",999-", 1000), Kind::whole);
    std::string thousand = "bytes=0-";
    for (int i = 0; i < 1000; ++i)
        thousand += ",0-";
    EXPECT_EQ(kind(thousand), Kind::whole);
    EXPECT_TRUE(select_ranges(thousand, size).ranges.empty());
}

TEST(ContentRange, NamesBothEndsAndTheWhole)
{
    EXPECT_EQ(content_range({0, 5}, 10), "bytes 0-4/10");
    EXPECT_EQ(content_range({4294967296, 1}, 4294967297), "bytes 4294967296-4294967296/4294967297");
    EXPECT_EQ(unsatisfied_content_range(10), "bytes */10");
}

} // namespace
} // namespace costrel::inline v1::http
