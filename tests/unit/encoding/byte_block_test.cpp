// Texts looked at sixteen bytes at a time.
#include "encoding/byte_block.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace costrel::encoding;

struct IsStar {
    auto operator()(ByteBlock bytes) const noexcept { return bytes == all('*'); }
};

TEST(ByteBlock, FindsAByteWhereverItStands)
{
    EXPECT_FALSE(has_any(IsStar(), {}));
    for (std::size_t size = 1; size <= 50; ++size) {
        EXPECT_FALSE(has_any(IsStar(), std::string(size, 'x'))) << size;
        for (std::size_t at = 0; at < size; ++at) {
            std::string text(size, 'x');
            text[at] = '*';
            EXPECT_TRUE(has_any(IsStar(), text)) << size << ' ' << at;
        }
    }
}

TEST(ByteBlock, ReadsNothingAroundTheText)
{
    const std::string around = "****************" + std::string(40, 'x') + "****************";
    for (std::size_t size = 0; size <= 40; ++size)
        EXPECT_FALSE(has_any(IsStar(), std::string_view(around).substr(16, size))) << size;
}

TEST(ByteBlock, SkipsToTheByteOrToTheLastFifteen)
{
    for (std::size_t size = 0; size <= 50; ++size) {
        for (std::size_t at = 0; at < size; ++at) {
            std::string text(size, 'x');
            text[at] = '*';
            const std::size_t found = skip_until(IsStar(), text, 0);
            EXPECT_TRUE(found == at || (found < at && found + 15 >= size)) << size << ' ' << at;
        }
    }
}

TEST(ByteBlock, FindsTheFirst)
{
    for (std::size_t size = 0; size <= 50; ++size) {
        EXPECT_EQ(find_first(IsStar(), std::string(size, 'x')), size);
        for (std::size_t at = 0; at < size; ++at) {
            std::string text(size, 'x');
            text[at] = '*';
            text.back() = '*';
            EXPECT_EQ(find_first(IsStar(), text), at) << size;
        }
    }
}

TEST(ByteBlock, FindsNothingBehindTheText)
{
    const auto is_zero = [](ByteBlock bytes) { return bytes == all('\0'); };
    for (std::size_t size = 0; size <= 20; ++size)
        EXPECT_EQ(find_first(is_zero, std::string(size, 'x')), size);
}

} // namespace
