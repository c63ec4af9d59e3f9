#include "sealing/key_time.hpp"

namespace {

using costrel::sealing::key_time;
using costrel::sealing::read_key_time;
using std::chrono::seconds;
using std::chrono::sys_seconds;

TEST(KeyTime, IsReadAndWrittenInOneSpelling)
{
    for (const char* text : {"1970-01-01T00:00:00Z", "2026-11-27T08:30:59Z", "2028-02-29T23:59:59Z",
                             "9999-12-31T23:59:59Z"}) {
        const auto time = read_key_time(text);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(key_time(*time), text);
    }
    EXPECT_EQ(read_key_time("2027-01-15T08:00:00Z"), sys_seconds(seconds(1'800'000'000)));
}

TEST(KeyTime, IsNothingElse)
{
    for (const char* text :
         {"", "2026-11-27", "2026-11-27T08:30:59", "2026-11-27T08:30:59+00:00",
          "2026-11-27T08:30:59.5Z", "2026-11-27 08:30:59Z", "1969-12-31T23:59:59Z",
          "2027-02-30T00:00:00Z", "2027-02-20T24:00:00Z", "2027-02-20T23:60:00Z",
          "2027-02-20T23:59:60Z", "+026-11-27T08:30:59Z"})
        EXPECT_EQ(read_key_time(text), std::nullopt) << text;
}

} // namespace
