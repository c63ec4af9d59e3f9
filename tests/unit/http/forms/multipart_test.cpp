#include "http/forms/multipart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using Step = MultipartReader::Step;
using Parts = std::vector<std::pair<std::string, std::string>>; // head and content

Step read(std::string_view body, Parts& parts, std::string_view boundary = "b")
{
    MultipartReader reader(body, boundary);
    Step step = reader.next();
    for (; step == Step::part; step = reader.next())
        parts.emplace_back(reader.part().head, reader.part().content);
    EXPECT_EQ(reader.next(), step) << "the end is the end";
    return step;
}
Parts parts(std::string_view body, std::string_view boundary = "b")
{
    Parts found;
    EXPECT_EQ(read(body, found, boundary), Step::end) << body;
    return found;
}
Step last_step(std::string_view body)
{
    Parts found;
    return read(body, found);
}

TEST(MultipartReader, SplitsABodyIntoItsParts)
{
    EXPECT_THAT(parts("--b\r\nA: 1\r\n\r\nx\r\ny\r\n--b\r\nB: 2\r\nC: 3\r\n\r\n\r\n--b--\r\n"),
                ElementsAre(Pair("A: 1", "x\r\ny"), Pair("B: 2\r\nC: 3", "")));
}

TEST(MultipartReader, GivesViewsIntoTheBody)
{
    const std::string body = "--b\r\nA: 1\r\n\r\nx\r\n--b--";
    MultipartReader reader(body, "b");
    ASSERT_EQ(reader.next(), Step::part);
    EXPECT_EQ(reader.part().head.data(), body.data() + 5);
    EXPECT_EQ(reader.part().content.data(), body.data() + 13);
}

TEST(MultipartReader, IgnoresWhatStandsBeforeTheFirstDelimiterAndAfterTheLast)
{
    EXPECT_THAT(parts("hello\r\nthere --bx\r\n--b\r\nA: 1\r\n\r\nx\r\n--b--and\r\n--b\r\nmore"),
                ElementsAre(Pair("A: 1", "x")));
    // Many leave out the line end before the first, Werkzeug's own tests too.
    EXPECT_THAT(parts("hello--b\r\nA: 1\r\n\r\nx\r\n--b--"), ElementsAre(Pair("A: 1", "x")));
}

TEST(MultipartReader, TakesLinesThatEndInAnyWay)
{
    EXPECT_THAT(parts("--b\nA: 1\n\nx\n--b\nB: 2\n\ny\n--b--\n"),
                ElementsAre(Pair("A: 1", "x"), Pair("B: 2", "y")));
    EXPECT_THAT(parts("--b\rA: 1\r\rx\r--b--"), ElementsAre(Pair("A: 1", "x")));
    EXPECT_THAT(parts("--b\r\nA: 1\r\nB: 2\n\nx\n\r\n--b--"),
                ElementsAre(Pair("A: 1\r\nB: 2", "x\n")));
    EXPECT_THAT(parts("--b\r\nA: 1\r\r\nx\r\r\n--b--"), ElementsAre(Pair("A: 1", "x\r")));
}

TEST(MultipartReader, TakesWhiteSpaceAfterABoundary)
{
    EXPECT_THAT(parts("--b \t\v\f\r\nA: 1\r\n\r\nx\r\n--b-- "), ElementsAre(Pair("A: 1", "x")));
}

TEST(MultipartReader, TakesNothingElseAfterABoundary)
{
    EXPECT_THAT(parts("--b\r\nA: 1\r\n\r\nx\r\n--bc\r\n--b x\r\n--b-\r\n--b--"),
                ElementsAre(Pair("A: 1", "x\r\n--bc\r\n--b x\r\n--b-")));
}

TEST(MultipartReader, WantsALineEndBeforeADelimiter)
{
    EXPECT_THAT(parts("--b\r\nA: 1\r\n\r\nx--b\r\n--b--"), ElementsAre(Pair("A: 1", "x--b")));
}

TEST(MultipartReader, TakesOneLineEndForTwoWhenAPartIsEmpty)
{
    EXPECT_THAT(parts("--b\r\nA: 1\r\n\r\n--b--"), ElementsAre(Pair("A: 1", "")));
}

TEST(MultipartReader, TakesABodyWithoutParts)
{
    EXPECT_THAT(parts("--b--"), IsEmpty());
    EXPECT_THAT(parts("nothing\r\n--b--\r\n"), IsEmpty());
}

TEST(MultipartReader, TakesAHeaderThatBeginsAfterAnEmptyLineForWhatItIsToWerkzeug)
{
    // A header ends with an empty line, and no part is without one.
    EXPECT_THAT(parts("--b\r\n\r\nx\r\n\r\ny\r\n--b--"), ElementsAre(Pair("\r\nx", "y")));
}

TEST(MultipartReader, TakesBoundariesOfAnyForm)
{
    for (const std::string boundary :
         {"-", "--", "----WebKitFormBoundaryAbC", "a b", "*.[", "aab"}) {
        const std::string body =
            "--" + boundary + "\r\nA: 1\r\n\r\n-\r\n--\r\n--" + boundary + "--";
        EXPECT_THAT(parts(body, boundary), ElementsAre(Pair("A: 1", "-\r\n--"))) << boundary;
    }
}

TEST(MultipartReader, TellsABodyWithoutAnEnd)
{
    const std::string whole = "--b\r\nA: 1\r\n\r\nx\r\n--b\r\nB: 2\r\n\r\ny\r\n--b--";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const Step step = last_step(whole.substr(0, size));
        EXPECT_TRUE(step == Step::malformed || step == Step::unfinished_part)
            << whole.substr(0, size);
    }
    EXPECT_EQ(last_step("--c\r\nA: 1\r\n\r\nx\r\n--c--"), Step::malformed);
    EXPECT_EQ(last_step("--b\r\nA: 1\r\nx\r\n--b--"), Step::malformed);
    MultipartReader reader("--b\r\nA: 1\r\n\r\nx\r\n--b", "b");
    EXPECT_EQ(reader.next(), Step::unfinished_part);
    EXPECT_EQ(reader.part().head, "A: 1");
    EXPECT_EQ(reader.part().content, "x\r\n--b");
}

TEST(MultipartReader, TakesAHeaderOf16KiBAndNoMore)
{
    const auto body = [](std::size_t head) {
        return "--b\r\n" + std::string(head, 'a') + "\r\n\r\nx\r\n--b--";
    };
    constexpr std::size_t most = MultipartReader::max_head;
    EXPECT_THAT(parts(body(most)), ElementsAre(Pair(std::string(most, 'a'), "x")));
    EXPECT_EQ(last_step(body(most + 1)), Step::head_too_large);
    EXPECT_EQ(last_step("--b\r\n" + std::string(1'000'000, 'a')), Step::head_too_large);
}

// Werkzeug took a square of the time for such bodies: CVE-2023-46136. What they take here is
// counted in tests/counts/growth.cpp.
TEST(MultipartReader, ReadsBodiesThatAreNearlyBoundaries)
{
    const std::string boundary = "----boundary";
    for (const char* piece :
         {"\r\n------boundar", "\r\n------boundaryx", "\r\n------boundary x", "-", "--", "\r", "\n",
          "\r\n", "\r\n-", "------boundary", "\r\n------boundary           x", " ", "------b"}) {
        std::string body = "--" + boundary + "\r\nA: 1\r\n\r\n";
        while (body.size() < 1'000'000)
            body += piece;
        body += "\r\n--" + boundary + "--";
        Parts found;
        EXPECT_EQ(read(body, found, boundary), Step::end) << piece;
    }
}

} // namespace
} // namespace costrel::inline v1::http
