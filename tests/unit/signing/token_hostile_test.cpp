// What TokenSigner answers to tokens that somebody has tampered with, or that somebody who has the
// key has made on purpose.

#include "encoding/base64.hpp"
#include "signing/timestamp.hpp"
#include "signing/token.hpp"
#include "unit/signing/hex.hpp"

#include <costrel/signing/signer.hpp>

#include <gmock/gmock.h>

namespace {

using namespace costrel::signing;
using costrel::encoding::base64url_encode;

constexpr std::int64_t now = 1'700'000'000;
constexpr std::int64_t month = 31 * 24 * 3600;
const TokenSigner signer("dev");

const std::string payload = "eyJ1c2VybmFtZSI6ImFkbWluIn0"; // {"username":"admin"}
const std::string stamp = "ZVPxAA";
const std::string signature = "1pJeQjtZo7U6CGxSLhPtlWWPqKw";
const std::string good = payload + "." + stamp + "." + signature;

TokenStatus opened(std::string_view token, std::string_view key = "dev")
{
    std::string json = "left over";
    OpenInfo info;
    const TokenStatus status = TokenSigner(key).open(token, now, month, json, info);
    EXPECT_EQ(json.empty(), status != TokenStatus::ok);
    return status;
}

std::string base64(std::string_view bytes)
{
    std::string out;
    base64url_encode(out, bytes);
    return out;
}

// `text` with a signature that is right for it.
std::string well_signed(std::string_view text)
{
    const Signer any("dev", {.salt = "cookie-session", .key_derivation = KeyDerivation::hmac});
    return any.sign(text);
}

TokenStatus opened_payload(std::string_view text)
{
    return opened(well_signed(std::string(text) + "." + stamp));
}

TokenStatus opened_time(std::string_view time)
{
    return opened(well_signed(payload + "." + std::string(time)));
}

std::string time_of(std::uint64_t seconds)
{
    std::string text;
    append_timestamp(text, seconds);
    return text;
}

TEST(HostileToken, IsOpenedWhenItIsGood)
{
    EXPECT_EQ(opened(good), TokenStatus::ok);
    EXPECT_EQ(well_signed(payload + "." + stamp), good);
}

TEST(HostileToken, OfTooFewPartsIsMalformed)
{
    for (const std::string& token :
         {std::string(), std::string("."), payload, payload + "." + stamp,
          payload + "." + signature, "." + signature, std::string("abc.def"), std::string(1, '\0'),
          std::string(" ")})
        EXPECT_EQ(opened(token), TokenStatus::malformed) << token;
}

TEST(HostileToken, OfDotsIsMalformed)
{
    for (const std::size_t count : {2U, 3U, 4U, 500U, 8000U})
        EXPECT_EQ(opened(std::string(count, '.')), TokenStatus::malformed) << count;
}

TEST(HostileToken, WithoutATimeIsMalformedHoweverWellSigned)
{
    EXPECT_EQ(opened(well_signed(payload)), TokenStatus::malformed);
}

TEST(HostileToken, WithAShorterOrLongerSignatureIsMalformed)
{
    for (std::size_t size = 0; size < signature.size(); ++size)
        EXPECT_EQ(opened(payload + "." + stamp + "." + signature.substr(0, size)),
                  TokenStatus::malformed)
            << size;
    EXPECT_EQ(opened(good + "A"), TokenStatus::malformed);
    EXPECT_EQ(opened(good + "AAAA"), TokenStatus::malformed);
    EXPECT_EQ(opened(good + signature), TokenStatus::malformed);
}

TEST(HostileToken, WithAnyBitOfItsSignatureChangedIsRefused)
{
    std::string bytes;
    ASSERT_TRUE(costrel::encoding::base64url_decode_canonical(signature, bytes));
    ASSERT_EQ(bytes.size(), 20U);
    for (std::size_t bit = 0; bit < 160; ++bit) {
        std::string changed = bytes;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        EXPECT_EQ(opened(payload + "." + stamp + "." + base64(changed)), TokenStatus::bad_signature)
            << bit;
    }
}

TEST(HostileToken, WithAnyBitOfItsTextChangedIsRefused)
{
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        std::string changed = good;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        EXPECT_NE(opened(changed), TokenStatus::ok) << bit;
        if (bit / 8 < payload.size()) {
            EXPECT_EQ(opened(changed), TokenStatus::bad_signature) << bit;
        }
    }
}

TEST(HostileToken, WithAnyCharacterTakenOutOrDoubledIsRefused)
{
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string shorter = good;
        shorter.erase(i, 1);
        EXPECT_NE(opened(shorter), TokenStatus::ok) << i;
        std::string longer = good;
        longer.insert(i, 1, good[i]);
        EXPECT_NE(opened(longer), TokenStatus::ok) << i;
    }
}

TEST(HostileToken, HasOneSpellingOfItsSignature)
{
    const std::string start = payload + "." + stamp + ".";
    const std::string most = signature.substr(0, 26); // the last character is 'w'
    for (const char last : {'x', 'y', 'z'})
        EXPECT_EQ(opened(start + most + last), TokenStatus::malformed) << last;
    for (const char* more : {"=", "==", "====", "!!!!", "\xc3\xa9", " ", "\n", "*", "~"})
        EXPECT_EQ(opened(good + more), TokenStatus::malformed) << more;
    EXPECT_EQ(opened(start + "1pJe!!!!QjtZo7U6CGxSLhPtlWWPqKw"), TokenStatus::malformed);
    EXPECT_EQ(opened(start + "1pJeQjtZo7U6CGxSLhPtlWWPqK" + '\0'), TokenStatus::malformed);
    EXPECT_EQ(opened(start + "d6925e423b59a3b53a086c522e13ed95658fa8ac"), TokenStatus::malformed);
    EXPECT_NE(opened(start + "1PJEQJTZO7U6CGXSLHPTLWWPQKW"), TokenStatus::ok);
}

TEST(HostileToken, WithTheStandardAlphabetIsMalformed)
{
    // Signatures that hold a '-' or '_', spelled with '+' and '/' as Python would accept them.
    int found = 0;
    for (int i = 0; found < 5 && i < 1000; ++i) {
        const std::string token =
            well_signed(base64(std::string("{\"i\":") + std::to_string(i) + "}") + "." + stamp);
        std::string changed = token;
        for (std::size_t at = changed.rfind('.'); at < changed.size(); ++at) {
            if (changed[at] == '-')
                changed[at] = '+';
            if (changed[at] == '_')
                changed[at] = '/';
        }
        if (changed == token)
            continue;
        ++found;
        EXPECT_EQ(opened(token), TokenStatus::ok);
        EXPECT_EQ(opened(changed), TokenStatus::malformed);
    }
    EXPECT_EQ(found, 5);
}

TEST(HostileToken, OfAnotherDigestIsMalformed)
{
    for (const char* digest : {"sha256", "sha512", "md5"}) {
        std::string token;
        TokenSigner("dev", {.digest = digest}).sign(token, "{}", now);
        EXPECT_EQ(opened(token), TokenStatus::malformed) << digest;
    }
}

TEST(HostileToken, OfAnotherKeySaltOrDerivationIsRefused)
{
    std::string token;
    TokenSigner("other").sign(token, "{}", now);
    EXPECT_EQ(opened(token), TokenStatus::bad_signature);
    for (const char* salt : {"itsdangerous", "", "flask-login", "cookie-session "}) {
        token.clear();
        TokenSigner("dev", {.salt = salt}).sign(token, "{}", now);
        EXPECT_EQ(opened(token), TokenStatus::bad_signature) << salt;
    }
    for (const auto derivation :
         {KeyDerivation::concat, KeyDerivation::django_concat, KeyDerivation::none}) {
        token.clear();
        TokenSigner("dev", {.key_derivation = derivation}).sign(token, "{}", now);
        EXPECT_EQ(opened(token), TokenStatus::bad_signature);
    }
}

TEST(HostileToken, SplicedOfTwoGoodOnesIsRefused)
{
    std::string other;
    signer.sign(other, R"({"username":"guest"})", now - 5);
    ASSERT_EQ(opened(other), TokenStatus::ok);
    const std::size_t first = other.find('.');
    const std::size_t last = other.rfind('.');
    EXPECT_EQ(opened(payload + other.substr(first)), TokenStatus::bad_signature);
    EXPECT_EQ(opened(payload + "." + stamp + other.substr(last)), TokenStatus::bad_signature);
    EXPECT_EQ(opened(payload + other.substr(first, last - first) + "." + signature),
              TokenStatus::bad_signature);
}

TEST(HostileToken, OfAnotherFormatIsRefused)
{
    for (const std::string& token :
         {std::string("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."),
          std::string("BAh7B0kiD3Nlc3Npb25faWQGOgZFVEki--3a9c"),
          std::string("a:1:{s:4:\"user\";s:5:\"admin\";}"), std::string("\x80\x04\x95\x0f."),
          std::string("\xff\xfe.\xff.\xff"), std::string("\xc0\xae\xc0\xae"),
          std::string("P%2ET%2ES")})
        EXPECT_EQ(opened(token), TokenStatus::malformed) << token;
}

TEST(HostileToken, LongerThanTheLimitIsNotHashed)
{
    for (const std::size_t size : {8193U, 16'384U, 65'536U}) {
        EXPECT_EQ(opened(std::string(size, 'A')), TokenStatus::malformed);
        const std::string text = std::string(size, 'A') + "." + stamp;
        EXPECT_EQ(opened(well_signed(text)), TokenStatus::malformed); // though well signed
    }
    EXPECT_EQ(opened(std::string(8192, 'A')), TokenStatus::malformed);
}

TEST(HostileToken, WithAnEmptyPayloadIsRefused)
{
    EXPECT_EQ(opened("." + stamp + "." + signature), TokenStatus::bad_signature);
    EXPECT_EQ(opened_payload(""), TokenStatus::unreadable);
    EXPECT_EQ(opened_payload("."), TokenStatus::unreadable);
}

TEST(HostileToken, WithATimeThatCannotBeIsRefused)
{
    EXPECT_EQ(opened_time(time_of(now + 1)), TokenStatus::from_the_future);
    EXPECT_EQ(opened_time(time_of(now + 86'400)), TokenStatus::from_the_future);
    EXPECT_EQ(opened_time(""), TokenStatus::expired); // 1970
    EXPECT_EQ(opened_time(time_of(std::uint64_t{1} << 31)), TokenStatus::from_the_future);
    EXPECT_EQ(opened_time(time_of(std::uint64_t{1} << 32)), TokenStatus::from_the_future);
    EXPECT_EQ(opened_time(time_of(last_datetime)), TokenStatus::from_the_future);
    EXPECT_EQ(opened_time(time_of(last_datetime + 1)), TokenStatus::bad_timestamp);
    EXPECT_EQ(opened_time(time_of(std::uint64_t{1} << 63)), TokenStatus::bad_timestamp);
    EXPECT_EQ(opened_time(time_of(~std::uint64_t{0})), TokenStatus::bad_timestamp);
}

TEST(HostileToken, WithATimeThatIsNotCanonicalIsRefused)
{
    EXPECT_EQ(opened_time(stamp), TokenStatus::ok);
    for (const char* time : {"!!!", "!!!!", "a", "AA", "AABlU_EA", "ZVPxAB", "ZVPxAA==", "ZVP xAA"})
        EXPECT_EQ(opened_time(time), TokenStatus::bad_timestamp) << time;
    EXPECT_EQ(opened_time(base64(std::string(40, '\1'))), TokenStatus::bad_timestamp);
}

TEST(HostileToken, WithAPayloadThatIsNotCanonicalBase64IsUnreadable)
{
    EXPECT_EQ(opened_payload("e30"), TokenStatus::ok);
    for (const char* text : {"a", "e30=", "e31", "e3 0", "!!!!", "e30\n", "Pj4+", "e30.e30", "é"})
        EXPECT_EQ(opened_payload(text), TokenStatus::unreadable) << text;
}

TEST(HostileToken, WithABrokenZlibStreamIsUnreadable)
{
    const std::string stream = unhex("789cab564a54b232ac0500082a0209"); // {"a":1}
    EXPECT_EQ(opened_payload("." + base64(stream)), TokenStatus::ok);
    for (std::size_t size = 0; size < stream.size(); ++size)
        EXPECT_EQ(opened_payload("." + base64(stream.substr(0, size))), TokenStatus::unreadable);
    std::string wrong_adler = stream;
    wrong_adler.back() = static_cast<char>(wrong_adler.back() ^ 1);
    EXPECT_EQ(opened_payload("." + base64(wrong_adler)), TokenStatus::unreadable);
    EXPECT_EQ(opened_payload("." + base64("not zlib")), TokenStatus::unreadable);
    for (const char* other : {"1f8b0800000000000003ab564a54b232ac0500afac1b5607000000", // gzip
                              "ab564a54b232ac0500",                                     // raw
                              "78bb9af70a01835200082a0209"}) // a preset dictionary
        EXPECT_EQ(opened_payload("." + base64(unhex(other))), TokenStatus::unreadable);
    EXPECT_EQ(opened_payload(".." + base64(stream)), TokenStatus::unreadable);
    EXPECT_EQ(opened_payload("." + base64(stream) + "="), TokenStatus::unreadable);
}

TEST(HostileToken, WithJunkAfterItsZlibStreamIsUnreadable)
{
    const std::string stream = unhex("789cab564a54b232ac0500082a0209");
    for (const std::string& more : {std::string("x"), std::string(1, '\0'), stream})
        EXPECT_EQ(opened_payload("." + base64(stream + more)), TokenStatus::unreadable);
}

TEST(HostileToken, WithStoredBlocksIsOpened)
{
    EXPECT_EQ(opened_payload("." + base64(unhex("7801010700f8ff7b2261223a317d082a0209"))),
              TokenStatus::ok);
}

TEST(HostileToken, ThatIsAZipBombIsTooLarge)
{
    std::string bomb;
    signer.sign(bomb, std::string(4 * 1024 * 1024, '['), now);
    ASSERT_LT(bomb.size(), 8192U);
    EXPECT_EQ(opened(bomb), TokenStatus::too_large);
}

} // namespace
