#include "app/telemetry/log_text.hpp"

#include <gmock/gmock.h>

namespace {

using costrel::readable;

std::string readable_whole(std::string_view text)
{
    return readable(text, 1000);
}

TEST(ReadableLogText, KeepsLettersOfAllScripts)
{
    for (const std::string text :
         {"", "/user/J\u00F6rg?", "\u65E5\u672C \u0627\u0644\u0639 \u0939\u093F",
          "\U0001F600 \\x1b", "\u00A0\u00AE\u2010\u2027\u202F\u2065\uFEFE\U000E0002"})
        EXPECT_EQ(readable_whole(text), text);
}

// Found as lines in the log that a terminal, or an editor, took for others.
TEST(ReadableLogText, EscapesWhatIsNotSeenOrMovesWhatIs)
{
    EXPECT_EQ(readable_whole("a\nb\x1B[31m\x7F"), R"(a\x0ab\x1b[31m\x7f)");
    EXPECT_EQ(readable_whole("\u009B31m\u0085"), R"(\x9b31m\x85)");
    EXPECT_EQ(readable_whole("\u2028\u2029\u202Etxt\u2066\u061C"),
              R"(\u2028\u2029\u202etxt\u2066\u061c)");
    EXPECT_EQ(readable_whole("\u00AD\u200B\uFEFF\U000E0041"), R"(\xad\u200b\ufeff\U000e0041)");
}

TEST(ReadableLogText, EscapesEachByteThatIsNoUtf8)
{
    EXPECT_EQ(readable_whole("a\x9B"
                             "31m"),
              R"(a\x9b31m)"); // to a terminal with Latin-1 it is the same as above
    EXPECT_EQ(readable_whole("\xE2\x80"), R"(\xe2\x80)");
    EXPECT_EQ(readable_whole("\xED\xA0\x80"), R"(\xed\xa0\x80)"); // a lone surrogate
}

TEST(ReadableLogText, IsCutBetweenCharacters)
{
    EXPECT_EQ(readable("abc", 3), "abc");
    EXPECT_EQ(readable("abcd", 3), "abc\u2026");
    EXPECT_EQ(readable("ab\u00F6", 3), "ab\u2026");
    EXPECT_EQ(readable(std::string(1000, '\n'), 2), "\\x0a\\x0a\u2026");
}

} // namespace
