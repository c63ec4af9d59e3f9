#include "app/files/file_body.hpp"
#include "app/files/file_parts.hpp"
#include "unit/app/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <future>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace costrel::inline v1 {
namespace {

using State = detail::BodySource::State;

class FileBodyTest : public testing::Test {
protected:
    FileBodyTest() { folder_.write("file", "0123456789"); }

    FileBody body(std::vector<FileBody::Section> sections) const
    {
        return {std::move(*RegularFile::open(folder_.path("file"))), std::move(sections)};
    }
    static std::string drain(FileBody& body, std::size_t room_size)
    {
        std::string all;
        std::string room(room_size, '\0');
        for (;;) {
            const auto piece = body.read(room);
            all.append(room, 0, piece.size);
            if (piece.state != State::more) {
                EXPECT_EQ(piece.state, State::end);
                return all;
            }
            EXPECT_GT(piece.size, 0U);
        }
    }

    TemporaryFolder folder_;
};

TEST_F(FileBodyTest, IsWhatTheSectionsAreHoweverSmallTheRoom)
{
    for (const std::size_t room : {1U, 2U, 3U, 7U, 13U, 100U}) {
        FileBody whole = body({{"", {0, 10}}});
        EXPECT_EQ(whole.size(), 10U);
        EXPECT_EQ(drain(whole, room), "0123456789");
        FileBody part = body({{"", {3, 4}}});
        EXPECT_EQ(part.size(), 4U);
        EXPECT_EQ(drain(part, room), "3456");
        FileBody several = body({{"<a>", {0, 1}}, {"<b>", {9, 1}}, {"<end>", {}}});
        EXPECT_EQ(several.size(), 13U);
        EXPECT_EQ(drain(several, room), "<a>0<b>9<end>");
        FileBody empty = body({{"", {}}});
        EXPECT_EQ(empty.size(), 0U);
        EXPECT_EQ(drain(empty, room), "");
    }
}

TEST_F(FileBodyTest, OfAFileThatBecameShorterFails)
{
    FileBody file = body({{"", {0, 10}}});
    std::filesystem::resize_file(folder_.path("file"), 4);
    std::string room(100, '\0');
    EXPECT_EQ(file.read(room).state, State::failed);
    EXPECT_EQ(file.failure(), "a file became shorter while it was sent");
}

TEST_F(FileBodyTest, OfAFileThatGrewIsWhatWasAnnounced)
{
    FileBody file = body({{"", {0, 10}}});
    folder_.write("file", "abcdefghijklmnop");
    EXPECT_EQ(drain(file, 100), "abcdefghij");
}

TEST_F(FileBodyTest, OfAFileThatCannotBeReadFails)
{
    // Nothing is at the address 0: an error of reading, as a broken disk gives it.
    FileBody file(std::move(*RegularFile::open("/proc/self/mem")),
                  std::vector<FileBody::Section>{{"", {0, 10}}});
    std::string room(100, '\0');
    EXPECT_EQ(file.read(room).state, State::failed);
    EXPECT_EQ(file.failure(), "a file could not be read while it was sent");
}

// What is on a disk only. The folder of temporary files is often in memory itself.
class FileBodyNotInMemory : public FileBodyTest {
protected:
    FileBodyNotInMemory()
    {
        for (int i = 0; content_.size() < 300'000; ++i)
            content_ += std::to_string(i) + "\n";
        // The system keeps what it is busy with, however often it is asked.
        for (int attempt = 0; attempt < 100; ++attempt) {
            if (is_dropped_in_some_folder())
                return;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        ADD_FAILURE() << "neither TMPDIR, nor the current folder, nor /var/tmp is on a disk";
    }

    RegularFile open_large() const
    {
        return std::move(*RegularFile::open(on_disk_->path("large")));
    }

    std::string content_;

private:
    bool is_dropped_in_some_folder()
    {
        for (const auto& parent :
             {std::filesystem::temp_directory_path(), std::filesystem::current_path(),
              std::filesystem::path("/var/tmp")}) {
            on_disk_.emplace(parent);
            on_disk_->write("large", content_);
            drop_from_memory();
            if (is_only_on_disk()) { // which has begun to read it
                drop_from_memory();
                return true;
            }
        }
        return false;
    }
    void drop_from_memory() const
    {
        const int descriptor = ::open(on_disk_->path("large").c_str(), O_RDONLY | O_CLOEXEC);
        ::fsync(descriptor);
        ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
        ::close(descriptor);
    }
    bool is_only_on_disk() const
    {
        char byte = 0;
        const auto count = open_large().read_cached({&byte, 1}, 0);
        return !count && count.error() == std::errc::resource_unavailable_try_again;
    }

    std::optional<TemporaryFolder> on_disk_;
};

TEST_F(FileBodyNotInMemory, IsReadWhileItWaits)
{
    FileReaders readers;
    FileBody body(open_large(),
                  std::vector<FileBody::Section>{{"<", {0, content_.size()}}, {">", {}}}, &readers);
    std::string all;
    std::string room(60'000, '\0');
    int waits = 0;
    for (;;) {
        const auto piece = body.read(room);
        all.append(room, 0, piece.size);
        if (piece.state == State::end)
            break;
        ASSERT_NE(piece.state, State::failed);
        if (piece.state == State::more)
            continue;
        ++waits;
        std::promise<void> woken;
        if (body.wait({[](void* promise) noexcept {
                           static_cast<std::promise<void>*>(promise)->set_value();
                       },
                       &woken}))
            woken.get_future().wait();
    }
    EXPECT_EQ(all, "<" + content_ + ">");
    EXPECT_GT(waits, 0);
}

TEST_F(FileBodyNotInMemory, IsReadAtOnceWithoutReaders)
{
    FileBody body(open_large(), std::vector<FileBody::Section>{{"", {0, content_.size()}}});
    EXPECT_EQ(drain(body, 50'000), content_);
}

TEST(FileParts, AreMultipartByteranges)
{
    const auto parts = file_parts({{0, 1}, {9, 1}}, 10, "text/plain", "B");
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[0].text,
              "--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-0/10\r\n\r\n");
    EXPECT_EQ(parts[1].text,
              "\r\n--B\r\nContent-Type: text/plain\r\nContent-Range: bytes 9-9/10\r\n\r\n");
    EXPECT_EQ(parts[1].range, (http::ByteRange{9, 1}));
    EXPECT_EQ(parts[2].text, "\r\n--B--\r\n");
    EXPECT_EQ(parts[2].range.size, 0U);
}

TEST(FileParts, HaveABoundaryThatNobodyForetells)
{
    EXPECT_EQ(make_boundary().size(), 32U);
    EXPECT_NE(make_boundary(), make_boundary());
}

} // namespace
} // namespace costrel::inline v1
