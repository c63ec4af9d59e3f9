#include <costrel/errors.hpp>
#include <costrel/file_storage.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>

namespace costrel::inline v1 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

FileStorage file(std::string_view content, std::string_view head = "")
{
    return {"photo", "x.png", head, content};
}

class Folder {
public:
    Folder()
    {
        std::string name = std::filesystem::temp_directory_path() / "costrel-XXXXXX";
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::string operator/(const char* name) const { return path_ / name; }
    bool empty() const { return std::filesystem::is_empty(path_); }

private:
    std::filesystem::path path_;
};

std::string content_of(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

int error_of_saving(const FileStorage& file, const std::string& path)
{
    try {
        file.save(path);
    } catch (const std::system_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("costrel: an uploaded file could not be saved as"));
        return error.code().value();
    }
    return 0;
}

TEST(FileStorage, SaysWhatTheClientSaid)
{
    constexpr auto head = "Content-Disposition: form-data; name=\"photo\"; filename=\"x.png\"\r\n"
                          "content-type: Image/PNG; q=1\r\nX-Own: 2";
    const FileStorage photo = file("bytes", head);
    EXPECT_EQ(photo.name, "photo");
    EXPECT_EQ(photo.filename, "x.png");
    EXPECT_EQ(photo.content_type, "Image/PNG; q=1");
    EXPECT_EQ(photo.mimetype(), "image/png");
    EXPECT_EQ(photo.header("x-own"), "2");
    EXPECT_EQ(photo.header("Content-Length"), std::nullopt);
    EXPECT_EQ(photo.size(), 5U);
    EXPECT_EQ(photo.view(), "bytes");
    EXPECT_EQ(photo.read(), "bytes");
    EXPECT_TRUE(photo);
    EXPECT_EQ(file("").mimetype(), "");
}

TEST(FileStorage, WithoutANameIsFalse)
{
    EXPECT_FALSE(FileStorage("photo", "", "", "content"));
}

TEST(FileStorage, IsSavedAndSavesOverWhatIsThere)
{
    const Folder folder;
    const std::string content("a\0b", 3);
    file(content).save(folder / "x");
    EXPECT_EQ(content_of(folder / "x"), content);
    file("y").save(folder / "x"); // as Flask does
    EXPECT_EQ(content_of(folder / "x"), "y");
    file("").save(folder / "x");
    EXPECT_EQ(content_of(folder / "x"), "");
}

TEST(FileStorage, IsSavedWithTheRightsThatTheUmaskLeaves)
{
    const Folder folder;
    const mode_t old = ::umask(027);
    file("x").save(folder / "x");
    ::umask(old);
    EXPECT_EQ(std::filesystem::status(folder / "x").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write |
                  std::filesystem::perms::group_read);
}

TEST(FileStorage, SaysWhyItCannotBeSaved)
{
    const Folder folder;
    EXPECT_EQ(error_of_saving(file("x"), folder / "no/x"), ENOENT);
    EXPECT_EQ(error_of_saving(file("x"), folder / "."), EISDIR);
    EXPECT_EQ(error_of_saving(file("x"), ""), ENOENT);
    EXPECT_EQ(error_of_saving(file("x"), folder / std::string(300, 'n').c_str()), ENAMETOOLONG);
}

TEST(FileStorage, IsNotSavedUnderWhatStandsBeforeANul)
{
    const Folder folder;
    EXPECT_EQ(error_of_saving(file("x"), (folder / "x") + std::string("\0.png", 5)), EINVAL);
    EXPECT_TRUE(folder.empty());
}

TEST(FileStorage, LeavesNoHalfFileWhenTheDiskIsFull)
{
    const Folder folder;
    const std::string content(100'000, 'x');
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    rlimit old{};
    ::getrlimit(RLIMIT_FSIZE, &old);
    const rlimit small{50'000, old.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const int error = error_of_saving(file(content), folder / "x");
    ::setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, ignored);
    EXPECT_EQ(error, EFBIG);
    EXPECT_TRUE(folder.empty());
    EXPECT_EQ(error_of_saving(file("x"), "/dev/full"), ENOSPC);
    EXPECT_TRUE(std::filesystem::exists("/dev/full")); // it was there before
}

TEST(FileMultiDict, GivesTheFirstFileOfAField)
{
    FileMultiDict files;
    EXPECT_TRUE(files.empty());
    files.add({"a", "1", "", ""});
    files.add({"b", "2", "", ""});
    files.add({"a", "3", "", ""});
    EXPECT_EQ(files["a"].filename, "1");
    EXPECT_EQ(files.find("b")->filename, "2");
    EXPECT_EQ(files.find("c"), nullptr);
    EXPECT_TRUE(files.contains("b"));
    EXPECT_FALSE(files.contains("c"));
    EXPECT_EQ(files.size(), 3U);
    EXPECT_THAT(files.getlist("a"), ElementsAre(testing::Field(&FileStorage::filename, "1"),
                                                testing::Field(&FileStorage::filename, "3")));
    EXPECT_THROW(files["c"], BadRequestKeyError);
}

} // namespace
} // namespace costrel::inline v1
