#include <costrel/signing/serializer.hpp>

#include <gmock/gmock.h>

namespace {

using namespace costrel;
using namespace costrel::signing;
using testing::Optional;

const Serializer serializer("secret-key");
const Value value = Dict{{"id", 5}, {"name", "itsdangerous \u00e9"}};

// Writes text as it is; reads it only if it is "good".
class OnlyGood : public PayloadSerializer {
public:
    std::string dump(const Value& text) const override { return *text.as<std::string>(); }
    Result<Value, PayloadError> load(std::string_view text) const override
    {
        if (text == "good")
            return Value(text);
        return PayloadError{"not good"};
    }
};
const OnlyGood only_good;

void expect_reads(const Serializer& reader, const std::string& token)
{
    const auto loaded = reader.loads(token);
    ASSERT_TRUE(loaded) << token;
    EXPECT_EQ(*loaded, value);
}

void expect_bad_signature(const Serializer& reader, const std::string& token)
{
    const auto loaded = reader.loads(token);
    ASSERT_FALSE(loaded) << token;
    EXPECT_EQ(loaded.error().kind, ErrorKind::bad_signature);
}

TEST(Serializer, SignsPythonsPlainJson)
{
    EXPECT_EQ(serializer.dumps(value), R"({"id": 5, "name": "itsdangerous \u00e9"})"
                                       ".4Rk8oeMkhR10cf4jcSF47U17zSE");
}

TEST(Serializer, ReadsWhatItSigned)
{
    for (const Value& any :
         {Value(), Value(true), Value("text"), Value(-1.5), Value(List{1, 2}), value}) {
        const auto loaded = serializer.loads(serializer.dumps(any));
        ASSERT_TRUE(loaded);
        EXPECT_EQ(*loaded, any);
    }
}

TEST(Serializer, RefusesAChangedToken)
{
    const std::string token = serializer.dumps(value);
    for (const std::string& changed :
         {token + "A", token.substr(1), "[" + token, token.substr(0, token.size() - 1)})
        expect_bad_signature(serializer, changed);
    std::string other = token;
    other[7] = '6'; // the id
    expect_bad_signature(serializer, other);
}

TEST(Serializer, SaysWhichPayloadABadSignatureWasOf)
{
    const auto loaded = serializer.loads(serializer.dumps(1) + "A");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, ErrorKind::bad_signature);
    EXPECT_THAT(loaded.error().payload, Optional(std::string("1")));
}

TEST(Serializer, SaysThatAWellSignedPayloadCannotBeRead)
{
    const Serializer odd("k", {.payload = &only_good});
    const auto loaded = odd.loads(odd.dumps("bad"));
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, ErrorKind::bad_payload);
    EXPECT_EQ(loaded.error().message, "Could not load the payload because an exception occurred "
                                      "on unserializing the data.");
    EXPECT_EQ(loaded.error().original_error, "not good");
    EXPECT_FALSE(loaded.error().is_bad_signature());
}

TEST(Serializer, TakesAPayloadSerializerOfTheUsers)
{
    const Serializer odd("k", {.payload = &only_good});
    EXPECT_TRUE(odd.dumps("good").starts_with("good."));
    const auto loaded = odd.loads(odd.dumps("good"));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(*loaded, Value("good"));
}

TEST(Serializer, NeverReadsAPayloadBeforeItsSignatureIsGood)
{
    class Counting : public OnlyGood {
    public:
        Result<Value, PayloadError> load(std::string_view text) const override
        {
            ++count;
            return OnlyGood::load(text);
        }
        mutable int count = 0;
    } counting;
    const Serializer odd("k", {.payload = &counting});
    EXPECT_FALSE(odd.loads("good.AAAA"));
    EXPECT_EQ(counting.count, 0);
    EXPECT_TRUE(odd.loads(odd.dumps("good")));
    EXPECT_EQ(counting.count, 1);
}

TEST(Serializer, ThrowsForAValueThatItsPayloadSerializerCannotWrite)
{
    EXPECT_THROW((void)serializer.dumps(Bytes{"b"}), std::invalid_argument);
}

TEST(Serializer, LoadsUnsafeTellsWhetherToTrust)
{
    const UnsafeValue good = serializer.loads_unsafe(serializer.dumps(value));
    EXPECT_TRUE(good.trusted);
    EXPECT_THAT(good.value, Optional(value));

    const UnsafeValue forged = serializer.loads_unsafe(Serializer("other").dumps(value));
    EXPECT_FALSE(forged.trusted);
    EXPECT_THAT(forged.value, Optional(value));
}

TEST(Serializer, LoadsUnsafeGivesNothingThatCannotBeRead)
{
    for (const char* token : {"", "no separator", "{broken.AAAA"}) {
        const UnsafeValue unsafe = serializer.loads_unsafe(token);
        EXPECT_FALSE(unsafe.trusted) << token;
        EXPECT_EQ(unsafe.value, std::nullopt) << token;
    }
    const Serializer odd("k", {.payload = &only_good});
    const UnsafeValue unreadable = odd.loads_unsafe(odd.dumps("bad"));
    EXPECT_TRUE(unreadable.trusted); // where itsdangerous raises BadPayload
    EXPECT_EQ(unreadable.value, std::nullopt);
}

TEST(Serializer, KeepsSaltsApart)
{
    const Serializer activate = serializer.with_salt("activate");
    EXPECT_EQ(activate.dumps(List{1, 2}), "[1, 2].8ZS2dZahofqpZ6Y0WR6o6VBzr24");
    EXPECT_EQ(activate.dumps(value), Serializer("secret-key", {.salt = "activate"}).dumps(value));
    expect_reads(activate, activate.dumps(value));
    expect_bad_signature(serializer, activate.dumps(value));
    expect_bad_signature(activate, serializer.dumps(value));
}

TEST(Serializer, KeepsItsOtherOptionsUnderAnotherSalt)
{
    const Serializer first({"old", "new"}, {.separator = ":", .digest = "sha512"});
    const Serializer second = first.with_salt("s");
    expect_reads(Serializer({"new"}, {.salt = "s", .separator = ":", .digest = "sha512"}),
                 second.dumps(value));
}

TEST(Serializer, TakesTheOptionsOfASigner)
{
    EXPECT_EQ(Serializer("secret-key", {.key_derivation = KeyDerivation::hmac, .digest = "sha256"})
                  .dumps(List{1, 2}),
              "[1, 2].eOKt0bJ99PxrLuMy1iPhJYEahS-BMbYaXxl_H-cLF90");
    EXPECT_EQ(Serializer("k", {.algorithm = Algorithm::none}).dumps(1), "1.");
    EXPECT_THROW(Serializer("k", {.separator = "a"}), std::invalid_argument);
}

TEST(Serializer, SignsWithTheLastKeyAndReadsWithAll)
{
    const Serializer rotated({"old", "new"});
    EXPECT_EQ(rotated.dumps(value), Serializer("new").dumps(value));
    expect_reads(rotated, Serializer("old").dumps(value));
    expect_bad_signature(rotated, Serializer("removed").dumps(value));
}

TEST(Serializer, ReadsTokensOfItsFallbackSigners)
{
    const Serializer older("secret-key", {.digest = "sha256"});
    const Serializer oldest("secret-key", {.separator = ":"});
    const Serializer with_fallbacks(
        "secret-key", {.fallback_signers = {{.digest = "sha256"}, {.separator = ":"}}});
    expect_reads(with_fallbacks, older.dumps(value));
    expect_reads(with_fallbacks, oldest.dumps(value));
    expect_reads(with_fallbacks, serializer.dumps(value));
    expect_bad_signature(serializer, older.dumps(value));
    EXPECT_EQ(with_fallbacks.dumps(value), serializer.dumps(value));
}

TEST(Serializer, GivesAFallbackSignerEveryKeyAndItsSalt)
{
    const Serializer with_fallback({"old", "new"},
                                   {.salt = "s", .fallback_signers = {{.digest = "sha256"}}});
    for (const char* key : {"old", "new"})
        expect_reads(with_fallback,
                     Serializer(key, {.salt = "s", .digest = "sha256"}).dumps(value));
    expect_bad_signature(with_fallback, Serializer("old", {.digest = "sha256"}).dumps(value));
}

TEST(Serializer, GivesAFallbackSignerTheDefaultsNotItsOwnOptions)
{
    const Serializer with_fallback(
        "k", {.key_derivation = KeyDerivation::hmac, .fallback_signers = {{.digest = "sha512"}}});
    expect_reads(with_fallback, Serializer("k", {.digest = "sha512"}).dumps(value));
    expect_bad_signature(
        with_fallback,
        Serializer("k", {.key_derivation = KeyDerivation::hmac, .digest = "sha512"}).dumps(value));
}

TEST(Serializer, ReportsTheErrorOfTheLastFallbackSigner)
{
    const Serializer with_fallback("k", {.fallback_signers = {{.separator = ":"}}});
    const auto loaded = with_fallback.loads("1.AAAA");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().message, "No b':' found in value");
}

TEST(Serializer, WithoutKeysReadsNothingAndCannotSign)
{
    const Serializer keyless{SecretKeys()};
    expect_bad_signature(keyless, serializer.dumps(value));
    EXPECT_THROW((void)keyless.dumps(value), std::logic_error);
}

} // namespace
