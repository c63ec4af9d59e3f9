#include "unit/signing/hex.hpp"

#include <costrel/signing/signer.hpp>

#include <gmock/gmock.h>

#include <thread>

namespace {

using namespace costrel::signing;
using testing::HasSubstr;
using testing::Optional;

const Signer signer("secret-key");

std::string signed_with(SignerOptions options)
{
    return Signer("secret-key", std::move(options)).sign("my string");
}

void expect_mismatch(const Signer& reader, std::string_view text, std::string_view payload)
{
    const auto result = reader.unsign(text);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::bad_signature);
    EXPECT_TRUE(result.error().is_bad_signature());
    EXPECT_THAT(result.error().message, HasSubstr("does not match"));
    EXPECT_THAT(result.error().payload, Optional(std::string(payload)));
    EXPECT_FALSE(reader.validate(text));
}

TEST(Signer, SignsAsItsdangerousDoes)
{
    EXPECT_EQ(signer.sign("my string"), "my string.wh6tMHxLgJqB6oY1uT73iMlyrOA");
    EXPECT_EQ(signer.get_signature("my string"), "wh6tMHxLgJqB6oY1uT73iMlyrOA");
}

TEST(Signer, ReadsWhatItSigned)
{
    for (const std::string& value : {std::string("my string"), std::string(), std::string("a.b."),
                                     std::string("\0\xff", 2), std::string(100'000, 'x')}) {
        const auto result = signer.unsign(signer.sign(value));
        ASSERT_TRUE(result);
        EXPECT_EQ(*result, value);
        EXPECT_TRUE(signer.validate(signer.sign(value)));
    }
}

TEST(Signer, FindsNoSignatureWithoutASeparator)
{
    for (const char* text : {"", "my string", "wh6tMHxLgJqB6oY1uT73iMlyrOA"}) {
        const auto result = signer.unsign(text);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::bad_signature);
        EXPECT_EQ(result.error().message, "No b'.' found in value");
        EXPECT_EQ(result.error().payload, std::nullopt);
    }
}

TEST(Signer, QuotesTheSeparatorAsPythonDoes)
{
    const auto result = Signer("k", {.separator = "\xc3\xa9'"}).unsign("value");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, R"(No b"\xc3\xa9'" found in value)");
}

TEST(Signer, RefusesABrokenSignature)
{
    const std::string good = signer.sign("value");
    expect_mismatch(signer, good.substr(0, good.size() - 1), "value");
    expect_mismatch(signer, good.substr(0, good.size() - 4), "value");
    expect_mismatch(signer, good + "A", "value");
    expect_mismatch(signer, "value.", "value");
    expect_mismatch(signer, ".", "");
    expect_mismatch(signer, "value.a", "value"); // no base64 at all
}

TEST(Signer, QuotesTheSignatureThatDoesNotMatch)
{
    const auto result = signer.unsign("value.\xff'x");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, R"(Signature b"\xff'x" does not match)");
}

TEST(Signer, RefusesAChangedValue)
{
    const std::string good = signer.sign("my string");
    expect_mismatch(signer, "m" + good.substr(2), "m string");
    expect_mismatch(signer, good.substr(1), "y string");
    expect_mismatch(signer, " " + good, " my string");
}

TEST(Signer, RefusesTheSignatureOfAnotherSaltKeyDigestOrDerivation)
{
    expect_mismatch(signer, Signer("other-key").sign("v"), "v");
    expect_mismatch(signer, Signer("secret-key", {.salt = "other"}).sign("v"), "v");
    expect_mismatch(signer, Signer("secret-key", {.salt = ""}).sign("v"), "v");
    expect_mismatch(signer, Signer("secret-key", {.digest = "sha256"}).sign("v"), "v");
    for (const auto derivation : {KeyDerivation::concat, KeyDerivation::hmac, KeyDerivation::none})
        expect_mismatch(signer, Signer("secret-key", {.key_derivation = derivation}).sign("v"),
                        "v");
}

TEST(Signer, AcceptsEverySpellingOfASignatureThatItsdangerousAccepts)
{
    for (const char* spelling :
         {"wh6tMHxLgJqB6oY1uT73iMlyrOA", "wh6tMHxLgJqB6oY1uT73iMlyrOB", // unused bits
          "wh6tMHxLgJqB6oY1uT73iMlyrOA=", "wh6tMHxLgJqB6oY1uT73iMlyrOA====",
          "wh6t!!!!MHxLgJqB6oY1uT73iMlyrOA"})
        EXPECT_TRUE(signer.verify_signature("my string", spelling)) << spelling;
    EXPECT_FALSE(signer.verify_signature("my string", "wh6tMHxLgJqB6oY1uT73iMlyrOA!"));
}

TEST(Signer, VerifiesASignatureThatStandsApart)
{
    EXPECT_TRUE(signer.verify_signature("my string", "wh6tMHxLgJqB6oY1uT73iMlyrOA"));
    EXPECT_FALSE(signer.verify_signature("my strinG", "wh6tMHxLgJqB6oY1uT73iMlyrOA"));
    EXPECT_FALSE(signer.verify_signature("my string", ""));
}

TEST(Signer, TakesASeparatorThatNoSignatureCanHold)
{
    for (const char* separator : {".", "..", ".a", ":", "/", " ", "AZ", "\xc3\xa9", "\n"}) {
        const Signer with("secret-key", {.separator = separator});
        const std::string text = with.sign("my string");
        EXPECT_TRUE(text.starts_with(std::string("my string") + separator));
        EXPECT_TRUE(with.validate(text)) << separator;
    }
}

TEST(Signer, RefusesASeparatorThatASignatureMayHold)
{
    for (const char* separator : {"", "a", "ab", "zA", "9-", "-", "_", "=", "-_="}) {
        try {
            Signer("secret-key", {.separator = separator});
            ADD_FAILURE() << separator;
        } catch (const std::invalid_argument& error) {
            EXPECT_STREQ(error.what(),
                         "The given separator cannot be used because it may be contained in the "
                         "signature itself. ASCII letters, digits, and '-_=' must not be used.");
        }
    }
}

TEST(Signer, DerivesItsKeyInFourWays)
{
    EXPECT_EQ(signed_with({.key_derivation = KeyDerivation::concat}),
              "my string.WVn1orytePdJMO-gerBb0CoxFMs");
    EXPECT_EQ(signed_with({.key_derivation = KeyDerivation::django_concat}),
              "my string.wh6tMHxLgJqB6oY1uT73iMlyrOA");
    EXPECT_EQ(signed_with({.key_derivation = KeyDerivation::hmac}),
              "my string.pFgSwq6wOZqq2WMqgkxNLVn16QY");
    EXPECT_EQ(signed_with({.key_derivation = KeyDerivation::none}),
              "my string.jdP_vbFmmLI4saUm2wcIut0z2MQ");
}

TEST(Signer, ShowsTheKeyItDerived)
{
    EXPECT_EQ(hex(signer.derive_key().view()), "95c1413ec52400db8a22b50e2f318e9204636448");
    EXPECT_EQ(Signer({"old", "new"}, {.key_derivation = KeyDerivation::none}).derive_key().view(),
              "new");
}

TEST(Signer, UsesAnyDigest)
{
    EXPECT_EQ(signed_with({.key_derivation = KeyDerivation::hmac, .digest = "sha256"}),
              "my string.9gNXlg5H__tL4eudpMDWVAk9FCr72htCAUx80xrV9gM");
    for (const char* digest : {"md5", "sha384", "sha512", "sha3_512", "blake2b", "blake2s"}) {
        const Signer with("secret-key", {.digest = digest});
        EXPECT_TRUE(with.validate(with.sign("v"))) << digest;
    }
    EXPECT_THROW(Signer("secret-key", {.digest = "sha42"}), std::invalid_argument);
}

TEST(Signer, WithoutAnAlgorithmSignsWithNothing)
{
    const Signer none("secret-key",
                      {.key_derivation = KeyDerivation::none, .algorithm = Algorithm::none});
    EXPECT_EQ(none.sign("v"), "v.");
    EXPECT_TRUE(none.validate("v."));
    EXPECT_TRUE(none.validate("v.!!")); // which decodes to nothing
    expect_mismatch(none, "v.abcd", "v");
    expect_mismatch(none, "v.a", "v");
}

TEST(Signer, SignsWithTheLastKeyAndVerifiesWithAll)
{
    const Signer rotated({"oldest", "older", "newest"});
    EXPECT_EQ(rotated.sign("v"), Signer("newest").sign("v"));
    for (const char* key : {"oldest", "older", "newest"})
        EXPECT_TRUE(rotated.validate(Signer(key).sign("v"))) << key;
    expect_mismatch(rotated, Signer("removed").sign("v"), "v");
    expect_mismatch(Signer("newest"), Signer("older").sign("v"), "v");
}

TEST(Signer, TakesEmptyAndLongKeys)
{
    for (const std::string& key : {std::string(), std::string(10'000, 'k'), std::string("\0k", 2)})
        EXPECT_TRUE(Signer(key).validate(Signer(key).sign("v")));
    EXPECT_NE(Signer("").sign("v"), Signer(std::string(1, '\0')).sign("v"));
}

TEST(Signer, WithoutKeysVerifiesNothing)
{
    const Signer keyless{SecretKeys()};
    expect_mismatch(keyless, signer.sign("v"), "v");
    expect_mismatch(Signer(SecretKeys(), {.algorithm = Algorithm::none}), "v.", "v");
}

TEST(Signer, WithoutKeysCannotSign)
{
    const Signer keyless{SecretKeys()};
    EXPECT_THROW(keyless.sign("v"), std::logic_error);
    EXPECT_THROW(keyless.get_signature("v"), std::logic_error);
    EXPECT_THROW(keyless.derive_key(), std::logic_error);
}

TEST(Signer, IsAValue)
{
    Signer copy = signer;
    EXPECT_TRUE(copy.validate(signer.sign("v")));
    copy = Signer("another");
    EXPECT_FALSE(copy.validate(signer.sign("v")));
    const Signer moved = std::move(copy);
    EXPECT_EQ(moved.sign("v"), Signer("another").sign("v"));
}

TEST(Signer, MayBeUsedByManyThreadsAtOnce)
{
    std::vector<int> wrong(4);
    std::vector<std::thread> threads;
    for (int& count : wrong) {
        threads.emplace_back([&count] {
            for (int i = 0; i < 2000; ++i)
                count += !signer.validate(signer.sign(std::to_string(i)));
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_THAT(wrong, testing::Each(0));
}

} // namespace
