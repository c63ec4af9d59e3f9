#include <costrel/signing/timed_serializer.hpp>

#include <gmock/gmock.h>

namespace {

using namespace costrel;
using namespace costrel::signing;
using namespace std::chrono_literals;
using testing::Optional;

constexpr std::chrono::sys_seconds now{1'700'000'000s};
const TimedSerializer serializer("secret-key");
const Value value = Dict{{"id", 5}, {"name", "itsdangerous \u00e9"}};

// A token of `payload` as it stands, well signed at `now`.
std::string token_of(std::string_view payload)
{
    return TimestampSigner("secret-key", {.salt = "itsdangerous"}).sign(payload, now);
}

ErrorKind kind_of(const Result<TimedValue, Error>& loaded)
{
    EXPECT_FALSE(loaded);
    return loaded ? ErrorKind{} : loaded.error().kind;
}

TEST(TimedSerializer, SignsAsItsdangerousDoes)
{
    EXPECT_EQ(serializer.dumps(value, now), R"({"id": 5, "name": "itsdangerous \u00e9"})"
                                            ".ZVPxAA.o7UVnhzyauN1oUMrVRFXINZdO2c");
}

TEST(TimedSerializer, GivesTheValueAndItsTime)
{
    const auto loaded = serializer.loads(serializer.dumps(value, now), 10s, now + 10s);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->value, value);
    EXPECT_EQ(loaded->timestamp, now);
}

TEST(TimedSerializer, UsesTheSystemsClockUnlessToldTheTime)
{
    EXPECT_TRUE(serializer.loads(serializer.dumps(value), 60s));
}

TEST(TimedSerializer, RefusesAnOldToken)
{
    const auto loaded = serializer.loads(serializer.dumps(value, now), 10s, now + 11s);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, ErrorKind::signature_expired);
    EXPECT_THAT(loaded.error().date_signed, Optional(now));
    EXPECT_THAT(loaded.error().payload,
                Optional(std::string(R"({"id": 5, "name": "itsdangerous \u00e9"})")));
}

TEST(TimedSerializer, RefusesAChangedToken)
{
    const std::string token = serializer.dumps(value, now);
    EXPECT_EQ(kind_of(serializer.loads(token + "A")), ErrorKind::bad_time_signature);
    EXPECT_EQ(kind_of(serializer.loads(token.substr(1))), ErrorKind::bad_time_signature);
    EXPECT_EQ(kind_of(serializer.loads("")), ErrorKind::bad_signature);
    EXPECT_EQ(kind_of(serializer.loads(Serializer("secret-key").dumps(value))),
              ErrorKind::bad_time_signature); // the time is missing
}

TEST(TimedSerializer, SaysThatAWellSignedPayloadCannotBeRead)
{
    EXPECT_EQ(kind_of(serializer.loads(token_of("{broken"))), ErrorKind::bad_payload);
}

TEST(TimedSerializer, RefusesATimePastTheYear9999)
{
    const std::string token = Signer("secret-key", {.salt = "itsdangerous"}).sign("1.Ov_0QYA");
    EXPECT_EQ(kind_of(serializer.loads(token)), ErrorKind::timestamp_out_of_range);
    EXPECT_FALSE(serializer.loads_unsafe(token).trusted);
}

TEST(TimedSerializer, LoadsUnsafeTellsWhetherToTrust)
{
    const UnsafeValue good = serializer.loads_unsafe(serializer.dumps(value, now), 10s, now);
    EXPECT_TRUE(good.trusted);
    EXPECT_THAT(good.value, Optional(value));

    const UnsafeValue old = serializer.loads_unsafe(serializer.dumps(value, now), 10s, now + 11s);
    EXPECT_FALSE(old.trusted);
    EXPECT_THAT(old.value, Optional(value));

    const UnsafeValue forged = serializer.loads_unsafe(serializer.dumps(value, now) + "A");
    EXPECT_FALSE(forged.trusted);
    EXPECT_THAT(forged.value, Optional(value));
}

TEST(TimedSerializer, LoadsUnsafeGivesNothingThatCannotBeRead)
{
    EXPECT_EQ(serializer.loads_unsafe("").value, std::nullopt);
    EXPECT_EQ(serializer.loads_unsafe("{broken.ZVPxAA.AAAA").value, std::nullopt);
    const UnsafeValue unreadable = serializer.loads_unsafe(token_of("{broken"));
    EXPECT_TRUE(unreadable.trusted);
    EXPECT_EQ(unreadable.value, std::nullopt);
}

TEST(TimedSerializer, KeepsSaltsApart)
{
    const TimedSerializer activate = serializer.with_salt("activate");
    EXPECT_TRUE(activate.loads(activate.dumps(value)));
    EXPECT_FALSE(serializer.loads(activate.dumps(value)));
}

TEST(TimedSerializer, ReadsTokensOfItsFallbackSigners)
{
    const TimedSerializer older("secret-key", {.digest = "sha256"});
    const TimedSerializer with_fallback("secret-key", {.fallback_signers = {{.digest = "sha256"}}});
    EXPECT_TRUE(with_fallback.loads(older.dumps(value)));
    EXPECT_TRUE(with_fallback.loads(serializer.dumps(value)));
    EXPECT_FALSE(serializer.loads(older.dumps(value)));
}

TEST(TimedSerializer, StopsAtAnExpiredTokenWhateverItsFallbackSigners)
{
    // The last fallback signer would say bad_signature for want of its separator.
    const TimedSerializer with_fallback("secret-key", {.fallback_signers = {{.separator = "|"}}});
    const std::string token = serializer.dumps(value, now);
    EXPECT_EQ(kind_of(with_fallback.loads(token, 10s, now + 11s)), ErrorKind::signature_expired);
    EXPECT_EQ(kind_of(with_fallback.loads(token + "A", 10s, now)), ErrorKind::bad_signature);
}

} // namespace
