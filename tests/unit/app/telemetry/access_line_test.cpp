#include "app/telemetry/access_line.hpp"

#include <costrel/json.hpp>
#include <costrel/utf8.hpp>
#include <costrel/value.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

namespace costrel::inline v1 {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;

AccessRecord record()
{
    AccessRecord record;
    record.time = std::chrono::system_clock::time_point(1'795'528'344'123ms);
    record.remote_addr = "192.0.2.7";
    record.method = "GET";
    record.target = "/user/7?x=1";
    record.status = 200;
    record.body_bytes = 1234;
    record.referer = "https://example.org/";
    record.user_agent = "Mozilla/5.0 (X11) x";
    record.duration = 1'234'567ns;
    record.endpoint = "show_user";
    record.request_id = "00f1e2d3c4b5a697";
    return record;
}

std::string combined(const AccessRecord& record)
{
    std::array<char, longest_access_line> room;
    return std::string(combined_line(AccessLineRoom(room), record));
}

std::string json_text(const AccessRecord& record)
{
    std::array<char, longest_access_line> room;
    return std::string(json_line(AccessLineRoom(room), record));
}

Dict read_back(const AccessRecord& record)
{
    const std::string line = json_text(record);
    const auto value = json_loads(line);
    EXPECT_TRUE(value) << line;
    return value ? *value->as<Dict>() : Dict{};
}

// What a client may try, in every place where it chooses the text.
const std::vector<std::string> attempts{
    "\"",
    "\\",
    "\\\"",
    "a\r\n127.0.0.1 - - [] \"GET / HTTP/1.1\" 200 0 \"-\" \"-\"",
    "\n",
    std::string("a\0b", 3),
    "\x1B[2J\x1B]0;title\x07",
    "\x7F",
    "\xC2\x9B"
    "2J", // CSI as one character
    "\xFF\xFE",
    "\xC0\xAF",
    "\xED\xA0\x80", // a surrogate
    "\xE2\x80\xA8", // LINE SEPARATOR
    "\xE2\x80\xAE", // RIGHT-TO-LEFT OVERRIDE
    "\xF0\x9F\x98\x80",
    "J\xC3\xB6rg",
    "\xC3", // cut off
    "\",\"status\":200,\"x\":\"",
    "%0A",
};

TEST(CombinedLine, IsApachesAndNginxs)
{
    EXPECT_EQ(combined(record()),
              "192.0.2.7 - - [24/Nov/2026:13:52:24 +0000] \"GET /user/7?x=1 HTTP/1.1\" 200 1234 "
              "\"https://example.org/\" \"Mozilla/5.0 (X11) x\"\n");
}

TEST(CombinedLine, HasADashForWhatIsNotThere)
{
    AccessRecord none = record();
    none.remote_addr = none.referer = none.user_agent = {};
    none.minor_version = 0;
    EXPECT_EQ(combined(none), "- - - [24/Nov/2026:13:52:24 +0000] \"GET /user/7?x=1 HTTP/1.0\" 200 "
                              "1234 \"-\" \"-\"\n");
}

TEST(CombinedLine, HasTheLineOfARefusedRequestAsFarAsItCame)
{
    AccessRecord refused = record();
    refused.method = refused.target = {};
    refused.request_line = "GET  / \x16\x03";
    refused.status = 400;
    EXPECT_THAT(combined(refused), HasSubstr("] \"GET  / \\x16\\x03\" 400 "));
    refused.request_line = {};
    EXPECT_THAT(combined(refused), HasSubstr("] \"-\" 400 "));
}

TEST(CombinedLine, EscapesAsNginxDoes)
{
    AccessRecord hostile = record();
    hostile.user_agent = "a\"b\\c\r\n\x7F\xC3\xB6 ~";
    EXPECT_THAT(combined(hostile), EndsWith(" \"a\\x22b\\x5Cc\\x0D\\x0A\\x7F\\xC3\\xB6 ~\"\n"));
}

TEST(CombinedLine, CannotBeForged)
{
    for (const std::string& text : attempts) {
        AccessRecord hostile = record();
        hostile.remote_addr = hostile.method = hostile.target = text;
        hostile.referer = hostile.user_agent = text;
        const std::string line = combined(hostile);
        EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
        EXPECT_EQ(std::count(line.begin(), line.end(), '"'), 6) << line;
        EXPECT_TRUE(std::all_of(line.begin(), line.end() - 1, [](char c) {
            return c >= ' ' && c < '\x7F';
        })) << line;
    }
}

TEST(JsonLine, HasAllThatIsKnown)
{
    const std::string expected =
        R"({"time":"2026-11-24T13:52:24.123Z","remote_addr":"192.0.2.7","method":"GET",)"
        R"("target":"/user/7?x=1","protocol":"HTTP/1.1","status":200,"body_bytes":1234,)"
        R"("duration":0.001234,"endpoint":"show_user","request_id":"00f1e2d3c4b5a697",)"
        R"("referer":"https://example.org/","user_agent":"Mozilla/5.0 (X11) x"})";
    EXPECT_EQ(json_text(record()), expected + "\n");
}

TEST(JsonLine, HasNothingForWhatIsNotThere)
{
    AccessRecord little;
    little.status = 408;
    little.refused_by = "header_timeout";
    little.duration = -5ns; // of a clock that went back
    const std::string expected =
        R"({"time":"1970-01-01T00:00:00.000Z","status":408,"body_bytes":0,)"
        R"("duration":0.000000,"refused_by":"header_timeout"})";
    EXPECT_EQ(json_text(little), expected + "\n");
}

TEST(JsonLine, MarksABodyThatWasCut)
{
    AccessRecord cut = record();
    EXPECT_FALSE(read_back(cut).contains("cut"));
    cut.cut = true;
    EXPECT_EQ(read_back(cut)["cut"], Value(true));
}

TEST(JsonLine, ReadsBackWhateverWasSent)
{
    for (const std::string& text : attempts) {
        AccessRecord hostile = record();
        hostile.target = hostile.user_agent = text;
        const std::string line = json_text(hostile);
        EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
        EXPECT_TRUE(std::all_of(line.begin(), line.end() - 1, [](char c) {
            return c >= ' ' && c < '\x7F';
        })) << line;
        Dict read = read_back(hostile);
        EXPECT_EQ(read["target"], Value(to_utf8(text)));
        EXPECT_EQ(read["user_agent"], Value(to_utf8(text)));
        EXPECT_EQ(read["status"], Value(200));
        EXPECT_EQ(read.size(), 12U);
    }
}

TEST(AccessLine, IsNeverTooLong)
{
    for (const char byte : {'a', '"', '\xFF', '\n'}) {
        const std::string long_text(8192, byte);
        AccessRecord hostile = record();
        hostile.remote_addr = hostile.method = hostile.target = hostile.referer = long_text;
        hostile.user_agent = hostile.endpoint = hostile.request_id = hostile.refused_by = long_text;
        hostile.cut = true;
        EXPECT_LE(combined(hostile).size(), longest_access_line);
        EXPECT_LE(json_text(hostile).size(), longest_access_line);
        EXPECT_GT(json_text(hostile).size(), 3'000U);
        EXPECT_TRUE(json_loads(json_text(hostile)));
        hostile.method = {};
        hostile.request_line = long_text;
        EXPECT_LE(combined(hostile).size(), longest_access_line);
        EXPECT_LE(json_text(hostile).size(), longest_access_line);
    }
}

TEST(AccessLine, ShowsWhereATextWasCut)
{
    AccessRecord long_agent = record();
    const std::string fits(512, 'a');
    long_agent.user_agent = fits;
    EXPECT_EQ(read_back(long_agent)["user_agent"], Value(fits));
    EXPECT_THAT(combined(long_agent), EndsWith("aaa\"\n"));

    const std::string too_long(513, 'a');
    long_agent.user_agent = too_long;
    EXPECT_EQ(read_back(long_agent)["user_agent"], Value(std::string(509, 'a') + "..."));
    EXPECT_THAT(combined(long_agent), EndsWith(std::string(509, 'a') + "...\"\n"));

    // An escape is never cut in two.
    for (std::size_t before = 500; before < 513; ++before) {
        const std::string text = std::string(before, 'a') + "\xFF" + std::string(600, 'a');
        long_agent.user_agent = text;
        EXPECT_THAT(combined(long_agent), ::testing::ContainsRegex("a(\\\\xFF)?a*\\.\\.\\.\"\n$"));
        EXPECT_THAT(read_back(long_agent)["user_agent"].as<std::string>()->substr(before - 4),
                    EndsWith("..."));
    }
}

} // namespace
} // namespace costrel::inline v1
