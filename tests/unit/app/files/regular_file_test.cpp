#include "app/files/regular_file.hpp"
#include "unit/app/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace costrel::inline v1 {
namespace {

namespace fs = std::filesystem;

std::string content(const RegularFile& file)
{
    std::string text(file.size(), '\0');
    const auto count = file.read(text, 0);
    EXPECT_EQ(count, text.size());
    return text;
}

// Both ways of opening below a folder keep to it.
class BelowAFolder : public testing::TestWithParam<bool> {
protected:
    void SetUp() override
    {
        outside_.write("secret", "secret");
        root_.write("a.txt", "a");
        root_.write("sub/b.txt", "bb");
    }
    Result<RegularFile, FileError> open(const std::string& path) const
    {
        return GetParam() ? RegularFile::open_beneath(root_.path(), path, {})
                          : RegularFile::open_by_parts(root_.path(), path);
    }
    bool finds(const std::string& path) const
    {
        const auto file = open(path);
        if (!file) {
            EXPECT_EQ(file.error(), FileError::not_found) << path;
        }
        return file.has_value();
    }

    TemporaryFolder root_;
    TemporaryFolder outside_;
};
INSTANTIATE_TEST_SUITE_P(RegularFile, BelowAFolder, testing::Values(true, false),
                         [](const auto& way) { return way.param ? "Openat2" : "ByParts"; });

TEST_P(BelowAFolder, FilesAreFound)
{
    const auto file = open("sub/b.txt");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->size(), 2U);
    EXPECT_EQ(content(*file), "bb");
    EXPECT_FALSE(finds("nope"));
    EXPECT_FALSE(finds("sub/nope"));
    EXPECT_FALSE(finds("nope/b.txt"));
    EXPECT_FALSE(finds("a.txt/b.txt"));
}

TEST_P(BelowAFolder, NoPathLeadsOutside)
{
    const std::string secret = outside_.path("secret");
    const std::string up = "../" + fs::path(outside_.path()).filename().string() + "/secret";
    ASSERT_TRUE(fs::exists(root_.path(up)));
    for (const std::string& path :
         {secret, up, "sub/../" + up, "/" + up, std::string("//etc/passwd"),
          std::string("../../../../../etc/passwd"), std::string(".."), std::string(""),
          std::string("a.txt\0.png", 10), std::string("a.txt\0", 6)})
        EXPECT_FALSE(finds(path)) << path;
}

TEST_P(BelowAFolder, NoLinkIsFollowed)
{
    fs::create_symlink(outside_.path("secret"), root_.path("out"));
    fs::create_symlink("a.txt", root_.path("in"));
    fs::create_directory_symlink(outside_.path(), root_.path("folder"));
    fs::create_directory_symlink("sub", root_.path("inner"));
    fs::create_symlink("loop", root_.path("loop"));
    fs::create_symlink("/proc/self/exe", root_.path("magic"));
    for (const char* path :
         {"out", "in", "folder/secret", "inner/b.txt", "loop", "loop/x", "magic"})
        EXPECT_FALSE(finds(path)) << path;
}

TEST_P(BelowAFolder, WhatIsNoRegularFileIsNotFoundAndNothingWaits)
{
    ASSERT_EQ(::mkfifo(root_.path("fifo").c_str(), 0600), 0);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, root_.path("socket").c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    for (const char* path : {"fifo", "socket", "sub", "."})
        EXPECT_FALSE(finds(path)) << path;
    ::close(socket);
}

TEST_P(BelowAFolder, TheFolderItselfMayBeALink)
{
    fs::create_directory_symlink(root_.path(), outside_.path("current"));
    EXPECT_TRUE(RegularFile::open_beneath(outside_.path("current"), "a.txt", {}));
    EXPECT_TRUE(RegularFile::open_by_parts(outside_.path("current"), "a.txt"));
    EXPECT_FALSE(RegularFile::open_beneath(outside_.path("nope"), "a.txt", {}));
    EXPECT_FALSE(RegularFile::open_by_parts(outside_.path("nope"), "a.txt"));
}

TEST_P(BelowAFolder, ALinkThatIsSwappedInNeverLeadsOutside)
{
    root_.write("swap/secret", "public");
    fs::create_directory_symlink(outside_.path(), root_.path("link"));
    std::atomic<bool> stop = false;
    std::thread attacker([&] {
        while (!stop) {
            std::error_code ignored;
            fs::rename(root_.path("swap"), root_.path("away"), ignored);
            fs::rename(root_.path("link"), root_.path("swap"), ignored);
            fs::rename(root_.path("swap"), root_.path("link"), ignored);
            fs::rename(root_.path("away"), root_.path("swap"), ignored);
        }
    });
    int found = 0;
    for (int i = 0; i < 20'000; ++i) {
        if (const auto file = open("swap/secret")) {
            ++found;
            ASSERT_EQ(content(*file), "public");
        }
    }
    stop = true;
    attacker.join();
    EXPECT_GT(found, 0);
}

TEST(RegularFile, BelowAFolderFollowsLinksThatStayThereWhenAsked)
{
    const TemporaryFolder root;
    root.write("sub/a.txt", "a");
    fs::create_symlink("sub/a.txt", root.path("in"));
    fs::create_symlink("../sub/a.txt", root.path("sub/up"));
    fs::create_symlink("/etc/passwd", root.path("out"));
    fs::create_symlink("../../../../../../etc/passwd", root.path("climbing"));
    fs::create_symlink("/proc/self/fd/0", root.path("magic"));
    const auto open = [&](const char* path) {
        return RegularFile::open_beneath(root.path(), path, {.follow_symlinks = true}).has_value();
    };
    EXPECT_TRUE(open("in"));
    EXPECT_TRUE(open("sub/up"));
    EXPECT_FALSE(open("out"));
    EXPECT_FALSE(open("climbing"));
    EXPECT_FALSE(open("magic"));
}

TEST(RegularFile, OfATrustedPathMayBeALink)
{
    const TemporaryFolder root;
    root.write("a.txt", "a");
    fs::create_symlink("a.txt", root.path("link"));
    EXPECT_TRUE(RegularFile::open(root.path("link")));
    EXPECT_FALSE(RegularFile::open(root.path()));
    EXPECT_FALSE(RegularFile::open("/dev/zero"));
    EXPECT_FALSE(RegularFile::open(root.path("a.txt") + std::string("\0.png", 5)));
    EXPECT_FALSE(RegularFile::open(root.path("nope")));
}

TEST(RegularFile, KnowsItsTime)
{
    const TemporaryFolder root;
    root.write("a.txt", "a");
    const std::timespec times[] = {{1'700'000'000, 250'000'000}, {1'700'000'000, 250'000'000}};
    ASSERT_EQ(::utimensat(AT_FDCWD, root.path("a.txt").c_str(), times, 0), 0);
    const auto file = RegularFile::open(root.path("a.txt"));
    ASSERT_TRUE(file);
    EXPECT_EQ(file->modified().tv_sec, 1'700'000'000);
    EXPECT_EQ(file->modified().tv_nsec, 250'000'000);
}

TEST(RegularFile, ReadsFromAnyPlaceOfALargeOne)
{
    const TemporaryFolder root;
    root.write("large", "");
    fs::resize_file(root.path("large"), (5ULL << 30) + 1);
    const auto file = RegularFile::open(root.path("large"));
    ASSERT_TRUE(file);
    EXPECT_EQ(file->size(), (5ULL << 30) + 1);
    std::string two(2, 'x');
    EXPECT_EQ(file->read(two, 5ULL << 30), 1U);
    EXPECT_EQ(two, std::string("\0x", 2));
    EXPECT_EQ(file->read(two, 6ULL << 30), 0U);
}

TEST(RegularFile, KeepsItsContentWhenItsNameIsGone)
{
    const TemporaryFolder root;
    root.write("a.txt", "abc");
    const auto file = RegularFile::open(root.path("a.txt"));
    ASSERT_TRUE(file);
    fs::remove(root.path("a.txt"));
    EXPECT_EQ(content(*file), "abc");
}

TEST(RegularFile, WithoutADescriptorIsAnErrorOfItsOwn)
{
    const TemporaryFolder root;
    root.write("a.txt", "abc");
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit none{0, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    const auto file = RegularFile::open(root.path("a.txt"));
    const auto below = RegularFile::open_beneath(root.path(), "a.txt", {});
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error(), FileError::no_descriptor);
    ASSERT_FALSE(below);
    EXPECT_EQ(below.error(), FileError::no_descriptor);
}

} // namespace
} // namespace costrel::inline v1
