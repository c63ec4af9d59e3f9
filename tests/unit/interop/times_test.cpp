#include "unit/interop/formats.hpp"

#include <costrel/config_error.hpp>
#include <costrel/interop/authjs.hpp>
#include <costrel/interop/django.hpp>
#include <costrel/interop/iron_session.hpp>
#include <costrel/interop/play.hpp>
#include <costrel/interop/rails.hpp>
#include <costrel/interop/secure_session.hpp>
#include <costrel/interop/starlette.hpp>

#include <gtest/gtest.h>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::seconds;

const Dict session{{"user", "alice"}};
const std::string key(32, 'k');

// The last second in which a session is good, after it was saved.
void expect_good_for(const SessionFormat& format, seconds age)
{
    const std::string field = saved(format, session);
    EXPECT_EQ(origin_of(format, field, noon + age), SessionOrigin::opened);
    EXPECT_EQ(origin_of(format, field, noon + age + seconds(1)), SessionOrigin::expired);
    const SealedContent content = format.open(CookieField(field), noon);
    ASSERT_TRUE(content.ends);
    EXPECT_EQ(*content.ends, noon + age + seconds(1)) << "what the engine is told";
}

TEST(Times, OfDjangoIncludeTheLastSecond)
{
    expect_good_for(*django({.secret_key = key, .cookie_age = seconds(100)}), seconds(100));
}

TEST(Times, OfStarletteIncludeTheLastSecond)
{
    expect_good_for(*starlette({.secret_key = key, .max_age = seconds(100)}), seconds(100));
}

TEST(Times, OfRailsEndAtTheMomentItself)
{
    expect_good_for(
        *rails({.secret_key_base = key, .cookie_name = "s", .expire_after = seconds(100)}),
        seconds(99));
}

TEST(Times, OfSecureSessionEndAtTheMomentItself)
{
    expect_good_for(*secure_session({.keys = {key}, .expiry = seconds(100)}), seconds(99));
}

TEST(Times, OfIronSessionAreSixtySecondsLonger)
{
    expect_good_for(
        *iron_session({.passwords = {{1, key}}, .cookie_name = "s", .ttl = seconds(100)}),
        seconds(159));
}

TEST(Times, OfAuthJsAreFifteenSecondsLonger)
{
    expect_good_for(*authjs({.secrets = {key}, .max_age = seconds(100)}), seconds(114));
}

TEST(Times, OfPlayAreFiveMinutesLonger)
{
    expect_good_for(*play({.secret_key = key, .max_age = seconds(100)}), seconds(400));
}

TEST(Times, OfDjangoObeySetExpiry)
{
    const auto format = django({.secret_key = key});
    const std::string field = saved(*format, {{"user", "alice"}, {"_session_expiry", 60}});
    EXPECT_EQ(origin_of(*format, field, noon + seconds(59)), SessionOrigin::opened);
    EXPECT_EQ(origin_of(*format, field, noon + seconds(60)), SessionOrigin::expired);

    const std::string dated =
        saved(*format, {{"user", "alice"}, {"_session_expiry", "2023-11-14T22:14:20+00:00"}});
    EXPECT_EQ(origin_of(*format, dated, noon + seconds(59)), SessionOrigin::opened);
    EXPECT_EQ(origin_of(*format, dated, noon + seconds(60)), SessionOrigin::expired);
}

TEST(Times, OfStarletteRefuseTheFuture)
{
    const auto format = starlette({.secret_key = key});
    EXPECT_EQ(origin_of(*format, saved(*format, session), noon - seconds(1)),
              SessionOrigin::from_the_future);
}

TEST(Times, WithoutAnEndAreForEver)
{
    const auto format = starlette({.secret_key = key, .max_age = std::nullopt});
    EXPECT_EQ(origin_of(*format, saved(*format, session), noon + std::chrono::years(20)),
              SessionOrigin::opened);
}

TEST(Keys, OfOldReadAndAreWrittenAgain)
{
    const std::string old_key(32, 'o');
    const auto before = django({.secret_key = old_key});
    const auto format = django({.secret_key = key, .secret_key_fallbacks = {"another", old_key}});
    const std::string field = saved(*before, session);
    const SealedContent content = format->open(CookieField(field), noon);
    EXPECT_EQ(content.origin, SessionOrigin::opened);
    EXPECT_EQ(content.key_index, 2U);
    EXPECT_TRUE(content.rewrite);
}

TEST(Options, ThatCannotWorkAreConfigErrors)
{
    EXPECT_THROW(django({}), ConfigError);
    EXPECT_THROW(rails({.secret_key_base = key}), ConfigError);
    EXPECT_THROW(iron_session({.passwords = {{1, "short"}}, .cookie_name = "s"}), ConfigError);
    EXPECT_THROW(secure_session({.keys = {"short"}}), ConfigError);
    EXPECT_THROW(authjs({.secrets = {"one", "two"}, .version = 4}), ConfigError);
}

} // namespace

} // namespace costrel::inline v1::interop
