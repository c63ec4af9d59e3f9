#include "formats/sealed_plaintext.hpp"

namespace {

using costrel::Handle;
using costrel::formats::SealedPlaintext;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr sys_seconds created(seconds(1'800'000'000));

std::string written(const SealedPlaintext& plaintext, std::size_t padding = 1)
{
    std::string bytes;
    plaintext.write(bytes, padding);
    return bytes;
}

SealedPlaintext example()
{
    return {.created = created, .age = seconds(5), .handle = {std::byte{7}}, .content = "{}"};
}

TEST(SealedPlaintext, IsReadAsItWasWritten)
{
    for (const std::size_t padding : {1U, 32U, 256U}) {
        const std::string bytes = written(example(), padding);
        EXPECT_EQ(bytes.size() % padding, 0U);
        const auto read = SealedPlaintext::read(bytes);
        ASSERT_TRUE(read);
        EXPECT_FALSE(read->compressed);
        EXPECT_EQ(read->created, created);
        EXPECT_EQ(read->age, seconds(5));
        EXPECT_EQ(read->handle, example().handle);
        EXPECT_EQ(read->content, "{}");
    }
}

TEST(SealedPlaintext, StandsInTheOrderOfItsSpecification)
{
    EXPECT_EQ(written(example()), std::string("\0\0\x6b\x49\xd2\0\0\0\0\5", 10) + '\7' +
                                      std::string(15, '\0') + std::string("\0\2", 2) + "{}");
}

TEST(SealedPlaintext, IsNothingWithUnknownFlagsAnotherLengthOrOtherPadding)
{
    const std::string good = written(example(), 32);
    const auto with = [&](std::size_t at, char byte) {
        std::string bytes = good;
        bytes[at] = byte;
        return SealedPlaintext::read(bytes);
    };
    EXPECT_TRUE(with(0, 1));
    EXPECT_FALSE(with(0, 2));
    EXPECT_FALSE(with(0, static_cast<char>(0x80)));
    EXPECT_FALSE(with(26, 1));
    EXPECT_FALSE(with(27, 1)); // the rest of the content is no padding
    EXPECT_TRUE(with(27, 3));  // a zero byte is content, which is not read here
    EXPECT_FALSE(with(27, 5)); // beyond the end
    EXPECT_FALSE(with(31, 1));
    EXPECT_FALSE(SealedPlaintext::read(good.substr(0, 27)));
    EXPECT_FALSE(SealedPlaintext::read(""));
}

TEST(SealedPlaintext, HasAtMost255BytesOfPadding)
{
    const std::string bytes = written(example());
    EXPECT_TRUE(SealedPlaintext::read(bytes + std::string(255, '\0')));
    EXPECT_FALSE(SealedPlaintext::read(bytes + std::string(256, '\0')));
}

TEST(SealedPlaintext, BeginsWithinTheYearsOfCookies)
{
    SealedPlaintext plaintext = example();
    plaintext.created = sys_seconds(seconds(253402300799));
    EXPECT_TRUE(SealedPlaintext::read(written(plaintext)));
    plaintext.created += seconds(1);
    EXPECT_THROW(written(plaintext), std::invalid_argument);
    plaintext.created = sys_seconds(seconds(-1));
    EXPECT_THROW(written(plaintext), std::invalid_argument);
}

TEST(SealedPlaintext, WasNotUsedBeforeItBegan)
{
    SealedPlaintext plaintext = example();
    plaintext.age = seconds(-30);
    EXPECT_EQ(SealedPlaintext::read(written(plaintext))->age, seconds(0));
}

} // namespace
