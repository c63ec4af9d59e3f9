#include "formats/sealed_format.hpp"
#include "signing/token.hpp"

#include <costrel/sealing/key_ring.hpp>

#include <array>
#include <memory>

namespace {

using namespace costrel;
using costrel::formats::SealedCookie;
using costrel::formats::SealedFormat;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr sys_seconds now(seconds(1'800'000'000));

KeyRing ring()
{
    return {.keys = {{.secret = "the secret of the tests of today, 0123456789"}}};
}

std::string signed_value(const std::string& json = R"({"signed":true})")
{
    signing::SecretKeys keys;
    keys.add(ring().keys[0].secret);
    std::string value;
    signing::TokenSigner(keys).sign(value, json, (now - seconds(5)).time_since_epoch().count());
    return value;
}

std::string sealed_value(const std::string& name = "session")
{
    const SealedCookie cookie(ring(), {.cookie_name = name});
    const std::array<std::byte, sealing::random_size> random{};
    return *cookie.seal(R"({"sealed":true})", {now, now, now}, {}, random);
}

SealedContent opened(const SessionFormat& format, const std::string& header, sys_seconds at = now)
{
    return format.open(CookieField(header), at);
}

TEST(SealedFormat, SavesOneCookieThatItOpens)
{
    const SealedFormat format(SealedCookie(ring(), {.cookie_name = "id"}), 128);
    const std::array<std::byte, sealing::random_size> random{};
    const Dict values{{"username", "admin"}, {"when", now}};
    const auto cookies = format.save({.values = values,
                                      .now = now,
                                      .created = now - seconds(9),
                                      .handle = {},
                                      .random = random});
    ASSERT_TRUE(cookies);
    ASSERT_EQ(cookies->size(), 1U);
    const SealedContent content = opened(format, (*cookies)[0].name + "=" + (*cookies)[0].value);
    EXPECT_EQ(content.origin, SessionOrigin::opened);
    EXPECT_EQ(format.read(content.content), values);
    EXPECT_EQ(format.cookie_names(), std::vector<std::string>{"id"});
}

TEST(SealedFormat, ReadsNothingButADict)
{
    const SealedFormat format(SealedCookie(ring(), {}), 128);
    EXPECT_EQ(format.read("{}"), Dict());
    for (const char* text : {"[]", "null", "1", "\"a\"", "{", "{}{}", "[[\"a\",1]]", ""})
        EXPECT_EQ(format.read(text), std::nullopt) << text;
}

TEST(SealedFormat, OpensTheFirstCookieThatIsAuthentic)
{
    const SealedFormat format(SealedCookie(ring(), {}), 128);
    const std::string good = sealed_value();
    EXPECT_EQ(opened(format, "session=A; session=" + good).origin, SessionOrigin::opened);
    EXPECT_EQ(opened(format, "session=; session=A; session=A; session=A; session=" + good).origin,
              SessionOrigin::malformed);
    EXPECT_EQ(opened(format, "session=; other=1").origin, SessionOrigin::none);
}

// SessionFormat::sealed() under that configuration.
std::shared_ptr<const SessionFormat> format_of(SessionConfig config)
{
    config.session_accept_other_until = now + seconds(1);
    return SessionFormat::sealed()->with_keys(ring(), config);
}

TEST(MigratingFormat, ReadsSignedCookiesUntilTheMigrationIsOver)
{
    const auto format = format_of({});
    const std::string header = "session=" + signed_value();
    SealedContent content = opened(*format, header);
    EXPECT_EQ(content.origin, SessionOrigin::opened);
    EXPECT_EQ(content.content, R"({"signed":true})");
    EXPECT_EQ(content.active, now - seconds(5));
    EXPECT_EQ(content.created, now - seconds(5));
    EXPECT_TRUE(content.rewrite);
    EXPECT_EQ(opened(*format, header, now + seconds(1)).origin, SessionOrigin::malformed);
}

// A signed session that was too idle, and too old besides, was judged by its signature alone.
TEST(MigratingFormat, KnowsWhenASignedSessionBeganBeforeItsTimesAreJudged)
{
    const auto format = format_of({});
    const auto second = (now - seconds(50)).time_since_epoch().count();
    const std::string json = R"({"_created":)" + std::to_string(second) + "}";
    EXPECT_EQ(opened(*format, "session=" + signed_value(json)).created, now - seconds(50));
}

// An old signed cookie under another Path must not win over the new one.
TEST(MigratingFormat, TriesSealedCookiesFirst)
{
    EXPECT_EQ(
        opened(*format_of({}), "session=" + signed_value() + "; session=" + sealed_value()).content,
        R"({"sealed":true})");
}

TEST(MigratingFormat, ReadsTheCookieOfTheNameBeforeUntilTheMigrationIsOver)
{
    SessionConfig config;
    config.session_cookie_name = "__Host-session";
    config.session_accept_other_name = "session";
    const auto format = format_of(config);
    const SealedContent old = opened(*format, "session=" + sealed_value());
    EXPECT_EQ(old.origin, SessionOrigin::opened);
    EXPECT_TRUE(old.rewrite);
    EXPECT_EQ(opened(*format, "session=" + signed_value()).content, R"({"signed":true})");
    // A sealed cookie is bound to its name, and signed ones are read under the old name alone.
    EXPECT_EQ(opened(*format, "__Host-session=" + sealed_value()).origin,
              SessionOrigin::bad_signature);
    EXPECT_EQ(opened(*format, "__Host-session=" + signed_value()).origin, SessionOrigin::malformed);
    EXPECT_EQ(opened(*format, "session=" + sealed_value(), now + seconds(1)).origin,
              SessionOrigin::none);
    EXPECT_EQ(format->cookie_names(), (std::vector<std::string>{"__Host-session", "session"}));
}

TEST(MigratingFormat, GoesBackToFlasksFormat)
{
    SessionConfig config;
    config.session_accept_other_until = now + seconds(1);
    const auto format = SessionFormat::flask()->with_keys(ring(), config);
    const SealedContent content = opened(*format, "session=" + sealed_value());
    EXPECT_EQ(content.origin, SessionOrigin::opened);
    EXPECT_TRUE(content.rewrite);
    EXPECT_FALSE(opened(*format, "session=" + signed_value()).rewrite);
}

TEST(SealedFormat, SaysWhyAValueCannotBeKept)
{
    const SealedFormat format(SealedCookie(ring(), {}), 128);
    const std::array<std::byte, sealing::random_size> random{};
    const Dict values{{"text", "\xff"}};
    EXPECT_FALSE(format.save(
        {.values = values, .now = now, .created = now, .handle = {}, .random = random}));
}

} // namespace
