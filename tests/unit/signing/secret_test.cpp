#include <costrel/signing/secret_keys.hpp>

#include <gmock/gmock.h>

namespace {

using namespace costrel::signing;
using testing::ElementsAre;

std::vector<std::string> texts(const SecretKeys& keys)
{
    std::vector<std::string> result;
    for (const Secret& key : keys)
        result.emplace_back(key.view());
    return result;
}

TEST(Secret, HoldsAnyBytes)
{
    const std::string_view bytes("a\0\xff", 3);
    EXPECT_EQ(Secret(bytes).view(), bytes);
    EXPECT_TRUE(Secret().empty());
    EXPECT_TRUE(Secret("").empty());
}

TEST(Secret, IsMovedWithoutLeavingACopy)
{
    Secret first("a key");
    const char* const where = first.view().data();
    const Secret second = std::move(first);
    EXPECT_EQ(second.view().data(), where);
    EXPECT_TRUE(first.empty());
}

TEST(Secret, IsCopiedAndReplaced)
{
    Secret first("a key");
    const Secret copy = first;
    first = Secret("another");
    EXPECT_EQ(copy.view(), "a key");
    EXPECT_EQ(first.view(), "another");
}

TEST(SecretKeys, AreOneTextOrAListOldestFirst)
{
    EXPECT_THAT(texts("only"), ElementsAre("only"));
    EXPECT_THAT(texts(std::string("only")), ElementsAre("only"));
    EXPECT_THAT(texts(std::string_view("only")), ElementsAre("only"));
    EXPECT_THAT(texts({"old", "new"}), ElementsAre("old", "new"));
    EXPECT_THAT(texts(std::vector<std::string>{"old", "new"}), ElementsAre("old", "new"));
}

TEST(SecretKeys, MayBeAddedTo)
{
    SecretKeys keys("old");
    keys.add("new");
    EXPECT_THAT(texts(keys), ElementsAre("old", "new"));
    EXPECT_EQ(keys.size(), 2U);
}

TEST(SecretKeys, MayBeNone)
{
    EXPECT_TRUE(SecretKeys().empty());
    EXPECT_TRUE(SecretKeys(std::vector<std::string>()).empty());
}

TEST(SecretKeys, MayHoldAnEmptyKey)
{
    EXPECT_THAT(texts(""), ElementsAre(""));
    EXPECT_FALSE(SecretKeys("").empty());
}

} // namespace
