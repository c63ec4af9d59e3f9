// A level, the size of the room and the size of a piece in a line of three characters, then a text:
// however it is cut, it is read back whole by zlib.
#include "http/representation/gzip.hpp"

#include "fuzz/input.hpp"

#include <zlib.h>

#include <string>

using namespace costrel;
using fuzz::require;
using Flush = http::GzipStream::Flush;

namespace {

std::string unpack(std::string packed, std::size_t expected)
{
    z_stream stream{};
    require(inflateInit2(&stream, 15 + 16) == Z_OK, "there is memory");
    std::string text(expected + 1, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    require(inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0,
            "it is one whole gzip member");
    text.resize(text.size() - stream.avail_out);
    inflateEnd(&stream);
    return text;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::string_view line = input.line();
    const auto choice = [&](std::size_t at) {
        return at < line.size() ? static_cast<unsigned char>(line[at]) : 0U;
    };
    const int level = 1 + static_cast<int>(choice(0) % 9);
    std::string room(7 + choice(1), '\0');
    const std::size_t piece = 1 + choice(2);
    const std::string_view text = input.rest();

    if (const auto packed = http::gzip(text, level)) {
        require(packed->size() < text.size(), "it is shorter");
        require(unpack(*packed, text.size()) == text, "it reads back");
    }
    http::GzipStream stream(level);
    std::string packed;
    std::string_view rest = text;
    for (bool done = false; !done;) {
        const std::string_view given = rest.substr(0, piece);
        const bool last = given.size() == rest.size();
        const bool sync = given.size() % 3 == 0;
        const auto step = stream.step(given, room,
                                      last   ? Flush::finish
                                      : sync ? Flush::sync
                                             : Flush::none);
        require(step && step->taken <= given.size() && step->written <= room.size(),
                "a step keeps to what it was given");
        packed.append(room, 0, step->written);
        rest.remove_prefix(step->taken);
        done = last && rest.empty() && step->written < room.size();
    }
    require(unpack(packed, text.size()) == text, "pieces read back");
    return 0;
}
