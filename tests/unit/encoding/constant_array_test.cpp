#include <costrel/detail/constant_array.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <gnu/libc-version.h>
#include <memory>
#include <string>

namespace costrel::inline v1::detail {
namespace {

using namespace std::string_view_literals;

struct Row {
    char name[16];
};

constexpr char global[] = "global";
const char constant[] = "constant";
char writable[] = "writable";
constexpr Row table[] = {{"a row"}};

template <int>
const char* in_a_template()
{
    return "template";
}

TEST(ConstantArray, IsALiteral)
{
    EXPECT_TRUE(is_constant("literal"));
    EXPECT_TRUE(is_constant(""));
    EXPECT_TRUE(is_constant(R"(raw
literal)"));
    EXPECT_TRUE(is_constant(__func__));
    EXPECT_TRUE(is_constant(in_a_template<1>()));
    EXPECT_TRUE(is_constant([] { return "lambda"; }()));
    const std::string longest(100'000, 'x');
    EXPECT_FALSE(is_constant(longest.c_str()));
}

TEST(ConstantArray, IsOneThatIsStaticAndConstant)
{
    static constexpr char local[] = "static";
    EXPECT_TRUE(is_constant(global));
    EXPECT_TRUE(is_constant(constant));
    EXPECT_TRUE(is_constant(local));
    EXPECT_TRUE(is_constant(table[0].name));
}

TEST(ConstantArray, IsOneOfASharedObject)
{
    EXPECT_TRUE(is_constant(gnu_get_libc_version()));
}

// Of the very type that a literal has.
TEST(ConstantArray, IsNoOther)
{
    const char local[] = "on the stack, whatever its type says";
    constexpr char also_local[] = "on the stack, though it is constexpr";
    Row row{};
    std::strcpy(row.name, "<script>");
    const Row& seen = row;
    const auto heap = std::make_unique<const Row>(row);
    static const Row computed = row;
    static thread_local const char of_thread[] = "of a thread";
    EXPECT_FALSE(is_constant(local));
    EXPECT_FALSE(is_constant(also_local));
    EXPECT_FALSE(is_constant(seen.name));
    EXPECT_FALSE(is_constant(heap->name));
    EXPECT_FALSE(is_constant(computed.name));
    EXPECT_FALSE(is_constant(of_thread));
    EXPECT_FALSE(is_constant(writable));
    EXPECT_FALSE(is_constant(std::string("short").c_str()));
    EXPECT_FALSE(is_constant(nullptr));
}

TEST(ConstantArray, HasItsTextUpToTheZeroAtItsEnd)
{
    EXPECT_EQ(literal_text("a\0b", 4), "a\0b"sv);
    EXPECT_EQ(literal_text("", 1), "");
    constexpr char without_zero[] = {'a', 'b'};
    EXPECT_EQ(literal_text(without_zero, 2), "ab");
}

TEST(ConstantArray, IfItIsNoneHasItsTextUpToTheFirstZero)
{
    const Row row{"a\0b"};
    EXPECT_EQ(text_in(row.name, sizeof row.name), "a");
    const char full[4] = {'a', 'b', 'c', 'd'};
    EXPECT_EQ(text_in(full, 4), "abcd");
}

} // namespace
} // namespace costrel::inline v1::detail
