#include <costrel/session/format.hpp>

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace costrel;

// A format that only says what it must.
class Smallest : public SessionFormat {
public:
    SealedContent open(const CookieField&, std::chrono::sys_seconds) const override { return {}; }
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave&) const override
    {
        return std::vector<OutCookie>{};
    }
    std::vector<std::string> cookie_names() const override { return {"session"}; }
};

TEST(SessionFormat, ReadsFlasksTaggedJsonUnlessItSaysOtherwise)
{
    const auto read = Smallest().read(R"({"a":1,"t":{" t":[2]}})");
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, (Dict{{"a", 1}, {"t", Tuple{{2}}}}));
    EXPECT_FALSE(Smallest().read("{"));
    EXPECT_FALSE(Smallest().read("7"));
    EXPECT_FALSE(Smallest().read(""));
}

TEST(SessionFormat, ReadsNoDeeperThanAnythingIsWritten)
{
    const auto nested = [](std::size_t depth) {
        return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
    };
    EXPECT_TRUE(Smallest().read(nested(128)));
    EXPECT_FALSE(Smallest().read(nested(129)));
}

} // namespace
