#include "stores/redis/unsure_endings.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;

constexpr UnsureEndings::TimePoint now{1h};

TEST(UnsureEndings, AreErasedOnceMoreEverySecond)
{
    UnsureEndings endings;
    endings.add("a", now);
    EXPECT_TRUE(endings.has("a"));
    EXPECT_FALSE(endings.has("b"));
    EXPECT_FALSE(endings.next(now + 999ms));
    EXPECT_EQ(endings.next(now + 1s), "a");
    EXPECT_FALSE(endings.next(now + 1s)) << "somebody does already";
    EXPECT_EQ(endings.next(now + 2s), "a");
    endings.remove("a");
    EXPECT_FALSE(endings.has_any());
    EXPECT_FALSE(endings.next(now + 9s));
}

TEST(UnsureEndings, AreForgottenAfterAMinute)
{
    UnsureEndings endings;
    endings.add("a", now);
    EXPECT_EQ(endings.next(now + 59s), "a");
    EXPECT_FALSE(endings.next(now + 60s));
    EXPECT_FALSE(endings.has("a"));
    EXPECT_FALSE(endings.has_any());
}

TEST(UnsureEndings, AreSoManyAndNoMore)
{
    UnsureEndings endings;
    for (std::size_t i = 0; i <= UnsureEndings::most; ++i)
        endings.add(std::to_string(i), now);
    EXPECT_TRUE(endings.has(std::to_string(UnsureEndings::most - 1)));
    EXPECT_FALSE(endings.has(std::to_string(UnsureEndings::most)));
}

} // namespace
} // namespace costrel::inline v1::stores
