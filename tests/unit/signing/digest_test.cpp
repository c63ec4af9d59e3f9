#include "signing/digest_method.hpp"
#include "unit/signing/hex.hpp"

#include <gmock/gmock.h>

#include <array>

namespace {

using namespace costrel::signing;
using testing::AllOf;
using testing::HasSubstr;

std::string digest(Digest digest, std::vector<std::string_view> pieces)
{
    std::array<unsigned char, max_digest_size> out{};
    const std::size_t size = compute_digest(digest, pieces, out);
    return hex(std::span(out).first(size));
}

std::string sentence_about(std::string_view name)
{
    try {
        Digest unknown(name);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Digest, ComputesWhatHashlibDoes)
{
    EXPECT_EQ(digest("sha1", {"message"}), "6f9b9af3cd6e8b8a73c2cdced37fe9f59226e27d");
    EXPECT_EQ(digest("sha256", {"message"}),
              "ab530a13e45914982b79f9b7e3fba994cfd1f3fb22f71cea1afbf02b460c6d1d");
    EXPECT_EQ(digest("sha3_256", {"message"}),
              "7f4a23d90de90d100754f82d6c14073b7fb466f76fd1f61b187b9f39c3ffd895");
    EXPECT_EQ(digest("blake2b", {"message"}),
              "7bd9044c67faf33ba5cd8ae162680cd9d7a8d3180b15b39952737b8572dfced5"
              "2b559acd6aa7f8c833a1b3172bd2771683c793c772d4abe3dd9bd9f63c204701");
}

TEST(Digest, TakesItsMessageInPieces)
{
    EXPECT_EQ(digest("sha1", {"mes", "", "sage"}), digest("sha1", {"message"}));
    EXPECT_EQ(digest("sha1", {}), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST(Digest, IsNamedAsInHashlib)
{
    EXPECT_EQ(Digest("sha512").name(), "sha512");
    EXPECT_EQ(Digest("SHA512").name(), "sha512");
    EXPECT_EQ(Digest("sha3-256").name(), "sha3_256");
    EXPECT_EQ(Digest("MD5-SHA1").name(), "md5_sha1");
}

TEST(Digest, KnowsItsSize)
{
    EXPECT_EQ(Digest("md5").size(), 16U);
    EXPECT_EQ(Digest("sha1").size(), 20U);
    EXPECT_EQ(Digest("blake2s").size(), 32U);
    EXPECT_EQ(Digest("sha512").size(), max_digest_size);
}

TEST(Digest, IsEqualToAnotherOfItsKind)
{
    EXPECT_EQ(Digest("sha1"), Digest("SHA1"));
    EXPECT_NE(Digest("sha1"), Digest("sha256"));
}

TEST(Digest, RefusesAnUnknownNameAndListsTheKnownOnes)
{
    EXPECT_THAT(sentence_about("sha42"),
                AllOf(HasSubstr("unknown digest 'sha42'"), HasSubstr("sha256, sha384")));
    EXPECT_THAT(sentence_about(""), HasSubstr("unknown digest ''"));
    EXPECT_THAT(sentence_about("sha"), HasSubstr("unknown digest"));
    EXPECT_THAT(sentence_about("sha2566"), HasSubstr("unknown digest"));
}

TEST(Digest, RefusesOneThatOpenSslDoesNotHave)
{
    // In OpenSSL's legacy provider, which nothing here loads.
    EXPECT_THAT(sentence_about("whirlpool"),
                AllOf(HasSubstr("'whirlpool' is not available"), HasSubstr("configure another")));
}

} // namespace
