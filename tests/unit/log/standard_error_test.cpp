#include "log/standard_error.hpp"

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <unistd.h>

namespace costrel::inline v1::log {
namespace {

// A log whose other end is read by this test, or not.
class LogIntoAPipe : public testing::Test {
protected:
    void SetUp() override
    {
        ASSERT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
        log_.emplace(ends_[1]);
        ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    }
    void TearDown() override
    {
        ::close(ends_[1]);
        ::close(ends_[0]);
    }

    std::string read_all() const
    {
        std::string text;
        std::array<char, 4096> piece{};
        for (ssize_t n = 0; (n = ::read(ends_[0], piece.data(), piece.size())) > 0;)
            text.append(piece.data(), static_cast<std::size_t>(n));
        return std::regex_replace(text, std::regex("\\[[-0-9]+ [0-9:]+\\.[0-9]{3}\\] "), "");
    }
    bool error(std::string_view text) { return log_->write({LogLevel::error, text}); }

    std::array<int, 2> ends_{};
    std::optional<StandardError> log_;
};

TEST_F(LogIntoAPipe, GetsEachLine)
{
    EXPECT_TRUE(log_->write({LogLevel::warning, "one"}));
    EXPECT_TRUE(error("two"));
    EXPECT_EQ(read_all(), "[costrel] [warning] one\n[costrel] [error] two\n");
}

TEST_F(LogIntoAPipe, ThatNobodyReadsLosesLinesAndDoesNotWait)
{
    const std::string text(1000, 'x');
    std::size_t lost = 0;
    for (int i = 0; i < 500; ++i) // a pipe holds 64 KiB: waiting would be for ever
        lost += error(text) ? 0 : 1;
    const std::string line = "[costrel] [error] " + text + "\n";
    const std::string taken = read_all();
    EXPECT_GT(lost, 0U);
    EXPECT_EQ(taken.size(), (500 - lost) * line.size()) << "lines come whole";

    EXPECT_TRUE(error("again"));
    EXPECT_EQ(read_all(), "[costrel] [warning] " + std::to_string(lost) +
                              " lines were left out: nobody read standard error\n"
                              "[costrel] [error] again\n");
}

// A pipe that has room has it for 4,096 bytes: the rest would wait for a reader.
TEST_F(LogIntoAPipe, GetsOfALongLineWhatItHasRoomFor)
{
    for (const char* character : {"x", "é", "😀"}) {
        std::string text;
        while (text.size() < 10'000)
            text += character;
        EXPECT_TRUE(error("one" + text));
        std::array<char, 20'000> room{};
        const ssize_t size = ::read(ends_[0], room.data(), room.size());
        EXPECT_LE(size, 4'096);
        EXPECT_GT(size, 4'090);
        const std::string line(room.data(), static_cast<std::size_t>(size));
        EXPECT_EQ(line.substr(line.size() - 4), "…\n");
        EXPECT_EQ(line.substr(line.size() - 4 - std::string(character).size(),
                              std::string(character).size()),
                  character);
    }
}

TEST_F(LogIntoAPipe, WhoseReaderIsGoneGoesOn)
{
    ::close(ends_[0]);
    const auto old = std::signal(SIGPIPE, SIG_IGN); // as a server does
    error("into nothing");
    std::signal(SIGPIPE, old);
    ends_[0] = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT_GE(ends_[0], 0);
}

} // namespace
} // namespace costrel::inline v1::log
