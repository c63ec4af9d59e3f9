#include "http/body_writer.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace costrel::inline v1::http {

namespace {

// A chunk begins with its size, of which a piece has four digits at most (RFC 9112 section 7.1).
constexpr std::size_t size_digits = 4;
constexpr std::size_t size_line = size_digits + 2;
static_assert(BodyWriter::piece_size <= 0xFFFF);

// Writes the size into the room that was left for it, which it may not fill.
void put_size(std::string& out, std::size_t begin, std::size_t size)
{
    std::size_t at = begin + size_digits;
    out[at] = '\r';
    out[at + 1] = '\n';
    for (; size != 0; size >>= 4)
        out[--at] = "0123456789ABCDEF"[size & 0xF];
    out.erase(begin, at - begin);
}

} // namespace

void BodyWriter::start(detail::BodySourceOwner source, BodyFraming framing) noexcept
{
    source_ = std::move(source);
    framing_ = framing;
    left_ = framing == BodyFraming::sized ? source_.get()->size().value_or(0)
                                          : std::numeric_limits<std::uint64_t>::max();
    state_ = State::more;
}

void BodyWriter::write(std::string& out, std::size_t longest)
{
    using Source = detail::BodySource::State;
    const bool is_chunked = framing_ == BodyFraming::chunked;
    const std::size_t begin = out.size();
    const std::size_t line = is_chunked ? size_line : 0;
    const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(longest, left_));
    out.reserve(begin + line + room + 8); // the line end of a chunk, and the last chunk
    out.resize(begin + line + room);

    const auto [size, state] = source_.get()->read({out.data() + begin + line, room});
    if (state == Source::failed || size > room) {
        out.resize(begin);
        state_ = State::failed;
        return;
    }
    out.resize(size == 0 ? begin : begin + line + size);
    if (is_chunked && size != 0) {
        put_size(out, begin, size);
        out += "\r\n";
    }
    if (framing_ == BodyFraming::sized)
        left_ -= size;

    if (left_ == 0)
        end(out);
    else if (state == Source::end && framing_ == BodyFraming::sized)
        state_ = State::failed;
    else if (state == Source::end)
        end(out);
    else if (state == Source::waiting)
        state_ = State::waiting;
}

void BodyWriter::end(std::string& out)
{
    if (framing_ == BodyFraming::chunked)
        out += "0\r\n\r\n";
    stop();
}

void BodyWriter::stop() noexcept
{
    source_ = {};
    state_ = State::none;
}

} // namespace costrel::inline v1::http
