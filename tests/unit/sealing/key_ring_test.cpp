#include "sealing/key_ring_check.hpp"

#include <costrel/config_error.hpp>
#include <costrel/sealing/key_ring.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace {

using costrel::ConfigError;
using costrel::KeyRing;
using std::chrono::seconds;
using std::chrono::sys_seconds;

const std::string one = "one secret of the tests, long enough: 0123456789";
const std::string two = "two secrets of the tests, long enough: 9876543210";

std::string error_of(const std::string& json)
{
    try {
        KeyRing::parse(json);
        return {};
    } catch (const ConfigError& error) {
        return error.what();
    }
}

TEST(KeyRing, ReadsKeysWithTheirWindows)
{
    const KeyRing ring = KeyRing::parse(
        R"({"keys": [{"secret": ")" + one +
        R"(", "not_before": "2026-08-01T00:00:00Z", "not_after": "2026-12-02T00:00:00Z"},
            {"secret": ")" +
        two + R"(", "revoked": true, "comment": "stolen"}],
            "sessions_not_before": "1970-01-01T00:00:09Z", "comment": "staging"})");
    ASSERT_EQ(ring.keys.size(), 2U);
    EXPECT_EQ(ring.keys[0].secret, one);
    EXPECT_EQ(ring.keys[0].not_before, sys_seconds(seconds(1'785'542'400)));
    EXPECT_EQ(ring.keys[0].not_after, sys_seconds(seconds(1'796'169'600)));
    EXPECT_FALSE(ring.keys[0].revoked);
    EXPECT_TRUE(ring.keys[1].revoked);
    EXPECT_EQ(ring.sessions_not_before, sys_seconds(seconds(9)));
}

TEST(KeyRing, SaysWhatIsWrongAndQuotesNoSecret)
{
    const std::string key = R"({"secret":")" + one + R"("})";
    for (const std::string& json :
         {std::string("{"), std::string("[]"), std::string(R"({"keys":[]})"),
          R"({"keys":[)" + key + "," + key + "]}",
          R"({"keys":[{"secret":")" + one + R"(","secret":")" + two + R"("}]})",
          R"({"keys":[{"secret":")" + one + R"(","notbefore":"2026-08-01T00:00:00Z"}]})",
          R"({"keys":[{"secret":")" + one + R"(","not_before":"2026-08-01"}]})",
          R"({"keys":[{"secret":")" + one + R"(","revoked":true}]})",
          R"({"keys":[{"secret":")" + one.substr(0, 31) + R"("}]})"}) {
        const std::string error = error_of(json);
        EXPECT_TRUE(error.starts_with("costrel: ")) << json;
        EXPECT_EQ(error.find(one.substr(0, 20)), error.npos) << error;
    }
}

TEST(KeyRing, RejectsSecretsThatCanBeGuessed)
{
    using costrel::sealing::weakness;
    EXPECT_EQ(weakness(one), "");
    EXPECT_EQ(weakness(std::string(64, 'a')), "repeats itself");
    EXPECT_EQ(weakness("0123456789abcdef0123456789abcdef"), "repeats itself");
    EXPECT_EQ(weakness("a-string-secret-at-least-256-bits-long"), "is known from a tutorial");
    EXPECT_EQ(weakness("abcdefggfedcbaabdcegfgabdceffedcbaa"), "has fewer than 8 different bytes");
    EXPECT_EQ(weakness(one.substr(0, 31)), "is shorter than 32 bytes");
    EXPECT_EQ(weakness(std::string(1025, 'a')), "is longer than 1,024 bytes");
}

class KeyFile : public ::testing::Test {
protected:
    KeyFile()
    {
        std::string name = (std::filesystem::temp_directory_path() / "key-file-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        path_ = folder_ + "/keys.json";
    }
    ~KeyFile() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& text, mode_t mode = 0600)
    {
        std::ofstream(path_) << text;
        chmod(path_.c_str(), mode);
    }
    std::string error() const
    {
        try {
            KeyRing::load(path_);
            return {};
        } catch (const ConfigError& error) {
            return error.what();
        }
    }

    const std::string good_ = R"({"keys":[{"secret":")" + one + R"("}]})";
    std::string folder_;
    std::string path_;
};

TEST_F(KeyFile, IsReadWhereOthersCannot)
{
    for (const mode_t mode : {0400U, 0440U, 0600U, 0640U}) {
        write(good_, mode);
        EXPECT_EQ(error(), "") << std::oct << mode;
        std::filesystem::remove(path_);
    }
    for (const mode_t mode : {0444U, 0604U, 0660U, 0641U, 0777U}) {
        write(good_, mode);
        EXPECT_NE(error().find("chmod 0640"), std::string::npos) << std::oct << mode;
        std::filesystem::remove(path_);
    }
}

TEST_F(KeyFile, IsReadThroughLinks)
{
    write(good_);
    std::filesystem::create_symlink(path_, folder_ + "/link");
    EXPECT_EQ(KeyRing::load(folder_ + "/link").keys.size(), 1U);
}

TEST_F(KeyFile, IsNoPipeThatTheStartWouldWaitFor)
{
    ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
    EXPECT_NE(error().find("is not a regular file"), std::string::npos);
}

TEST_F(KeyFile, HasAtMost64KiB)
{
    const std::string start = R"({"keys":[{"secret":")" + one + R"("}],"comment":")";
    const std::string longest = start + std::string(64 * 1024 - start.size() - 2, 'x') + R"("})";
    write(longest);
    EXPECT_EQ(error(), "");
    write(longest + " ");
    EXPECT_NE(error().find("is longer than"), std::string::npos);
}

TEST_F(KeyFile, IsNamedWhereItIsMissingOrWrong)
{
    EXPECT_NE(error().find(path_ + " cannot be opened"), std::string::npos);
    write("{");
    EXPECT_NE(error().find(path_ + " cannot be used"), std::string::npos);
}

} // namespace
