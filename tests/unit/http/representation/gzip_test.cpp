#include "http/representation/gzip.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <string>

namespace costrel::inline v1::http {
namespace {

using Flush = GzipStream::Flush;

// What a client makes of it: one whole gzip member, and as much as it has when that is not whole.
struct Unpacked {
    std::string text;
    bool whole = false;
};
Unpacked unpack(std::string packed)
{
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    Unpacked result;
    int code = Z_OK;
    while (code == Z_OK) {
        char room[1000];
        stream.next_out = reinterpret_cast<Bytef*>(room);
        stream.avail_out = sizeof room;
        code = inflate(&stream, Z_NO_FLUSH);
        result.text.append(room, sizeof room - stream.avail_out);
    }
    result.whole = code == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    return result;
}

std::string prose(std::size_t size)
{
    std::string text;
    for (unsigned i = 0; text.size() < size; ++i)
        text += "line " + std::to_string(i * 7919 % 10007) + "\n";
    text.resize(size);
    return text;
}

std::size_t packed_size(GzipStream&& stream, const std::string& text)
{
    std::string room(2 * text.size() + 100, '\0');
    return stream.step(text, room, Flush::finish)->written;
}

// zlib takes less memory for a text whose size it knows, and finds what it would find with more.
TEST(Gzip, PacksAsWellInTheRoomThatATextOfItsSizeNeeds)
{
    for (std::size_t size = 100; size < 70'000; size += size / 7) {
        const std::string text = prose(size);
        EXPECT_LE(packed_size(GzipStream(4, size), text), packed_size(GzipStream(4), text) + 4)
            << size;
        EXPECT_EQ(unpack(*gzip(text, 4)).text, text);
    }
}

TEST(Gzip, IsReadBack)
{
    for (const std::size_t size : {100U, 1000U, 40'000U, 1'000'000U}) {
        const std::string text = prose(size);
        const auto packed = gzip(text, 4);
        ASSERT_TRUE(packed) << size;
        EXPECT_LT(packed->size(), text.size());
        const Unpacked unpacked = unpack(*packed);
        EXPECT_TRUE(unpacked.whole);
        EXPECT_EQ(unpacked.text, text);
    }
}

TEST(Gzip, IsNothingWhenItIsNoShorter)
{
    EXPECT_FALSE(gzip("", 4));
    EXPECT_FALSE(gzip("short", 9));
    std::string noise;
    for (std::uint32_t i = 0, state = 1; i < 10'000; ++i) {
        state = state * 1664525 + 1013904223;
        noise += static_cast<char>(state >> 24);
    }
    EXPECT_FALSE(gzip(noise, 9));
}

TEST(GzipStream, IsTheSameTextHoweverSmallTheRoomAndThePieces)
{
    const std::string text = prose(5000);
    for (const std::size_t piece : {1U, 7U, 999U, 5000U}) {
        for (const std::size_t room : {7U, 64U, 10'000U}) {
            GzipStream stream(6);
            std::string packed;
            std::string buffer(room, '\0');
            std::string_view rest = text;
            for (bool done = false; !done;) {
                const std::string_view input = rest.substr(0, piece);
                const bool last = input.size() == rest.size();
                const auto step = stream.step(input, buffer, last ? Flush::finish : Flush::none);
                ASSERT_TRUE(step);
                packed.append(buffer, 0, step->written);
                rest.remove_prefix(step->taken);
                done = last && rest.empty() && step->written < room;
            }
            const Unpacked unpacked = unpack(packed);
            EXPECT_TRUE(unpacked.whole);
            EXPECT_EQ(unpacked.text, text) << piece << " " << room;
        }
    }
}

TEST(GzipStream, HandsOutEverythingWhenAsked)
{
    GzipStream stream(4);
    std::string room(1000, '\0');
    const auto step = stream.step("data: 1\n\n", room, Flush::sync);
    ASSERT_TRUE(step);
    EXPECT_EQ(step->taken, 9U);
    const Unpacked unpacked = unpack(room.substr(0, step->written));
    EXPECT_FALSE(unpacked.whole);
    EXPECT_EQ(unpacked.text, "data: 1\n\n");
}

} // namespace
} // namespace costrel::inline v1::http
