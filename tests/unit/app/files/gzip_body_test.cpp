#include "app/files/gzip_body.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <string>

namespace costrel::inline v1 {
namespace {

using State = detail::BodySource::State;

// Gives the pieces that it is made of, each with the state behind it.
class Pieces final : public detail::BodySource {
public:
    using List = std::deque<std::pair<std::string, State>>;

    explicit Pieces(List pieces, std::optional<std::uint64_t> size = {})
        : pieces_(std::move(pieces)), size_(size)
    {
    }
    std::optional<std::uint64_t> size() const noexcept override { return size_; }
    Piece read(std::span<char> room) noexcept override
    {
        auto [text, state] = pieces_.front();
        const std::size_t count = std::min(room.size(), text.size());
        std::copy_n(text.begin(), count, room.begin());
        pieces_.pop_front();
        return {count, state};
    }
    bool wait(Wake) noexcept override
    {
        ++waits;
        return false;
    }
    std::string_view failure() const noexcept override { return "the disk is gone"; }

    int waits = 0;

private:
    List pieces_;
    std::optional<std::uint64_t> size_;
};

// What a client has read after some of the bytes.
std::string unpacked(std::string packed)
{
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string text(100'000, '\0');
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    inflate(&stream, Z_SYNC_FLUSH);
    inflateEnd(&stream);
    return text.substr(0, text.size() - stream.avail_out);
}

struct Read {
    std::string bytes;
    State state = State::more;
};
// As long as there is more.
Read read_on(GzipBody& body, std::size_t room_size = 1000)
{
    Read result;
    std::string room(room_size, '\0');
    while (result.state == State::more) {
        const auto piece = body.read(room);
        result.bytes.append(room, 0, piece.size);
        result.state = piece.state;
    }
    return result;
}

GzipBody packing(Pieces::List pieces, std::optional<std::uint64_t> size = {})
{
    return {Body(std::make_unique<Pieces>(std::move(pieces), size)), 4, nullptr};
}

TEST(GzipBody, IsItsSourcePacked)
{
    for (const std::size_t room : {10U, 1000U}) {
        GzipBody body = packing({{"a", State::more}, {"", State::more}, {"bc", State::end}});
        EXPECT_FALSE(body.size());
        const Read all = read_on(body, room);
        EXPECT_EQ(all.state, State::end);
        EXPECT_EQ(unpacked(all.bytes), "abc");
    }
}

TEST(GzipBody, OfATextIsThatText)
{
    std::string text;
    for (int i = 0; text.size() < 90'000; ++i)
        text += std::to_string(i);
    GzipBody body(Body(Text(text)), 4, nullptr);
    const Read all = read_on(body);
    EXPECT_EQ(all.state, State::end);
    EXPECT_EQ(unpacked(all.bytes), text);
}

TEST(GzipBody, HandsOutEverythingBeforeItWaits)
{
    auto owner = std::make_unique<Pieces>(
        Pieces::List{{"data: 1\n\n", State::waiting}, {"data: 2\n\n", State::end}});
    Pieces& source = *owner;
    GzipBody body(Body(std::move(owner)), 4, nullptr);
    const Read first = read_on(body, 12);
    EXPECT_EQ(first.state, State::waiting);
    EXPECT_EQ(unpacked(first.bytes), "data: 1\n\n");
    EXPECT_FALSE(body.wait({nullptr, nullptr}));
    EXPECT_EQ(source.waits, 1);
    const Read second = read_on(body, 12);
    EXPECT_EQ(second.state, State::end);
    EXPECT_EQ(unpacked(first.bytes + second.bytes), "data: 1\n\ndata: 2\n\n");
}

TEST(GzipBody, FailsAsItsSourceDoes)
{
    GzipBody body = packing({{"a", State::more}, {"b", State::failed}});
    EXPECT_EQ(read_on(body).state, State::failed);
    EXPECT_EQ(body.failure(), "the disk is gone");
}

TEST(GzipBody, FailsWhenItsSourceGivesLessThanItSaid)
{
    GzipBody shorter = packing({{"abc", State::end}}, 4);
    EXPECT_EQ(read_on(shorter).state, State::failed);
    GzipBody longer = packing({{"abcdef", State::more}}, 4);
    const Read all = read_on(longer);
    EXPECT_EQ(all.state, State::end);
    EXPECT_EQ(unpacked(all.bytes), "abcd");
}

} // namespace
} // namespace costrel::inline v1
