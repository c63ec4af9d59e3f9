#include "app/telemetry/log_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace costrel::inline v1 {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

class LogFile : public testing::Test {
protected:
    LogFile()
    {
        std::string name = (std::filesystem::temp_directory_path() / "log_writer.XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~LogFile() override { std::filesystem::remove_all(folder_); }

    std::string path(const std::string& name = "log") const { return (folder_ / name).string(); }
    static std::string read(const std::string& file)
    {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    template <class Condition>
    static bool soon(Condition condition)
    {
        const auto end = steady_clock::now() + 60s;
        while (steady_clock::now() < end) {
            if (condition())
                return true;
            std::this_thread::sleep_for(5ms);
        }
        return false;
    }

private:
    std::filesystem::path folder_;
};

TEST_F(LogFile, HasTheLinesInTheirOrder)
{
    std::string expected;
    {
        LogWriter log("log", path());
        for (int i = 0; i < 10'000; ++i) {
            const std::string line = "line " + std::to_string(i) + "\n";
            log.write(line);
            expected += line;
        }
        EXPECT_EQ(log.dropped(), 0U);
    }
    EXPECT_EQ(read(path()), expected);
}

TEST_F(LogFile, IsWrittenSoonThoughThereIsLittle)
{
    LogWriter log("log", path());
    log.write("one\n");
    EXPECT_TRUE(soon([&] { return read(path()) == "one\n"; }));
    log.write("two\n");
    EXPECT_TRUE(soon([&] { return read(path()) == "one\ntwo\n"; }));
}

TEST_F(LogFile, IsAppendedToAndIsNotForEverybody)
{
    std::ofstream(path()) << "old\n";
    LogWriter(("log"), path()).write("new\n");
    EXPECT_EQ(read(path()), "old\nnew\n");

    LogWriter(("log"), path("fresh")).write("new\n");
    struct stat what = {};
    ASSERT_EQ(::stat(path("fresh").c_str(), &what), 0);
    EXPECT_EQ(what.st_mode & 0137U, 0U);
}

TEST_F(LogFile, ThatCannotBeOpenedIsAMistakeAtTheStart)
{
    EXPECT_THROW(LogWriter("log", path("no/such/folder")), std::system_error);
}

TEST_F(LogFile, IsOpenedAgainAfterARotation)
{
    LogWriter log("log", path());
    log.write("one\n");
    ASSERT_TRUE(soon([&] { return read(path()) == "one\n"; }));
    std::filesystem::rename(path(), path("log.1"));
    log.write("two\n"); // the file that is open still is the old one
    ASSERT_TRUE(soon([&] { return read(path("log.1")) == "one\ntwo\n"; }));
    log.reopen();
    ASSERT_TRUE(soon([&] { return std::filesystem::exists(path()); }));
    log.write("three\n");
    EXPECT_TRUE(soon([&] { return read(path()) == "three\n"; }));
    EXPECT_EQ(read(path("log.1")), "one\ntwo\n");
    EXPECT_EQ(log.dropped(), 0U);
}

TEST_F(LogFile, StaysTheOldOneWhenThereIsNoNewOne)
{
    std::filesystem::create_directory(path("sub"));
    LogWriter log("log", path("sub/log"));
    log.write("one\n");
    ASSERT_TRUE(soon([&] { return read(path("sub/log")) == "one\n"; }));
    std::filesystem::rename(path("sub"), path("moved"));
    log.reopen();
    log.write("two\n");
    EXPECT_TRUE(soon([&] { return read(path("moved/log")) == "one\ntwo\n"; }));
}

TEST_F(LogFile, OnAFullDiskLosesLinesAndCountsThem)
{
    LogWriter log("log", "/dev/full");
    for (int i = 0; i < 10; ++i)
        log.write("line\n");
    EXPECT_TRUE(soon([&] { return log.dropped() == 10; }));
    log.write("line\n");
    EXPECT_TRUE(soon([&] { return log.dropped() == 11; }));
}

// A limit on a file's size stands for a disk that fills up within a line.
TEST_F(LogFile, GoesOnWithAWholeLineOnceThereIsRoomAgain)
{
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    {
        LogWriter log("log", path());
        log.write("0123456\n");
        ASSERT_TRUE(soon([&] { return read(path()) == "0123456\n"; }));
        rlimit small = before;
        small.rlim_cur = 12;
        ::setrlimit(RLIMIT_FSIZE, &small);
        log.write("abcdefg\n");
        EXPECT_TRUE(soon([&] { return log.dropped() == 1; }));
        ::setrlimit(RLIMIT_FSIZE, &before);
        log.write("ABCDEFG\n");
        EXPECT_TRUE(soon([&] { return read(path()) == "0123456\nabcd\nABCDEFG\n"; }));
        EXPECT_EQ(log.dropped(), 1U);
    }
    std::signal(SIGXFSZ, ignored);
}

TEST_F(LogFile, ThatIsAPipeNobodyReadsHoldsNobodyUp)
{
    ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
    const int reader = ::open(path().c_str(), O_RDONLY | O_NONBLOCK);
    ASSERT_GE(reader, 0);
    const std::string line(1023, 'x');
    { // neither writing nor the end waits for the reader: it never reads
        LogWriter log("log", path());
        for (int i = 0; i < 10'000; ++i) // ten times what is kept
            log.write(line + "\n");
        EXPECT_GT(log.dropped(), 7'000U);
        EXPECT_LT(log.dropped(), 9'900U);
    }
    ::close(reader);
}

TEST_F(LogFile, ThatIsAPipeWhoseReaderIsGoneKillsNobody)
{
    ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
    const int reader = ::open(path().c_str(), O_RDONLY | O_NONBLOCK);
    LogWriter log("log", path());
    ::close(reader);
    log.write("line\n"); // SIGPIPE has its deadly default here
    EXPECT_TRUE(soon([&] { return log.dropped() == 1; }));
}

TEST_F(LogFile, TakesTheLinesOfAllThreadsWhole)
{
    {
        LogWriter log("log", path());
        std::vector<std::jthread> threads;
        for (char letter : {'a', 'b', 'c', 'd'})
            threads.emplace_back([&log, letter] {
                for (int i = 0; i < 1'000; ++i)
                    log.write(std::string(99, letter) + "\n");
            });
    }
    std::ifstream in(path());
    std::string line;
    int lines = 0;
    for (; std::getline(in, line); ++lines)
        EXPECT_EQ(line, std::string(99, line[0]));
    EXPECT_EQ(lines, 4'000);
}

} // namespace
} // namespace costrel::inline v1
