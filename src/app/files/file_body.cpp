#include "app/files/file_body.hpp"

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

namespace costrel::inline v1 {

namespace {

using std::chrono::steady_clock;

// Bytes that are in memory never take so long, and a disk that has to move does.
constexpr std::chrono::milliseconds longest_wait{5};

constexpr std::size_t longest_piece = 64 * 1024;

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

FileBody::FileBody(RegularFile file, std::vector<Section> sections, FileReaders* readers)
    : file_(std::move(file)), sections_(std::move(sections)), size_(size_of(sections_)),
      readers_(readers)
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
        const auto [count, waits] = read_section(room.subspan(filled));
        if (waits)
            return {filled, State::waiting};
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
FileBody::Got FileBody::read_section(std::span<char> room) noexcept
{
    const Section& section = sections_[section_];
    if (position_ < section.text.size()) {
        const std::string_view left = std::string_view(section.text).substr(position_);
        const std::size_t count = std::min(room.size(), left.size());
        std::copy_n(left.begin(), count, room.begin());
        return {count};
    }
    const std::uint64_t read = position_ - section.text.size();
    const std::uint64_t left = section.range.size - read;
    if (left < room.size())
        room = room.first(static_cast<std::size_t>(left));
    return read_file(room, section.range.first + read);
}

FileBody::Got FileBody::read_file(std::span<char> room, std::uint64_t offset) noexcept
{
    if (loading_.bytes)
        return take_loaded(room);
    if (!readers_)
        return {file_.read(room, offset)};
    if (knows_memory_) {
        const auto count = file_.read_cached(room, offset);
        if (count)
            return {*count};
        if (count.error() == std::errc::resource_unavailable_try_again)
            return load(room.size(), offset);
        if (count.error() != std::errc::operation_not_supported)
            return {};
        knows_memory_ = false;
    } else if (is_slow_) {
        return load(room.size(), offset);
    }
    const auto begin = steady_clock::now();
    const Got got{file_.read(room, offset)};
    is_slow_ = steady_clock::now() - begin >= longest_wait;
    return got;
}

FileBody::Got FileBody::load(std::size_t size, std::uint64_t offset) noexcept
{
    loading_ = {.offset = offset, .size = std::min(size, longest_piece)};
    return {.waits = true};
}

FileBody::Got FileBody::take_loaded(std::span<char> room) noexcept
{
    if (!loading_.count)
        return {};
    const std::size_t count = std::min(room.size(), *loading_.count - loading_.taken);
    std::copy_n(loading_.bytes.get() + loading_.taken, count, room.begin());
    loading_.taken += count;
    if (loading_.taken == *loading_.count)
        loading_.bytes.reset();
    return {count};
}

bool FileBody::wait(Wake wake) noexcept
{
    wake_ = wake;
    loading_.bytes.reset(new (std::nothrow) char[loading_.size]);
    if (loading_.bytes && readers_->add(*this))
        return true;
    loading_.bytes.reset();
    readers_ = nullptr; // without memory or a thread it has to do without them
    return false;
}

void FileBody::run() noexcept
{
    loading_.count = file_.read({loading_.bytes.get(), loading_.size}, loading_.offset);
    wake_.function(wake_.argument);
}

} // namespace costrel::inline v1
