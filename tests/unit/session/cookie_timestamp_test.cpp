// The time of a session cookie: rows B1 to B9 of the list of bad inputs. The signature of each of
// these cookies is right. More spellings of a time are in signing/token_hostile_test.cpp.
#include "signing/timestamp.hpp"
#include "unit/session/cookies.hpp"

namespace costrel::inline v1::cookies {
namespace {

using namespace std::chrono_literals;

constexpr auto expired = SessionOrigin::expired;
constexpr auto from_the_future = SessionOrigin::from_the_future;
constexpr auto unreadable = SessionOrigin::unreadable;

std::string with_time(std::string_view text)
{
    return well_signed(payload + "." + std::string(text));
}

std::string with_seconds(std::uint64_t seconds)
{
    std::string text;
    signing::append_timestamp(text, seconds);
    return with_time(text);
}

std::string signed_at(std::chrono::sys_seconds moment)
{
    return with_seconds(static_cast<std::uint64_t>(moment.time_since_epoch().count()));
}

TEST(CookieTimestamp, OfTheFutureOrOfNoTimeIsRefused)
{
    expect_outcomes(std::vector<Row>{
        {"B1", signed_at(now + 24h), empty(from_the_future)},
        {"B2 no skew, as in Flask", signed_at(now + 1s), empty(from_the_future)},
        {"B3 0", with_time(""), empty(expired)},
        {"B3 1", with_seconds(1), empty(expired)},
        {"B4 2^31", with_seconds(std::uint64_t{1} << 31), empty(from_the_future)},
        {"B4 2^32", with_seconds(std::uint64_t{1} << 32), empty(from_the_future)},
        {"B4 2^63", with_seconds(std::uint64_t{1} << 63), empty(unreadable)},
        {"B4 2^64-1", with_seconds(~std::uint64_t{0}), empty(unreadable)},
        {"B4 forty bytes", with_time(base64(std::string(40, '\1'))), empty(unreadable)},
        {"B5 not canonical", with_time("ZVPxAB"), empty(unreadable)},
        {"B5 leading zeros", with_time(base64(std::string("\0\0\x65\x53\xf1\x00", 6))),
         empty(unreadable)},
        {"B5 junk", with_time("!!!"), empty(unreadable)},
        {"B5 padded", with_time("ZVPxAA=="), empty(unreadable)},
        {"B8", well_signed(payload), empty(SessionOrigin::bad_signature)},
    });
}

TEST(CookieTimestamp, B2MayBeAsFarAheadAsTheClocksOfASiteDiffer)
{
    SessionConfig two_hosts = config();
    two_hosts.session_clock_skew = 2s;
    const SessionInterface sessions(two_hosts);
    EXPECT_EQ(outcome_of(signed_at(now + 2s), sessions), admin);
    EXPECT_EQ(outcome_of(signed_at(now + 3s), sessions), empty(from_the_future));
    two_hosts.session_clock_skew = 0s;
    EXPECT_EQ(outcome_of(signed_at(now + 1s), SessionInterface(two_hosts)), empty(from_the_future));
}

TEST(CookieTimestamp, B6MayBeExactlyAsOldAsTheLifetime)
{
    const auto lifetime = SessionConfig().permanent_session_lifetime;
    EXPECT_EQ(outcome_of(signed_at(now - lifetime)), admin);
    EXPECT_EQ(outcome_of(signed_at(now - lifetime - 1s)), empty(expired));
    EXPECT_EQ(outcome_of(signed_at(now)), admin);
}

TEST(CookieTimestamp, B7IsJudgedByTheLifetimeOfToday)
{
    const std::string cookie = signed_at(now - 2h);
    EXPECT_EQ(outcome_of(cookie), admin);
    SessionConfig shorter = config();
    shorter.permanent_session_lifetime = 1h;
    EXPECT_EQ(outcome_of(cookie, SessionInterface(shorter)), empty(expired));
    shorter.permanent_session_lifetime = 0s;
    EXPECT_EQ(outcome_of(signed_at(now), SessionInterface(shorter)), admin);
    EXPECT_EQ(outcome_of(signed_at(now - 1s), SessionInterface(shorter)), empty(expired));
}

TEST(CookieTimestamp, B9OfTheClientIsNotAsked)
{
    EXPECT_EQ(outcome_of(good + "; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0"), admin);
}

} // namespace
} // namespace costrel::inline v1::cookies
