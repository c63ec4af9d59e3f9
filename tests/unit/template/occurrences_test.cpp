#include "nothing_around.hpp"
#include "template/methods.hpp"
#include "template/occurrences.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace costrel::templates;

std::vector<std::size_t> places(std::string_view text, std::string_view searched, bool from_right)
{
    std::vector<std::size_t> found;
    Occurrences occurrences(text, searched, from_right);
    for (std::size_t at = occurrences.next(); at != text.npos; at = occurrences.next())
        found.push_back(at);
    return found;
}

TEST(Occurrences, AreThoseOfStringViewNoneOverAnother)
{
    std::uint32_t state = 1;
    const auto chance = [&state](std::uint32_t below) {
        state = state * 1664525 + 1013904223;
        return (state >> 16) % below;
    };
    for (int i = 0; i < 2'000; ++i) {
        std::string text;
        std::string searched;
        for (std::uint32_t left = chance(40); left > 0; --left)
            text += static_cast<char>('a' + chance(2));
        for (std::uint32_t left = 1 + chance(4); left > 0; --left)
            searched += static_cast<char>('a' + chance(2));
        std::vector<std::size_t> from_left;
        for (std::size_t at = text.find(searched); at != text.npos;
             at = text.find(searched, at + searched.size()))
            from_left.push_back(at);
        std::vector<std::size_t> from_right;
        std::string_view rest = text;
        for (std::size_t at = rest.rfind(searched); at != rest.npos; at = rest.rfind(searched)) {
            from_right.push_back(at);
            rest = rest.substr(0, at);
        }
        EXPECT_EQ(places(text, searched, false), from_left) << text << " " << searched;
        EXPECT_EQ(places(text, searched, true), from_right) << text << " " << searched;
    }
}

TEST(Occurrences, OfNothingAreOneAtTheEdge)
{
    EXPECT_EQ(places("ab", "", false), std::vector<std::size_t>{0});
    EXPECT_EQ(places("ab", "", true), std::vector<std::size_t>{2});
    EXPECT_EQ(places({}, {}, false), std::vector<std::size_t>{0});
    EXPECT_TRUE(places({}, "a", false).empty());
    EXPECT_TRUE(places("a", "ab", true).empty());
}

// Each of these compared all of one text at each place of the other: some hours for these two.
TEST(Occurrences, InATextThatWasMadeToBeSearchedSlowlyAreFoundAtOnce)
{
    constexpr std::size_t size = std::size_t{8} << 20;
    const Var text = Var::text(std::string(size, 'a'));
    const Var last = Var::text(std::string(size / 2, 'a') + 'b');
    const Var first = Var::text('b' + std::string(size / 2, 'a'));
    NothingAround rendering;
    const auto called = [&](std::string_view name, std::vector<Var> arguments) {
        return call_method(*find_method(text, name), text,
                           {.positional = std::move(arguments), .named = {}});
    };
    EXPECT_FALSE(contains(text, last));
    EXPECT_FALSE(contains(text, first));
    EXPECT_EQ(called("find", {last}).whole(), -1);
    EXPECT_EQ(called("rfind", {first}).whole(), -1);
    EXPECT_EQ(called("count", {last}).whole(), 0);
    EXPECT_EQ(called("split", {last}).size(), 1U);
    EXPECT_EQ(called("rsplit", {first}).size(), 1U);
    EXPECT_TRUE(called("partition", {last}).at(2).view().empty());
    EXPECT_TRUE(called("rpartition", {first}).at(0).view().empty());
    EXPECT_EQ(called("replace", {last, Var::lent_text("")}).view().size(), size);
    std::string letters;
    for (std::size_t i = 0; i < size; i += 2)
        letters += "\xd0\xb1";
    const Var cyrillic = Var::text(letters);
    const Var others = Var::text(letters.substr(0, size / 2) + "\xd0\xb0");
    EXPECT_TRUE(call_method(*find_method(cyrillic, "strip"), cyrillic,
                            {.positional = {others}, .named = {}})
                    .view()
                    .empty());
    EXPECT_EQ(called("strip", {Var::text(letters + 'a')}).view().size(), 0U);
}

} // namespace
