#include "app/files/file_body.hpp"

#include <algorithm>

namespace costrel {

namespace {

std::uint64_t size_of(const FileBody::Section& section) noexcept
{
    return section.text.size() + section.range.size;
}

} // namespace

std::uint64_t size_of(const std::vector<FileBody::Section>& sections) noexcept
{
    std::uint64_t size = 0;
    for (const FileBody::Section& section : sections)
        size += size_of(section);
    return size;
}

FileBody::FileBody(RegularFile file, std::vector<Section> sections)
    : file_(std::move(file)), sections_(std::move(sections)), size_(size_of(sections_))
{
}

detail::BodySource::Piece FileBody::read(std::span<char> room) noexcept
{
    std::size_t filled = 0;
    while (section_ < sections_.size()) {
        if (position_ == size_of(sections_[section_])) {
            ++section_;
            position_ = 0;
            continue;
        }
        if (filled == room.size())
            return {filled, State::more};
        const auto count = read_section(room.subspan(filled));
        if (!count || *count == 0) {
            failure_ = count ? "a file became shorter while it was sent"
                             : "a file could not be read while it was sent";
            return {filled, State::failed};
        }
        filled += *count;
        position_ += *count;
    }
    return {filled, State::end};
}

// The next bytes of a section that is not at its end.
std::optional<std::size_t> FileBody::read_section(std::span<char> room) noexcept
{
    const Section& section = sections_[section_];
    if (position_ < section.text.size()) {
        const std::string_view left = std::string_view(section.text).substr(position_);
        const std::size_t count = std::min(room.size(), left.size());
        std::copy_n(left.begin(), count, room.begin());
        return count;
    }
    const std::uint64_t read = position_ - section.text.size();
    const std::uint64_t left = section.range.size - read;
    if (left < room.size())
        room = room.first(static_cast<std::size_t>(left));
    return file_.read(room, section.range.first + read);
}

} // namespace costrel
