#include "encoding/base64.hpp"
#include "formats/sealed_cookie.hpp"

#include <costrel/config_error.hpp>

#include <array>

namespace {

using namespace costrel;
using costrel::formats::SealedCookie;
using costrel::formats::SealedOptions;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr sys_seconds now(seconds(1'800'000'000));
constexpr std::string_view characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

KeyRing ring()
{
    return {.keys = {{.secret = "an older secret of the tests, 0123456789abcdef"},
                     {.secret = "the secret of the tests of today, 0123456789"}}};
}

constexpr Handle handle{std::byte{1}, std::byte{2}};

std::string seal(const SealedCookie& cookie, std::string_view content, unsigned char random = 1)
{
    std::array<std::byte, sealing::random_size> bytes;
    bytes.fill(std::byte{random});
    const auto value = cookie.seal(content, {now, now - seconds(100), now}, handle, bytes);
    EXPECT_TRUE(value);
    return value ? *value : std::string();
}

// Random letters, which hardly compress.
std::string noise(std::size_t size)
{
    std::string text;
    for (std::uint32_t state = 1; text.size() < size;) {
        state = state * 1'664'525 + 1'013'904'223;
        text += characters[state >> 26];
    }
    return text;
}

SessionOrigin origin(const SealedCookie& cookie, std::string_view value)
{
    return cookie.open(value, now).origin;
}

TEST(SealedCookie, OpensWhatItSealed)
{
    const SealedCookie cookie(ring(), {});
    const SealedContent content = cookie.open(seal(cookie, R"({"a":1})"), now + seconds(7));
    EXPECT_EQ(content.origin, SessionOrigin::opened);
    EXPECT_EQ(content.content, R"({"a":1})");
    EXPECT_EQ(content.created, now - seconds(100));
    EXPECT_EQ(content.active, now);
    EXPECT_EQ(content.handle, handle);
    EXPECT_EQ(content.key_index, 0U);
    EXPECT_FALSE(content.rewrite);
    EXPECT_FALSE(content.compressed);
    EXPECT_EQ(content.tolerance, seconds(121));
}

TEST(SealedCookie, OfTheTutorialHas167Characters)
{
    const SealedCookie cookie(ring(), {.cookie_name = "__Host-session"});
    EXPECT_EQ(seal(cookie, R"({"username":"admin"})").size(), 167U);
}

TEST(SealedCookie, OpensNothingOfWhichOneBitIsChanged)
{
    const SealedCookie cookie(ring(), {});
    const std::vector<std::string> contents = {R"({"username":"admin"})",
                                               R"({"text":")" + noise(1024) + R"("})",
                                               R"({"text":")" + std::string(4000, 'x') + R"("})"};
    for (const std::string& content : contents) {
        const std::string value = seal(cookie, content);
        std::string wire;
        ASSERT_TRUE(encoding::base64url_decode_canonical(value, wire));
        for (std::size_t i = 0; i < wire.size() * 8; ++i) {
            std::string changed = wire;
            changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << i % 8));
            std::string text;
            encoding::base64url_encode(text, changed);
            ASSERT_NE(origin(cookie, text), SessionOrigin::opened) << "bit " << i;
        }
        EXPECT_EQ(origin(cookie, value), SessionOrigin::opened);
    }
}

TEST(SealedCookie, OpensNothingOfWhichOneCharacterIsChangedOrThatIsCut)
{
    const SealedCookie cookie(ring(), {});
    const std::string value = seal(cookie, R"({"username":"admin"})");
    for (std::size_t at = 0; at < value.size(); ++at) {
        ASSERT_NE(origin(cookie, value.substr(0, at)), SessionOrigin::opened) << at;
        for (const char c : characters) {
            std::string changed = value;
            changed[at] = c;
            ASSERT_EQ(origin(cookie, changed) == SessionOrigin::opened, changed == value)
                << at << c;
        }
    }
}

TEST(SealedCookie, NamesTheCheckThatFailed)
{
    const SealedCookie cookie(ring(), {});
    const std::string value = seal(cookie, "{}");
    EXPECT_EQ(origin(cookie, ""), SessionOrigin::none);
    EXPECT_EQ(origin(cookie, std::string(8 * 1024, 'A')), SessionOrigin::malformed);
    EXPECT_EQ(origin(cookie, std::string(8 * 1024 + 1, 'A')), SessionOrigin::too_large);
    EXPECT_EQ(origin(cookie, value + "="), SessionOrigin::malformed);
    EXPECT_EQ(origin(cookie, "eyJhIjoxfQ.ZVPxAA.w8-OD2mSNaGouDpydiAUxPqksM0"),
              SessionOrigin::malformed);
    KeyRing others = ring();
    others.keys[1].revoked = true;
    EXPECT_EQ(origin(SealedCookie(others, {}), value), SessionOrigin::key_revoked);
    others = ring();
    others.keys[1].not_after = now - seconds(60);
    EXPECT_EQ(origin(SealedCookie(others, {}), value), SessionOrigin::key_not_valid);
    others = ring();
    others.keys.pop_back();
    EXPECT_EQ(origin(SealedCookie(others, {}), value), SessionOrigin::unknown_key);
    EXPECT_EQ(origin(SealedCookie(ring(), {.application = "another"}), value),
              SessionOrigin::bad_signature);
}

TEST(SealedCookie, OfAnOlderKeyIsToBeSentAgain)
{
    KeyRing older = ring();
    older.keys.pop_back();
    const SealedContent content =
        SealedCookie(ring(), {}).open(seal(SealedCookie(older, {}), "{}"), now);
    EXPECT_EQ(content.origin, SessionOrigin::opened);
    EXPECT_EQ(content.key_index, 1U);
    EXPECT_TRUE(content.rewrite);
}

TEST(SealedCookie, IsCompressedOnlyWhereBrowsersWouldDropIt)
{
    const SealedCookie cookie(ring(), {});
    const std::string fits = R"({"text":")" + std::string(2'900, 'x') + R"("})";
    const std::string does_not = R"({"text":")" + std::string(4'000, 'x') + R"("})";
    EXPECT_FALSE(cookie.open(seal(cookie, fits), now).compressed);
    EXPECT_TRUE(cookie.open(seal(cookie, does_not), now).compressed);
    const SealedCookie never(ring(), {.compression = false});
    EXPECT_FALSE(never.open(seal(never, does_not), now).compressed);
}

TEST(SealedCookie, CannotCarryMoreThan65535Bytes)
{
    const SealedCookie cookie(ring(), {.compression = false});
    const std::array<std::byte, sealing::random_size> random{};
    EXPECT_TRUE(cookie.seal(std::string(65'535, 'x'), {now, now, now}, handle, random));
    EXPECT_FALSE(cookie.seal(std::string(65'536, 'x'), {now, now, now}, handle, random));
}

// The next request would have found it too large.
TEST(SealedCookie, CannotCarryWhatWouldNotBeInflated)
{
    const SealedCookie cookie(ring(), {.inflate_limit = 1'000'000});
    const std::array<std::byte, sealing::random_size> random{};
    EXPECT_TRUE(cookie.seal(std::string(1'000'000, 'x'), {now, now, now}, handle, random));
    const auto value = cookie.seal(std::string(1'000'001, 'x'), {now, now, now}, handle, random);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().what, "a session whose JSON is longer than session_inflate_limit, "
                                  "1000000 bytes");
    const SealedCookie small(ring(), {.inflate_limit = 10}); // of what is compressed
    EXPECT_TRUE(small.seal(std::string(100, 'x'), {now, now, now}, handle, random));
}

// A request that is under way when its session ends must not make a copy that outlives the entry.
TEST(SealedCookie, IsAsOldAsTheRequestThatOpenedIt)
{
    const SealedCookie cookie(ring(), {});
    const std::array<std::byte, sealing::random_size> random{};
    const auto value =
        cookie.seal("{}", {now, now - seconds(100), now - seconds(30)}, handle, random);
    ASSERT_TRUE(value);
    EXPECT_EQ(cookie.open(*value, now).active, now - seconds(30));
}

TEST(SealedCookie, TakesNoWeakKey)
{
    EXPECT_THROW(SealedCookie({.keys = {{.secret = "dev"}}}, {}), ConfigError);
}

} // namespace
