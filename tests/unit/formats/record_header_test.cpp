#include "formats/record_header.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using formats::RecordHeader;

RecordHeader some()
{
    RecordHeader header;
    header.version = 0x0102030405060708;
    header.created = 1'700'000'000'000;
    header.ends = 1'700'000'001'000;
    header.user = 42;
    header.recent[0] = 0x0a0b0c0d;
    header.recent[7] = 9;
    header.handle[0] = std::byte{0xaa};
    header.renewed = 1'700'000'000'500;
    return header;
}

TEST(RecordHeader, IsReadAsItWasWritten)
{
    std::string record;
    some().append_to(record);
    record += "data";
    std::string_view data;
    const auto read = RecordHeader::read(record, data);
    ASSERT_TRUE(read);
    EXPECT_EQ(data, "data");
    EXPECT_EQ(read->version, some().version);
    EXPECT_EQ(read->created, some().created);
    EXPECT_EQ(read->ends, some().ends);
    EXPECT_EQ(read->user, 42U);
    EXPECT_EQ(read->recent, some().recent);
    EXPECT_EQ(read->handle, some().handle);
    EXPECT_EQ(read->renewed, some().renewed);
    EXPECT_FALSE(read->compressed);
}

// A script in a database finds these by their places.
TEST(RecordHeader, HasItsVersionAtEightAndItsRenewalAtEightyEight)
{
    std::string record;
    some().append_to(record);
    ASSERT_EQ(record.size(), 96U);
    EXPECT_EQ(record.substr(0, 8), std::string("csr\1\0\0\x60\0", 8));
    EXPECT_EQ(record.substr(8, 8), "\x08\x07\x06\x05\x04\x03\x02\x01");
    write_renewed(record, SysMillis(258ms));
    EXPECT_EQ(record.substr(record_renewed_at, 8), std::string("\x02\x01\0\0\0\0\0\0", 8));
}

TEST(RecordHeader, SkipsWhatALaterVersionPutBehindIt)
{
    std::string record;
    some().append_to(record);
    record[6] = 100;
    record += "moredata";
    std::string_view data;
    ASSERT_TRUE(RecordHeader::read(record, data));
    EXPECT_EQ(data, "data");
}

TEST(RecordHeader, IsNotInAnythingElse)
{
    std::string good;
    some().append_to(good);
    std::string_view data;
    const auto rejected = [&](std::size_t at, char c) {
        std::string record = good;
        record[at] = c;
        return !RecordHeader::read(record, data);
    };
    EXPECT_TRUE(rejected(0, 'x'));
    EXPECT_TRUE(rejected(3, '\2')) << "a version that is not known";
    EXPECT_TRUE(rejected(4, '\2')) << "a flag that is not known";
    EXPECT_TRUE(rejected(6, '\x5f')) << "shorter than it is";
    EXPECT_TRUE(rejected(6, '\x61')) << "longer than the record";
    EXPECT_FALSE(RecordHeader::read(good.substr(0, 95), data));
    EXPECT_FALSE(RecordHeader::read("", data));
    std::string foreign = "{\"_permanent\": true}" + std::string(100, ' ');
    const std::string before = foreign;
    write_renewed(foreign, SysMillis(1ms));
    EXPECT_EQ(foreign, before);
}

} // namespace
