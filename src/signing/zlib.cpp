#include "signing/zlib.hpp"

#include "signing/compressibility.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

namespace costrel::inline v1::signing {

namespace {

// What a thread keeps of its buffer between two calls: enough for whatever a cookie can hold.
constexpr std::size_t kept_buffer = 64 * 1024;

Bytef* bytes_of(std::string_view text)
{
    // zlib only reads its input, though the type of next_in is not const.
    return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

uInt piece_of(std::size_t size)
{
    return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

// One deflate state a thread: setting one up takes thirty times as long as packing a session.
class Deflater {
public:
    Deflater()
    {
        if (deflateInit(&stream_, Z_DEFAULT_COMPRESSION) != Z_OK)
            throw std::bad_alloc();
    }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;
    ~Deflater() { deflateEnd(&stream_); }

    std::optional<std::string_view> run(std::string_view text, std::size_t most)
    {
        if (buffer_.size() > kept_buffer) {
            buffer_.clear();
            buffer_.shrink_to_fit();
        }
        if (buffer_.size() < most)
            buffer_.resize(most);
        deflateReset(&stream_);
        stream_.next_in = bytes_of(text);
        stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
        std::size_t unread = text.size();
        std::size_t room = most;
        for (;;) {
            stream_.avail_in = piece_of(unread);
            stream_.avail_out = piece_of(room);
            unread -= stream_.avail_in;
            room -= stream_.avail_out;
            const int code = deflate(&stream_, unread == 0 ? Z_FINISH : Z_NO_FLUSH);
            unread += stream_.avail_in;
            room += stream_.avail_out;
            if (code == Z_STREAM_END)
                return std::string_view(buffer_).substr(0, most - room);
            if (room == 0)
                return std::nullopt;
        }
    }

private:
    z_stream stream_{};
    std::string buffer_;
};

class Inflater {
public:
    Inflater()
    {
        if (inflateInit(&stream_) != Z_OK)
            throw std::bad_alloc();
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&stream_); }

    InflateStatus run(std::string_view input, std::size_t cap, std::string& out)
    {
        inflateReset(&stream_);
        stream_.next_in = bytes_of(input);
        std::size_t unread = input.size();
        std::size_t written = 0;
        for (;;) {
            // Once the cap is reached one more byte is offered: if it is taken, there is too much.
            Bytef beyond = 0;
            const bool full = written == cap;
            if (!full && written == out.size())
                out.resize(std::min(cap, std::max(written * 2, first_guess(input.size()))));
            const uInt room = full ? 1 : piece_of(out.size() - written);
            stream_.next_out = full ? &beyond : reinterpret_cast<Bytef*>(out.data()) + written;
            stream_.avail_out = room;
            stream_.avail_in = piece_of(unread);
            unread -= stream_.avail_in;
            const int code = inflate(&stream_, Z_NO_FLUSH);
            unread += stream_.avail_in;
            const std::size_t given = room - stream_.avail_out;
            if (full && given != 0)
                return InflateStatus::too_large;
            written += given;
            if (code == Z_STREAM_END) {
                out.resize(written);
                return unread == 0 ? InflateStatus::ok : InflateStatus::trailing_bytes;
            }
            if (code != Z_OK)
                return InflateStatus::corrupt;
        }
    }

private:
    static std::size_t first_guess(std::size_t input) { return input * 4 + 64; }

    z_stream stream_{};
};

} // namespace

std::optional<std::string_view> compress_if_smaller(std::string_view text)
{
    if (is_surely_incompressible(text)) // ten times faster than to find out
        return std::nullopt;
    return compress_within(text, text.size() - 2);
}

std::optional<std::string_view> compress_within(std::string_view text, std::size_t most)
{
    static thread_local Deflater deflater;
    return deflater.run(text, most);
}

InflateStatus inflate_zlib(std::string_view stream, std::size_t cap, std::string& out)
{
    static thread_local Inflater inflater;
    out.clear();
    const InflateStatus status = inflater.run(stream, cap, out);
    if (status == InflateStatus::corrupt || status == InflateStatus::too_large)
        out.clear();
    return status;
}

} // namespace costrel::inline v1::signing
