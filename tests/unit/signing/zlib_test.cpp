#include "signing/zlib.hpp"
#include "unit/signing/hex.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace costrel::signing;

constexpr std::size_t cap = 1000;

std::string compressed(std::string_view text)
{
    const auto stream = compress_if_smaller(text);
    return stream ? std::string(*stream) : "not smaller";
}

struct Inflated {
    InflateStatus status;
    std::string text;
    bool operator==(const Inflated&) const = default;
};

Inflated inflated(std::string_view stream, std::size_t most = cap)
{
    std::string out = "left over";
    const InflateStatus status = inflate_zlib(stream, most, out);
    return {status, out};
}

const Inflated corrupt{InflateStatus::corrupt, ""};

// zlib.compress(b'{"a":1}')
const std::string stream = unhex("789cab564a54b232ac0500082a0209");

TEST(Zlib, CompressesAsPythonDoes)
{
    EXPECT_EQ(hex(compressed(R"({"x":")" + std::string(100, 'a') + R"("})")),
              "789cab56aa50b2524aa40350aa05006de12817");
}

TEST(Zlib, CompressesOnlyIfThatSavesTwoBytes)
{
    EXPECT_EQ(compressed(std::string(12, 'a')), "not smaller"); // would be 11
    EXPECT_EQ(hex(compressed(std::string(13, 'a'))), "789c4b4c440200228804ee");
    for (const char* text : {"", "a", "ab", "abc", R"({"a":1})"})
        EXPECT_EQ(compressed(text), "not smaller") << text;
}

TEST(Zlib, CompressesTheSameWhateverCameBefore)
{
    const std::string text = R"({"x":")" + std::string(100, 'a') + R"("})";
    const std::string first = compressed(text);
    compressed(std::string(300'000, 'b'));
    compressed("not compressible");
    EXPECT_EQ(compressed(text), first);
}

TEST(Zlib, InflatesWhatItCompressed)
{
    std::mt19937 random(1); // always the same texts
    for (std::size_t size = 3; size < 100'000; size = size * 3 / 2 + 1) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i)
            text += static_cast<char>('a' + random() % 3);
        const auto made = compress_if_smaller(text);
        if (!made)
            continue;
        EXPECT_EQ(inflated(*made, size), (Inflated{InflateStatus::ok, text})) << size;
    }
}

TEST(Zlib, InflatesAnyLevel)
{
    EXPECT_EQ(inflated(stream), (Inflated{InflateStatus::ok, R"({"a":1})"}));
    EXPECT_EQ(inflated(unhex("7801010700f8ff7b2261223a317d082a0209")), // level 0
              (Inflated{InflateStatus::ok, R"({"a":1})"}));
}

TEST(Zlib, ReportsBytesAfterTheStream)
{
    EXPECT_EQ(inflated(stream + "x"), (Inflated{InflateStatus::trailing_bytes, R"({"a":1})"}));
    EXPECT_EQ(inflated(stream + stream), (Inflated{InflateStatus::trailing_bytes, R"({"a":1})"}));
}

TEST(Zlib, RefusesAStreamCutShortAnywhere)
{
    for (std::size_t size = 0; size < stream.size(); ++size)
        EXPECT_EQ(inflated(stream.substr(0, size)), corrupt) << size;
}

TEST(Zlib, RefusesAWrongChecksum)
{
    std::string wrong = stream;
    wrong.back() = static_cast<char>(wrong.back() ^ 1);
    EXPECT_EQ(inflated(wrong), corrupt);
}

TEST(Zlib, RefusesWhatIsNotZlib)
{
    EXPECT_EQ(inflated("not zlib at all"), corrupt);
    EXPECT_EQ(inflated(unhex("ab564a54b232ac0500")), corrupt); // raw deflate
    EXPECT_EQ(inflated(unhex("1f8b0800000000000003ab564a54b232ac0500afac1b5607000000")),
              corrupt); // gzip
}

TEST(Zlib, RefusesAStreamThatNeedsAPresetDictionary)
{
    EXPECT_EQ(inflated(unhex("78bb9af70a01835200082a0209")), corrupt);
}

TEST(Zlib, InflatesAsMuchAsTheCapAndNoMore)
{
    const std::string text(500, 'a');
    const std::string made = compressed(text);
    EXPECT_EQ(inflated(made, 500), (Inflated{InflateStatus::ok, text}));
    EXPECT_EQ(inflated(made, 499), (Inflated{InflateStatus::too_large, ""}));
    EXPECT_EQ(inflated(made, 0), (Inflated{InflateStatus::too_large, ""}));
}

TEST(Zlib, StopsABombAtTheCap)
{
    const std::string bomb = compressed(std::string(64 * 1024 * 1024, '['));
    std::string out;
    EXPECT_EQ(inflate_zlib(bomb, cap, out), InflateStatus::too_large);
    EXPECT_LE(out.capacity(), 2 * cap);
}

TEST(Zlib, InflatesWellAfterABadStream)
{
    inflated("not zlib at all");
    inflated(stream.substr(0, 5));
    EXPECT_EQ(inflated(stream), (Inflated{InflateStatus::ok, R"({"a":1})"}));
}

} // namespace
