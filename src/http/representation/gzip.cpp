#include "http/representation/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <new>

namespace costrel::inline v1::http {

namespace {

constexpr int with_gzip_head = 16; // added to the bits of a window: the head and tail of gzip

// How much zlib makes ready, which it fills with zeros, and the system with pages: for a page of
// some kilobytes that took far longer than to pack it.
struct Room {
    int window_bits = 15; // 32 KiB
    int memory_level = 8; // zlib's default
};

// The smallest room in which a text is packed no worse: all of it lies in the window, and in one
// block.
Room room_for(std::size_t size) noexcept
{
    constexpr std::size_t look_ahead = 262; // of the window, in which no match may begin
    constexpr Room most;
    Room room{9, 1};
    while (room.window_bits < most.window_bits &&
           (std::size_t{1} << room.window_bits) - look_ahead < size)
        ++room.window_bits;
    // A block has room for 2^(level + 6) symbols less one.
    room.memory_level = std::clamp(room.window_bits - 6, 1, most.memory_level);
    return room;
}

uInt piece_of(std::size_t size) noexcept
{
    return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

int zlib_flush(GzipStream::Flush flush) noexcept
{
    switch (flush) {
    case GzipStream::Flush::none:
        return Z_NO_FLUSH;
    case GzipStream::Flush::sync:
        return Z_SYNC_FLUSH;
    case GzipStream::Flush::finish:
        break;
    }
    return Z_FINISH;
}

} // namespace

bool GzipStream::begin() noexcept
{
    if (stream_)
        return true;
    std::unique_ptr<z_stream> stream(new (std::nothrow) z_stream{});
    const Room room = room_for(size_);
    if (!stream || deflateInit2(stream.get(), level_, Z_DEFLATED, room.window_bits + with_gzip_head,
                                room.memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    stream_ = stream.release();
    return true;
}

GzipStream::~GzipStream()
{
    const std::unique_ptr<z_stream> owner(stream_);
    if (owner)
        deflateEnd(owner.get());
}

std::optional<GzipStream::Step> GzipStream::step(std::string_view input, std::span<char> room,
                                                 Flush flush) noexcept
{
    if (!begin())
        return std::nullopt;
    // zlib only reads its input, though the type of next_in is not const.
    stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream_->avail_in = piece_of(input.size());
    stream_->next_out = reinterpret_cast<Bytef*>(room.data());
    stream_->avail_out = piece_of(room.size());
    // Z_BUF_ERROR only says that there was nothing to do.
    const int code = deflate(stream_, zlib_flush(flush));
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        return std::nullopt;
    return Step{piece_of(input.size()) - stream_->avail_in,
                piece_of(room.size()) - stream_->avail_out};
}

std::optional<std::string> gzip(std::string_view text, int level)
{
    GzipStream stream(level, text.size());
    std::string packed(text.size(), '\0');
    const auto step = stream.step(text, packed, GzipStream::Flush::finish);
    if (!step || step->taken < text.size() || step->written == packed.size())
        return std::nullopt;
    packed.resize(step->written);
    return packed;
}

} // namespace costrel::inline v1::http
