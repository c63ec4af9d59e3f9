#include "app/telemetry/request_ids.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

namespace costrel::inline v1 {
namespace {

std::string text(RequestIds& ids)
{
    const RequestIds::Text id = ids.next();
    return {id.data(), id.size()};
}

TEST(RequestIds, AreSixteenHexadecimalDigits)
{
    RequestIds ids;
    for (int i = 0; i < 100; ++i) {
        const std::string id = text(ids);
        EXPECT_EQ(id.size(), 16U);
        EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos) << id;
        EXPECT_TRUE(RequestIds::is_id(id));
    }
}

TEST(RequestIds, AreNeverTheSameTwiceWhicheverThreadAsks)
{
    RequestIds ids;
    std::vector<std::vector<std::string>> found(4);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : found)
            threads.emplace_back([&] {
                for (int i = 0; i < 5'000; ++i)
                    mine.push_back(text(ids));
            });
    }
    std::set<std::string> all;
    for (const auto& mine : found)
        all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), 20'000U);
}

TEST(RequestIds, OfTwoProcessesDiffer)
{
    RequestIds one;
    RequestIds other;
    EXPECT_NE(text(one), text(other));
}

TEST(RequestIds, FromAProxyAreTakenOnlyWhenTheyAreWellFormed)
{
    EXPECT_TRUE(RequestIds::is_id("Root=1-67891233-abcdef012345678912345678"));
    EXPECT_TRUE(RequestIds::is_id("3f1c2f2e-0000-4b4b-9d9d-1234567890ab"));
    EXPECT_TRUE(RequestIds::is_id(std::string(128, 'a')));
    EXPECT_FALSE(RequestIds::is_id(std::string(129, 'a')));
    EXPECT_FALSE(RequestIds::is_id(""));
    for (const char* text :
         {"a b", "a\tb", "a\"b", "a\\b", "<a>", "a,b", "a;b", "\xC3\xB6", "a%0a"})
        EXPECT_FALSE(RequestIds::is_id(text)) << text;
}

} // namespace
} // namespace costrel::inline v1
