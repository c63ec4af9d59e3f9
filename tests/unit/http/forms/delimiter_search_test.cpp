#include "http/forms/delimiter_search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace costrel::inline v1::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::size_t> places(std::string_view text, std::string_view boundary)
{
    DelimiterSearch search(text, boundary);
    std::vector<std::size_t> found;
    for (auto place = search.next(); place != DelimiterSearch::npos; place = search.next())
        found.push_back(place);
    return found;
}

TEST(DelimiterSearch, FindsEveryPlaceOverlappingOnesToo)
{
    EXPECT_THAT(places("--b x --b--b", "b"), ElementsAre(0, 6, 9));
    EXPECT_THAT(places("-----", "-"), ElementsAre(0, 1, 2));
    EXPECT_THAT(places("---b", "b"), ElementsAre(1));
    EXPECT_THAT(places("--a--a--ab", "a--ab"), ElementsAre(3));
    EXPECT_THAT(places("", "b"), IsEmpty());
    EXPECT_THAT(places("--", "b"), IsEmpty());
}

TEST(DelimiterSearch, GoesOnWhereItIsTold)
{
    DelimiterSearch search("--b--b", "b");
    search.skip_to(1);
    EXPECT_EQ(search.next(), 3U);
    search.skip_to(0);
    EXPECT_EQ(search.next(), 0U);
}

TEST(DelimiterSearch, FindsWhatAPlainSearchFinds)
{
    std::mt19937 random(1);
    const auto any = [&](std::size_t most) {
        std::string text;
        for (std::size_t size = random() % (most + 1); size > 0; --size)
            text += "--a\n"[random() % 4];
        return text;
    };
    for (int round = 0; round < 20'000; ++round) {
        const std::string text = any(40), boundary = "a" + any(6);
        std::vector<std::size_t> expected;
        for (auto at = text.find("--" + boundary); at != text.npos;
             at = text.find("--" + boundary, at + 1))
            expected.push_back(at);
        ASSERT_EQ(places(text, boundary), expected) << text << " in search of " << boundary;
    }
}

} // namespace
} // namespace costrel::inline v1::http
