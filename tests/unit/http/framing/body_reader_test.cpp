#include "http/framing/body_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::http {
namespace {

class Body : public testing::Test {
protected:
    Limits limits;
    BodyReader reader{limits, 100};
    std::string body;
};

TEST_F(Body, OfASizeEndsThere)
{
    reader.start_sized(5);
    EXPECT_EQ(reader.read("he", body).state, BodyReader::State::incomplete);
    const auto [state, consumed] = reader.read("lloGET", body);
    EXPECT_EQ(state, BodyReader::State::complete);
    EXPECT_EQ(consumed, 3U);
    EXPECT_EQ(body, "hello");
}

TEST_F(Body, OfChunksEndsBehindItsTrailers)
{
    reader.start_chunked({});
    const std::string input = "2\r\nhe\r\n3;x\r\nllo\r\n0\r\nX: y\r\n\r\nGET";
    const auto [state, consumed] = reader.read(input, body);
    EXPECT_EQ(state, BodyReader::State::complete);
    EXPECT_EQ(consumed, input.size() - 3);
    EXPECT_EQ(body, "hello");
}

TEST_F(Body, ConsumesATrailerLineOnlyWhenTheSectionIsWhole)
{
    reader.start_chunked({});
    EXPECT_EQ(reader.read("0\r\nX: y", body).consumed, 3U);
    const auto [state, consumed] = reader.read("X: y\r\n\r\n", body);
    EXPECT_EQ(state, BodyReader::State::complete);
    EXPECT_EQ(consumed, 8U);
}

TEST_F(Body, CanBeFollowedByAnother)
{
    for (int i = 0; i < 3; ++i) {
        body.clear();
        reader.start_chunked({});
        ASSERT_EQ(reader.read("1;ext\r\na\r\n0\r\nX: y\r\n\r\n", body).state,
                  BodyReader::State::complete);
        EXPECT_EQ(body, "a");
    }
}

TEST_F(Body, CountsItsChunkExtensionsAnew)
{
    for (int i = 0; i < 2; ++i) {
        reader.start_chunked({});
        const std::string extension(limits.max_chunk_ext_bytes, 'x');
        EXPECT_EQ(reader.read("0;" + extension + "\r\n\r\n", body).state,
                  BodyReader::State::complete);
    }
}

TEST_F(Body, OfChunksIsRefusedAsSoonAsItsSizeIsTooLarge)
{
    reader.start_chunked({});
    EXPECT_EQ(reader.read("64\r\n", body).state, BodyReader::State::incomplete);
    reader.start_chunked({});
    EXPECT_EQ(reader.read("65\r", body).state, BodyReader::State::refused);
    EXPECT_EQ(reader.refusal().status, 413);
    EXPECT_EQ(body, "");
}

} // namespace
} // namespace costrel::inline v1::http
