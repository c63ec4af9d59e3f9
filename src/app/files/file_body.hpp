#pragma once

#include "app/file_readers.hpp"
#include "app/files/regular_file.hpp"
#include "http/representation/byte_range.hpp"

#include <costrel/web/detail/body_source.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1 {

// The body of a response that is parts of a file, with text around them where a client asked for
// several (RFC 9110 section 14.6). It reads while it is sent. A file that has become shorter
// fails: nothing stands in for what is gone.
//
// What the system has in memory is read at once; for the rest it waits while a thread of
// `readers` reads a piece. File systems that cannot say what is in memory are read at once, too,
// until that takes long.
class FileBody final : public detail::BodySource, private FileReaders::Job {
public:
    struct Section {
        std::string text;      // comes first
        http::ByteRange range; // of the file; may be empty
    };

    // Without `readers`, which outlive it, it never waits.
    FileBody(RegularFile file, std::vector<Section> sections, FileReaders* readers = nullptr);

    std::optional<std::uint64_t> size() const noexcept override { return size_; }
    Piece read(std::span<char> room) noexcept override;
    bool wait(Wake wake) noexcept override;
    std::string_view failure() const noexcept override { return failure_; }

private:
    // A piece of the file that a thread reads.
    struct Loading {
        std::uint64_t offset = 0;
        std::size_t size = 0;               // that is wanted
        std::size_t taken = 0;              // of what was read
        std::unique_ptr<char[]> bytes{};    // none: nothing was read
        std::optional<std::size_t> count{}; // that was read; nothing after an error
    };
    struct Got {
        std::optional<std::size_t> count{}; // nothing after an error
        bool waits = false;                 // and loading_ says for what
    };

    Got read_section(std::span<char> room) noexcept;
    Got read_file(std::span<char> room, std::uint64_t offset) noexcept;
    Got take_loaded(std::span<char> room) noexcept;
    Got load(std::size_t size, std::uint64_t offset) noexcept;
    void run() noexcept override;

    RegularFile file_;
    std::vector<Section> sections_;
    std::uint64_t size_;
    std::size_t section_ = 0;    // which one is read
    std::uint64_t position_ = 0; // in it
    std::string_view failure_;

    FileReaders* readers_;
    bool knows_memory_ = true; // the file system can say what is in it
    bool is_slow_ = false;     // it cannot, and the last read took long
    Loading loading_;
    Wake wake_{};
};

// Bytes of all of them.
std::uint64_t size_of(const std::vector<FileBody::Section>& sections) noexcept;

} // namespace costrel::inline v1
