#include <costrel/detail/function.hpp>

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using costrel::detail::Function;

int add_one(int number)
{
    return number + 1;
}

TEST(Function, CallsAFunction)
{
    Function<int(int)> function = &add_one;
    EXPECT_EQ(function(1), 2);
}

TEST(Function, HoldsWhatCanOnlyBeMoved)
{
    Function<int(int)> add = [n = std::make_unique<int>(40)](int more) { return *n + more; };
    Function<int(int)> moved = std::move(add);
    EXPECT_FALSE(add);
    EXPECT_EQ(moved(2), 42);
}

TEST(Function, KeepsWhatTheCallChanges)
{
    Function<int()> count = [n = 0]() mutable { return ++n; };
    count();
    EXPECT_EQ(count(), 2);
}

TEST(Function, PassesReferencesOn)
{
    Function<void(std::string&, std::unique_ptr<int>)> append =
        [](std::string& text, std::unique_ptr<int> number) { text += std::to_string(*number); };
    std::string text = "n=";
    append(text, std::make_unique<int>(7));
    EXPECT_EQ(text, "n=7");
}

// Counts those of its copies that are there.
struct Counted {
    explicit Counted(int& counter) : there(&counter) { ++*there; }
    Counted(Counted&& other) noexcept : there(other.there) { ++*there; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --*there; }
    int* there;
};

template <class Big>
void ends_each_once()
{
    int there = 0;
    {
        std::vector<Function<int()>> functions;
        for (int i = 0; i < 20; ++i)
            functions.push_back([c = Counted(there), big = Big{}, i] { return i + big[0]; });
        EXPECT_EQ(there, 20);
        functions[3] = std::move(functions[4]);
        EXPECT_EQ(there, 19);
        EXPECT_EQ(functions[3](), 4);
        functions[5] = {};
        EXPECT_EQ(there, 18);
        Function<int()>& itself = functions[6];
        functions[6] = std::move(itself);
        EXPECT_EQ(functions[6](), 6);
    }
    EXPECT_EQ(there, 0);
}

TEST(Function, EndsEachObjectOnceWhereItIsSmall)
{
    ends_each_once<std::array<char, 1>>();
}

TEST(Function, EndsEachObjectOnceWhereItIsLarge)
{
    ends_each_once<std::array<char, 100>>();
}

// Moving it within would have to fail in the middle of a move.
struct ThrowsWhenMoved {
    ThrowsWhenMoved() = default;
    ThrowsWhenMoved(ThrowsWhenMoved&&) noexcept(false) {}
    int operator()() const { return 1; }
};

TEST(Function, MovesWithoutAnExceptionWhatThrowsWhenMoved)
{
    static_assert(std::is_nothrow_move_constructible_v<Function<int()>>);
    Function<int()> function = ThrowsWhenMoved();
    Function<int()> moved = std::move(function);
    EXPECT_EQ(moved(), 1);
}

} // namespace
