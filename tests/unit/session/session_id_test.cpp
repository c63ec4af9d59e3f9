#include <costrel/session.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using costrel::Session;

TEST(SessionId, IsMadeWhenFirstAskedForAndKept)
{
    Session session;
    const std::string id = session.id();
    EXPECT_EQ(id.size(), 43U); // 256 bits
    EXPECT_EQ(id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                   "0123456789-_"),
              std::string::npos);
    EXPECT_TRUE(session.modified());
    session.set_modified(false);
    EXPECT_EQ(session.id(), id);
    EXPECT_FALSE(session.modified());
}

TEST(SessionId, RegenerateGivesANewOne)
{
    Session session;
    const std::string before = session.id();
    session.regenerate();
    const std::string after = session.id();
    EXPECT_NE(before, after);
    EXPECT_EQ(session.id(), after);
}

TEST(SessionId, IsNeverTheSameTwice)
{
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(seen.insert(Session().id()).second);
}

} // namespace
