#include "app/telemetry/stderr_sink.hpp"

#include <gtest/gtest.h>
#include <spdlog/logger.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <string>
#include <unistd.h>

namespace costrel {
namespace {

// A log whose other end is read by this test, or not.
class LogIntoAPipe : public testing::Test {
protected:
    void SetUp() override
    {
        ASSERT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
        file_ = ::fdopen(ends_[1], "w");
        ASSERT_NE(file_, nullptr);
        std::setvbuf(file_, nullptr, _IONBF, 0); // as standard error is
        logger_.sinks().push_back(std::make_shared<StderrSink>(file_, ends_[1]));
        logger_.set_pattern("%v");
        ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    }
    void TearDown() override
    {
        logger_.sinks().clear();
        std::fclose(file_);
        ::close(ends_[0]);
    }

    std::string read_all() const
    {
        std::string text;
        std::array<char, 4096> piece{};
        for (ssize_t n = 0; (n = ::read(ends_[0], piece.data(), piece.size())) > 0;)
            text.append(piece.data(), static_cast<std::size_t>(n));
        return text;
    }

    std::array<int, 2> ends_{};
    std::FILE* file_ = nullptr;
    spdlog::logger logger_{"test"};
};

TEST_F(LogIntoAPipe, GetsEachLine)
{
    logger_.warn("one");
    logger_.error("two");
    EXPECT_EQ(read_all(), "one\ntwo\n");
}

TEST_F(LogIntoAPipe, ThatNobodyReadsLosesLinesAndDoesNotWait)
{
    const std::string line(1000, 'x');
    for (int i = 0; i < 500; ++i) // a pipe holds 64 KiB: waiting would be for ever
        logger_.error(line);
    const std::string taken = read_all();
    EXPECT_LT(taken.size(), 500U * 1001U);
    EXPECT_EQ(taken.size() % 1001, 0U) << "lines come whole";
    const std::size_t lost = 500 - taken.size() / 1001;

    logger_.error("again");
    EXPECT_EQ(read_all(),
              std::to_string(lost) + " lines were left out: nobody read standard error\nagain\n");
}

TEST_F(LogIntoAPipe, WhoseReaderIsGoneGoesOn)
{
    ::close(ends_[0]);
    const auto old = std::signal(SIGPIPE, SIG_IGN); // as a server does
    logger_.error("into nothing");
    std::signal(SIGPIPE, old);
    ends_[0] = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    EXPECT_GE(ends_[0], 0);
}

} // namespace
} // namespace costrel
