// Texts compared without ASCII case, of every length.
#include "encoding/ascii.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace {

using costrel::encoding::equal_ignoring_case;

TEST(Ascii, TextsOfOtherCaseAreEqual)
{
    for (std::size_t size = 0; size < 50; ++size) {
        std::string lower;
        for (std::size_t i = 0; i < size; ++i)
            lower += static_cast<char>('a' + i % 26);
        std::string upper = lower;
        for (char& c : upper)
            c = static_cast<char>(c - ('a' - 'A'));
        EXPECT_TRUE(equal_ignoring_case(lower, upper)) << size;
        EXPECT_TRUE(equal_ignoring_case(lower, lower)) << size;
        EXPECT_FALSE(equal_ignoring_case(lower, upper + "x")) << size;
        for (std::size_t i = 0; i < size; ++i) {
            std::string other = upper;
            other[i] = '-';
            EXPECT_FALSE(equal_ignoring_case(lower, other)) << size << ", " << i;
        }
    }
}

TEST(Ascii, OnlyLettersHaveAnotherCase)
{
    for (const auto& [one, other] : {std::pair('@', '`'), std::pair('[', '{'), std::pair('\0', ' '),
                                     std::pair('\r', '-'), std::pair('\xc0', '\xe0')})
        for (std::size_t size = 1; size < 40; ++size)
            for (std::size_t i = 0; i < size; ++i) {
                std::string left(size, 'x');
                std::string right(size, 'X');
                left[i] = one;
                right[i] = other;
                EXPECT_FALSE(equal_ignoring_case(left, right)) << size << ", " << i;
            }
}

} // namespace
