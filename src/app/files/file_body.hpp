#pragma once

#include "app/files/regular_file.hpp"
#include "http/representation/byte_range.hpp"

#include <costrel/detail/body_source.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace costrel {

// The body of an answer that is parts of a file, with text around them where a client asked for
// several (RFC 9110 section 14.6). It reads while it is sent. A file that has become shorter
// fails: nothing stands in for what is gone.
class FileBody final : public detail::BodySource {
public:
    struct Section {
        std::string text;      // comes first
        http::ByteRange range; // of the file; may be empty
    };

    FileBody(RegularFile file, std::vector<Section> sections);

    std::optional<std::uint64_t> size() const noexcept override { return size_; }
    Piece read(std::span<char> room) noexcept override;
    std::string_view failure() const noexcept override { return failure_; }

private:
    std::optional<std::size_t> read_section(std::span<char> room) noexcept;

    RegularFile file_;
    std::vector<Section> sections_;
    std::uint64_t size_;
    std::size_t section_ = 0;    // which one is read
    std::uint64_t position_ = 0; // in it
    std::string_view failure_;
};

// Bytes of all of them.
std::uint64_t size_of(const std::vector<FileBody::Section>& sections) noexcept;

} // namespace costrel
