#include "app/telemetry/session_log.hpp"
#include "log_taker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace {

using namespace costrel;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

// A server, a file or a source of keys may have had a word in the sentence.
TEST(SessionLog, MakesNoSecondLineOfWhatAServerSaid)
{
    LogTaker taker;
    SessionLog log(nullptr);
    log.store_failed("good\nevil \x1b[2J");
    log.keys_warned("good\r\nevil");
    EXPECT_THAT(taker.lines(),
                ElementsAre(HasSubstr("good\\x0aevil \\x1b[2J"), EndsWith("good\\x0d\\x0aevil")));
}

TEST(SessionLog, CutsASentenceThatIsTooLong)
{
    LogTaker taker;
    SessionLog log(nullptr);
    log.revocations_failed(std::string(100'000, 'x'));
    ASSERT_EQ(taker.lines().size(), 1U);
    EXPECT_LT(taker.lines()[0].size(), 600U);
}

TEST(SessionLog, CountsTheFailuresOfAStoreBetweenTwoLines)
{
    LogTaker taker;
    SessionLog log(nullptr);
    for (int i = 0; i < 3; ++i)
        log.store_failed("down");
    const auto lines = taker.lines();
    ASSERT_FALSE(lines.empty());
    EXPECT_THAT(lines[0],
                EndsWith("the store of sessions failed: down (1 since the last such line)"));
    EXPECT_LE(lines.size(), 3U);
}

} // namespace
