#include "net/listening/unix_listening.hpp"
#include "unit/net/sentence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace costrel::inline v1::net {
namespace {

using testing::HasSubstr;

class UnixListeningTest : public testing::Test {
protected:
    UnixListeningTest()
    {
        std::string name = std::filesystem::temp_directory_path() / "costrel-XXXXXX";
        folder = ::mkdtemp(name.data());
        path = folder / "app.sock";
    }
    ~UnixListeningTest() override { std::filesystem::remove_all(folder); }

    bool connects() const
    {
        const Descriptor client(::socket(AF_UNIX, SOCK_STREAM, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strcpy(address.sun_path, path.c_str());
        return ::connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    unsigned mode() const
    {
        struct stat found {};
        ::stat(path.c_str(), &found);
        return found.st_mode & 0777;
    }

    std::filesystem::path folder;
    std::filesystem::path path;
};

TEST_F(UnixListeningTest, TakesItsFileAwayAtItsEnd)
{
    {
        const UnixListening listening(path);
        EXPECT_TRUE(connects());
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(UnixListeningTest, ReplacesASocketThatNobodyListensOn)
{
    {
        UnixListening left_behind(path);
        const UnixListening moved(std::move(left_behind));
        std::filesystem::rename(path, folder / "kept");
    }
    std::filesystem::rename(folder / "kept", path);
    ASSERT_FALSE(connects());
    const UnixListening listening(path);
    EXPECT_TRUE(connects());
}

TEST_F(UnixListeningTest, LeavesASocketThatSomebodyListensOn)
{
    const UnixListening first(path);
    EXPECT_EQ(sentence_of([this] { UnixListening second(path); }),
              "cannot listen on unix:" + path.string() +
                  ": somebody listens there already; choose another path");
    EXPECT_TRUE(connects());
}

TEST_F(UnixListeningTest, LeavesAFileThatIsNoSocket)
{
    std::ofstream(path) << "precious";
    EXPECT_THAT(sentence_of([this] { UnixListening listening(path); }),
                HasSubstr("a file that is no socket"));
    EXPECT_EQ(std::filesystem::file_size(path), 8U);
}

TEST_F(UnixListeningTest, LeavesTheFileOfASuccessor)
{
    UnixListening first(path);
    std::filesystem::remove(path);
    const UnixListening second(path);
    first.remove_file();
    EXPECT_TRUE(connects());
}

TEST_F(UnixListeningTest, GivesItsFileTheModeWhateverTheUmask)
{
    const mode_t before = ::umask(077);
    {
        const UnixListening listening(path, 0666);
        EXPECT_EQ(mode(), 0666U);
    }
    ::umask(0);
    {
        const UnixListening listening(path, 0600);
        EXPECT_EQ(mode(), 0600U);
    }
    ::umask(before);
}

TEST_F(UnixListeningTest, SaysThatThePathIsTooLong)
{
    EXPECT_THAT(sentence_of([] { UnixListening listening("/" + std::string(107, 'x')); }),
                HasSubstr("the path is longer than the 107 bytes"));
}

TEST_F(UnixListeningTest, SaysThatThereIsNoSuchFolder)
{
    EXPECT_THAT(sentence_of([this] { UnixListening listening(folder / "none" / "a"); }),
                HasSubstr("there is no such folder"));
}

} // namespace
} // namespace costrel::inline v1::net
