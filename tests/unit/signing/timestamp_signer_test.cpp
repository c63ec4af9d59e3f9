#include "signing/timestamp.hpp"

#include <costrel/signing/timestamp_signer.hpp>

#include <gmock/gmock.h>

namespace {

using namespace costrel::signing;
using namespace std::chrono_literals;
using std::chrono::sys_seconds;
using testing::Optional;

constexpr sys_seconds now{1'700'000'000s};
const TimestampSigner signer("secret-key");

// `value` and `time`, which need not be one, well signed.
std::string with_time(std::string_view value, std::string_view time)
{
    return signer.signer().sign(std::string(value) + "." + std::string(time));
}

Error error_of(std::string_view text, std::optional<std::chrono::seconds> max_age = std::nullopt,
               sys_seconds at = now)
{
    const auto result = signer.unsign(text, max_age, at);
    EXPECT_FALSE(result);
    EXPECT_FALSE(signer.validate(text, max_age, at));
    return result ? Error{} : result.error();
}

TEST(TimestampSigner, SignsAsItsdangerousDoes)
{
    EXPECT_EQ(signer.sign("value", now), "value.ZVPxAA.P9Grfsn5n1eHqbiYrPP0fn7INiw");
}

TEST(TimestampSigner, GivesTheValueAndItsTime)
{
    for (const auto& value : {"my string", "", "a.b", "."}) {
        const auto result = signer.unsign(signer.sign(value, now), std::nullopt, now);
        ASSERT_TRUE(result);
        EXPECT_EQ(*result, (TimestampedValue{value, now}));
    }
}

TEST(TimestampSigner, UsesTheSystemsClockUnlessToldTheTime)
{
    const sys_seconds before = current_time();
    const auto result = signer.unsign(signer.sign("value"), 60s);
    const sys_seconds after = current_time();
    ASSERT_TRUE(result);
    EXPECT_GE(result->timestamp, before);
    EXPECT_LE(result->timestamp, after);
    EXPECT_TRUE(signer.validate(signer.sign("value"), 60s));
}

TEST(TimestampSigner, TakesAnyAgeWithoutAMaximum)
{
    const std::string text = signer.sign("value", now);
    EXPECT_TRUE(signer.validate(text, std::nullopt, now + std::chrono::years(100)));
    EXPECT_TRUE(signer.validate(text, std::nullopt, now - std::chrono::years(10)));
}

TEST(TimestampSigner, TakesAnAgeUpToAndWithTheMaximum)
{
    const std::string text = signer.sign("value", now);
    EXPECT_TRUE(signer.validate(text, 10s, now));
    EXPECT_TRUE(signer.validate(text, 10s, now + 10s));
    EXPECT_TRUE(signer.validate(text, 0s, now));
}

TEST(TimestampSigner, RefusesAnOlderOne)
{
    const Error error = error_of(signer.sign("value", now), 10s, now + 11s);
    EXPECT_EQ(error.kind, ErrorKind::signature_expired);
    EXPECT_EQ(error.message, "Signature age 11 > 10 seconds");
    EXPECT_THAT(error.payload, Optional(std::string("value")));
    EXPECT_THAT(error.date_signed, Optional(now));
    EXPECT_TRUE(error.is_bad_signature());
}

TEST(TimestampSigner, RefusesOneFromTheFuture)
{
    const Error error = error_of(signer.sign("value", now), 10s, now - 1s);
    EXPECT_EQ(error.kind, ErrorKind::signature_expired);
    EXPECT_EQ(error.message, "Signature age -1 < 0 seconds");
    EXPECT_THAT(error.date_signed, Optional(now));
}

TEST(TimestampSigner, RefusesATextWithoutATime)
{
    const Error error = error_of(signer.signer().sign("value"));
    EXPECT_EQ(error.kind, ErrorKind::bad_time_signature);
    EXPECT_EQ(error.message, "timestamp missing");
    EXPECT_THAT(error.payload, Optional(std::string("value")));
    EXPECT_EQ(error.date_signed, std::nullopt);
}

TEST(TimestampSigner, RefusesAMalformedTime)
{
    for (const char* time : {"a", "AQAAAAAAAAAA"}) { // no base64; nine bytes
        const Error error = error_of(with_time("value", time));
        EXPECT_EQ(error.kind, ErrorKind::bad_time_signature);
        EXPECT_EQ(error.message, "Malformed timestamp");
        EXPECT_THAT(error.payload, Optional(std::string("value")));
        EXPECT_EQ(error.date_signed, std::nullopt);
    }
}

TEST(TimestampSigner, ReadsTimesThatItWouldNotWrite)
{
    const auto empty = signer.unsign(with_time("value", ""));
    ASSERT_TRUE(empty);
    EXPECT_EQ(empty->timestamp, sys_seconds{});
    const auto padded = signer.unsign(with_time("value", "AABlU_EA"));
    ASSERT_TRUE(padded);
    EXPECT_EQ(padded->timestamp, now);
}

TEST(TimestampSigner, ReadsTimesUpToTheYear9999)
{
    std::string last;
    append_timestamp(last, last_datetime);
    const auto result = signer.unsign(with_time("value", last));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->timestamp.time_since_epoch().count(), 253'402'300'799);
}

TEST(TimestampSigner, RefusesATimePastTheYear9999)
{
    for (const std::uint64_t seconds :
         {last_datetime + 1, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
        std::string time;
        append_timestamp(time, seconds);
        for (const auto max_age : {std::optional<std::chrono::seconds>(), std::optional(10s)}) {
            const Error error = error_of(with_time("value", time), max_age);
            EXPECT_EQ(error.kind, ErrorKind::timestamp_out_of_range);
            EXPECT_THAT(error.payload, Optional(std::string("value")));
            EXPECT_FALSE(error.is_bad_signature()); // Python raises ValueError
        }
    }
}

TEST(TimestampSigner, FindsNoSignatureWithoutASeparator)
{
    const Error error = error_of("value");
    EXPECT_EQ(error.kind, ErrorKind::bad_signature);
    EXPECT_EQ(error.message, "No b'.' found in value");
    EXPECT_EQ(error.payload, std::nullopt);
}

TEST(TimestampSigner, CallsABadSignatureWithoutATimeJustThat)
{
    const Error error = error_of("value.abc");
    EXPECT_EQ(error.kind, ErrorKind::bad_signature);
    EXPECT_EQ(error.message, "Signature b'abc' does not match");
    EXPECT_THAT(error.payload, Optional(std::string("value")));
}

TEST(TimestampSigner, ReportsTheTimeThatABadSignatureStandsBehind)
{
    const Error error = error_of("value.ZVPxAA.abc");
    EXPECT_EQ(error.kind, ErrorKind::bad_time_signature);
    EXPECT_EQ(error.message, "Signature b'abc' does not match");
    EXPECT_THAT(error.payload, Optional(std::string("value")));
    EXPECT_THAT(error.date_signed, Optional(now));
}

TEST(TimestampSigner, ReportsNoTimeBehindABadSignatureThatHasNone)
{
    const Error unreadable = error_of("value.a.abc");
    EXPECT_EQ(unreadable.kind, ErrorKind::bad_time_signature);
    EXPECT_EQ(unreadable.message, "Signature b'abc' does not match");
    EXPECT_EQ(unreadable.date_signed, std::nullopt);

    const Error far = error_of("value.Ov_0QYA.abc"); // the year 10000
    EXPECT_EQ(far.kind, ErrorKind::bad_time_signature);
    EXPECT_EQ(far.message, "Malformed timestamp");
    EXPECT_THAT(far.payload, Optional(std::string("value")));
    EXPECT_EQ(far.date_signed, std::nullopt);
}

TEST(TimestampSigner, TakesDotsForEmptyParts)
{
    const Error error = error_of("....");
    EXPECT_EQ(error.kind, ErrorKind::bad_time_signature);
    EXPECT_THAT(error.payload, Optional(std::string("..")));
    EXPECT_THAT(error.date_signed, Optional(sys_seconds{}));
}

TEST(TimestampSigner, CannotSignBefore1970)
{
    EXPECT_THROW(signer.sign("value", sys_seconds{-1s}), std::invalid_argument);
    EXPECT_NO_THROW(signer.sign("value", sys_seconds{}));
}

TEST(TimestampSigner, TakesTheOptionsOfASigner)
{
    const TimestampSigner with({"old", "new"}, {.salt = "s", .separator = ":", .digest = "sha256"});
    const std::string text = with.sign("a:b", now);
    EXPECT_TRUE(text.starts_with("a:b:ZVPxAA:"));
    const auto result = with.unsign(text, 0s, now);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->value, "a:b");
    const TimestampSigner older("old", with.signer().options());
    EXPECT_TRUE(with.validate(older.sign("v", now), 0s, now));
}

} // namespace
