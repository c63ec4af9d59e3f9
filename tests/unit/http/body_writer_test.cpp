#include "http/body_writer.hpp"
#include "unit/http/scripted_source.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

using State = BodyWriter::State;
using Source = detail::BodySource::State;

// What the writer makes of a script, until it ends, waits or fails.
struct Written {
    std::string text;
    State state;
};

Written write(Script& script, BodyFraming framing)
{
    BodyWriter writer;
    writer.start(streamed(script).body.take_source(), framing);
    Written written{"", State::more};
    while (writer.state() == State::more)
        writer.write(written.text);
    written.state = writer.state();
    return written;
}

TEST(BodyWriter, WritesEachPieceAsAChunk)
{
    Script script{.text = "0123456789abcdefXYZ", .piece = 16};
    const Written written = write(script, BodyFraming::chunked);
    EXPECT_EQ(written.text, "10\r\n0123456789abcdef\r\n3\r\nXYZ\r\n0\r\n\r\n");
    EXPECT_EQ(written.state, State::none);
    EXPECT_TRUE(script.destroyed);
}

TEST(BodyWriter, WritesSizesOfEachNumberOfDigits)
{
    for (const std::size_t size : {1U, 15U, 16U, 255U, 256U, 4'095U, 4'096U, 61'440U, 61'441U}) {
        Script script{.text = std::string(size, 'x')};
        EXPECT_EQ(unchunked(write(script, BodyFraming::chunked).text), script.text);
    }
}

TEST(BodyWriter, WritesAnEmptyBodyInChunks)
{
    Script script{.text = ""};
    EXPECT_EQ(write(script, BodyFraming::chunked).text, "0\r\n\r\n");
}

TEST(BodyWriter, WritesNoChunkForAPieceWithoutBytes)
{
    Script script{.text = "ab", .piece = 0};
    BodyWriter writer;
    writer.start(streamed(script).body.take_source(), BodyFraming::chunked);
    std::string out = "head";
    writer.write(out);
    EXPECT_EQ(out, "head");
    EXPECT_EQ(writer.state(), State::more);
}

TEST(BodyWriter, WritesABodyOfAKnownSizeAsItIs)
{
    Script script{.text = std::string(200'000, 'x'), .size = 200'000};
    const Written written = write(script, BodyFraming::sized);
    EXPECT_EQ(written.text, script.text);
    EXPECT_EQ(written.state, State::none);
    EXPECT_EQ(script.reads, 4); // not once more for the end
}

TEST(BodyWriter, WritesNoMoreThanAPieceAtATime)
{
    Script script{.text = std::string(200'000, 'x')};
    BodyWriter writer;
    writer.start(streamed(script).body.take_source(), BodyFraming::until_close);
    std::string out;
    writer.write(out);
    EXPECT_EQ(out.size(), BodyWriter::piece_size);
}

TEST(BodyWriter, FailsWhenTheSourceIsShorterThanItsSize)
{
    Script script{.text = "hello", .size = 6};
    const Written written = write(script, BodyFraming::sized);
    EXPECT_EQ(written.state, State::failed); // never padded
    EXPECT_EQ(written.text, "hello");
}

TEST(BodyWriter, ReadsNoMoreThanTheSize)
{
    Script script{.text = "hello, world", .size = 5};
    const Written written = write(script, BodyFraming::sized);
    EXPECT_EQ(written.text, "hello");
    EXPECT_EQ(written.state, State::none);
}

TEST(BodyWriter, FailsWithItsSource)
{
    for (const BodyFraming framing : {BodyFraming::chunked, BodyFraming::until_close}) {
        Script script{.text = "hello", .piece = 5, .end = Source::failed};
        EXPECT_EQ(write(script, framing).state, State::failed);
    }
}

TEST(BodyWriter, WaitsWithItsSource)
{
    Script script{.text = "hello", .piece = 3, .waits_at = 3};
    BodyWriter writer;
    writer.start(streamed(script).body.take_source(), BodyFraming::chunked);
    std::string out;
    writer.write(out);
    writer.write(out);
    EXPECT_EQ(writer.state(), State::waiting);
    EXPECT_EQ(out, "3\r\nhel\r\n");
    writer.go_on();
    writer.write(out);
    EXPECT_EQ(out, "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n");
}

} // namespace
} // namespace costrel::inline v1::http
