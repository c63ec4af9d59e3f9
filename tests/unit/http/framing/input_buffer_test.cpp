#include "http/framing/input_buffer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace costrel::inline v1::http {
namespace {

void put(InputBuffer& buffer, std::string_view text)
{
    const std::span<char> space = buffer.space(text.size());
    ASSERT_GE(space.size(), text.size());
    std::copy(text.begin(), text.end(), space.begin());
    buffer.commit(text.size());
}

TEST(InputBuffer, HoldsNothingUntilSpaceIsAskedFor)
{
    const InputBuffer buffer(65536);
    EXPECT_EQ(buffer.memory(), 0U);
    EXPECT_TRUE(buffer.empty());
    EXPECT_EQ(buffer.data(), "");
}

TEST(InputBuffer, KeepsWhatWasNotConsumed)
{
    InputBuffer buffer(65536);
    put(buffer, "hello ");
    put(buffer, "world");
    EXPECT_EQ(buffer.data(), "hello world");
    buffer.consume(6);
    EXPECT_EQ(buffer.data(), "world");
    buffer.erase(1, 3);
    EXPECT_EQ(buffer.data(), "wd");
    buffer.consume(2);
    EXPECT_TRUE(buffer.empty());
}

TEST(InputBuffer, MovesItsDataToTheFrontBeforeItGrows)
{
    InputBuffer buffer(65536);
    put(buffer, std::string(1900, 'x') + "end");
    const std::size_t memory = buffer.memory();
    buffer.consume(1900);
    put(buffer, std::string(1500, 'y'));
    EXPECT_EQ(buffer.memory(), memory);
    EXPECT_EQ(buffer.data(), "end" + std::string(1500, 'y'));
}

TEST(InputBuffer, GrowsWhileItIsReadFullButNotForEver)
{
    InputBuffer buffer(65536);
    const std::size_t first = buffer.space(1).size();
    std::size_t memory = 0;
    for (int i = 0; i < 10; ++i) {
        buffer.commit(buffer.space(1).size());
        buffer.clear();
        memory = buffer.memory();
    }
    EXPECT_GT(memory, first);
    EXPECT_LE(memory, 16384U);
}

TEST(InputBuffer, StopsAtItsLimit)
{
    InputBuffer buffer(5000);
    put(buffer, std::string(4000, 'x'));
    EXPECT_EQ(buffer.space(2000).size(), 1000U);
    EXPECT_EQ(buffer.memory(), 5000U);
}

TEST(InputBuffer, GivesItsMemoryBackOnlyWhenItIsEmpty)
{
    InputBuffer buffer(65536);
    put(buffer, "x");
    buffer.release();
    EXPECT_EQ(buffer.data(), "x");
    buffer.consume(1);
    buffer.release();
    EXPECT_EQ(buffer.memory(), 0U);
    put(buffer, "y");
    EXPECT_EQ(buffer.data(), "y");
}

} // namespace
} // namespace costrel::inline v1::http
