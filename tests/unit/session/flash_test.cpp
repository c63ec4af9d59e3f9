#include <costrel/flash.hpp>
#include <costrel/tagged_json.hpp>

#include <gmock/gmock.h>

namespace {

using costrel::flash;
using costrel::FlashedMessage;
using costrel::get_flashed_messages;
using costrel::html;
using costrel::Session;

std::vector<std::string> texts(const std::vector<FlashedMessage>& messages)
{
    std::vector<std::string> result;
    for (const FlashedMessage& message : messages)
        result.push_back(message.category + ": " + html("{}", message.message).str());
    return result;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Flash, IsStoredAsFlaskStoresIt)
{
    Session session;
    flash(session, "hi");
    flash(session, html("<b>{}</b>", "x"), "error");
    EXPECT_EQ(costrel::TaggedJSONSerializer::dumps(session.items()),
              R"({"_flashes":[{" t":["message","hi"]},{" t":["error",{" m":"<b>x</b>"}]}]})");
}

TEST(Flash, IsTakenOutOnceAndStaysForTheRequest)
{
    Session session;
    flash(session, "<one>");
    flash(session, html("<b>two</b>"), "error");
    EXPECT_THAT(texts(get_flashed_messages(session)),
                ElementsAre("message: &lt;one&gt;", "error: <b>two</b>"));
    EXPECT_FALSE(session.contains("_flashes"));
    EXPECT_THAT(texts(get_flashed_messages(session, {"error"})), ElementsAre("error: <b>two</b>"));
}

TEST(Flash, WhatComesAfterTheMessagesWereReadWaitsForTheNextRequest)
{
    Session session;
    EXPECT_THAT(get_flashed_messages(session), IsEmpty());
    EXPECT_FALSE(session.modified());
    flash(session, "late");
    EXPECT_THAT(get_flashed_messages(session), IsEmpty());
    EXPECT_TRUE(session.contains("_flashes"));
}

TEST(Flash, EntriesOfAnotherShapeAreLeftOut)
{
    Session session;
    session["_flashes"] = costrel::List{1, "text", costrel::Tuple{{"a"}}};
    flash(session, "hi");
    EXPECT_THAT(texts(get_flashed_messages(session)), ElementsAre("message: hi"));
}

} // namespace
