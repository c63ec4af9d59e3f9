#include "unit/http/scripted_source.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace costrel::inline v1::http {
namespace {

TEST(Text, OfALiteralIsNotCopied)
{
    static constexpr char literal[] = "literal";
    EXPECT_EQ(Text(literal).view().data(), literal);
}

TEST(Text, GoesOnWhereItIsMoved)
{
    for (const Text& from :
         {Text("a literal"), Text(std::string("owned, and of some length")), Text()})
        for (const Text& before :
             {Text("literal"), Text(std::string("what was there before it")), Text()}) {
            Text source = from;
            Text constructed(std::move(source));
            EXPECT_EQ(constructed, from);
            Text assigned = before;
            assigned = std::move(constructed);
            EXPECT_EQ(assigned, from);
            assigned = std::string("another");
            EXPECT_EQ(assigned, "another");
            assigned = before;
            EXPECT_EQ(assigned, before);
        }
}

TEST(Text, OfAnArrayThatIsNoLiteralIsACopyUpToItsZero)
{
    struct Row {
        char name[16];
    };
    Row row{"alice\0secret"};
    const Row& seen = row;
    const Text text = seen.name;
    row = {"changed"};
    EXPECT_EQ(text.view(), "alice");
    const char full[3] = {'a', 'b', 'c'};
    EXPECT_EQ(Text(full).view(), "abc");
}

TEST(AnswerBody, IsTextUnlessItHasASource)
{
    Script script;
    Response response("text");
    EXPECT_FALSE(response.is_streamed());
    response.body = Body(std::make_unique<ScriptedSource>(script));
    EXPECT_TRUE(response.is_streamed());
    EXPECT_EQ(response.body, "");
}

TEST(AnswerBody, DropsItsSourceForText)
{
    Script script;
    Response response = streamed(script);
    response.body = std::string("text");
    EXPECT_FALSE(response.is_streamed());
    EXPECT_TRUE(script.destroyed);
    EXPECT_EQ(response.body, "text");
}

TEST(AnswerBody, MovesWithItsResponse)
{
    Script script;
    Response response = streamed(script);
    Response other = std::move(response);
    EXPECT_TRUE(other.is_streamed());
    EXPECT_FALSE(response.is_streamed()); // NOLINT(bugprone-use-after-move): that is the question
    response = std::move(other);
    EXPECT_TRUE(response.is_streamed());
    EXPECT_FALSE(script.destroyed);
}

TEST(AnswerBody, OfTextCanBeCopiedAndOneWithASourceCannot)
{
    Script script;
    const Response text("text");
    EXPECT_EQ(Response(text).body, "text");
    const Response response = streamed(script);
    EXPECT_THROW(Response{response}, std::logic_error);
    EXPECT_FALSE(script.destroyed);
}

} // namespace
} // namespace costrel::inline v1::http
