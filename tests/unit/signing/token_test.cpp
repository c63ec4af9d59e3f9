#include "signing/token.hpp"

#include <costrel/signing/url_safe_serializer.hpp>

#include <gmock/gmock.h>

#include <limits>
#include <random>
#include <thread>

namespace {

using namespace costrel::signing;

constexpr std::int64_t now = 1'700'000'000;
constexpr std::int64_t month = 31 * 24 * 3600;
const TokenSigner signer("dev");

std::string token_of(const TokenSigner& by, std::string_view json, std::int64_t at = now)
{
    std::string token;
    by.sign(token, json, at);
    return token;
}

struct Opened {
    TokenStatus status;
    std::string json;
    bool operator==(const Opened&) const = default;
};

Opened opened(const TokenSigner& by, std::string_view token, std::int64_t at = now,
              std::int64_t max_age = month)
{
    std::string json = "left over";
    OpenInfo info;
    const TokenStatus status = by.open(token, at, max_age, json, info);
    return {status, json};
}

OpenInfo info_of(const TokenSigner& by, std::string_view token)
{
    std::string json;
    OpenInfo info;
    EXPECT_EQ(by.open(token, now, month, json, info), TokenStatus::ok);
    return info;
}

TEST(TokenSigner, SignsAgainWhatItSigned)
{
    const SecretKeys keys{"old", "new"};
    const TokenSigner two(keys);
    for (const std::string& json :
         {std::string("{}"), std::string(R"({"_permanent":true,"username":"admin"})"),
          R"({"text":")" + std::string(500, 'x') + "\"}"}) {
        for (const std::size_t key : {0U, 1U}) {
            std::string earlier;
            two.sign(earlier, json, now, key);
            for (const std::int64_t at : {std::int64_t{0}, std::int64_t{255}, now - 1, now, now + 1,
                                          std::int64_t{1} << 33}) {
                std::string again = "before ";
                two.sign_again(again, earlier, at, key);
                std::string anew = "before ";
                two.sign(anew, json, at, key);
                EXPECT_EQ(again, anew) << at;
            }
        }
    }
}

TEST(TokenSigner, SignsAsFlaskDoes)
{
    EXPECT_EQ(token_of(signer, "{}"), "e30.ZVPxAA.G9CsbqNauYyuVcGETViEUblgw6A");
    EXPECT_EQ(token_of(signer, R"({"username":"admin"})"),
              "eyJ1c2VybmFtZSI6ImFkbWluIn0.ZVPxAA.1pJeQjtZo7U6CGxSLhPtlWWPqKw");
    EXPECT_EQ(token_of(signer, R"({"x":")" + std::string(100, 'a') + R"("})"),
              ".eJyrVqpQslJKpANQqgUAbeEoFw.ZVPxAA.vcMRyjau3GGiZVCoJXNtz-JSg20");
}

TEST(TokenSigner, AppendsItsToken)
{
    std::string out = "session=";
    signer.sign(out, "{}", now);
    EXPECT_EQ(out, "session=e30.ZVPxAA.G9CsbqNauYyuVcGETViEUblgw6A");
}

TEST(TokenSigner, OpensWhatItSigned)
{
    for (const std::string& json :
         {std::string("{}"), std::string(R"({"username":"admin"})"), std::string(5000, 'a')}) {
        const std::string token = token_of(signer, json);
        EXPECT_EQ(opened(signer, token), (Opened{TokenStatus::ok, json}));
        EXPECT_EQ(info_of(signer, token).date_signed, now);
        EXPECT_EQ(info_of(signer, token).key_index, 0U);
    }
}

TEST(TokenSigner, WritesWhatTheSerializerWritesAndReadsIt)
{
    const URLSafeTimedSerializer serializer("dev", {.salt = "cookie-session",
                                                    .key_derivation = KeyDerivation::hmac,
                                                    .payload = &tagged_json()});
    const costrel::Value value = costrel::Dict{{"user", "admin"}, {"n", std::string(50, 'n')}};
    const std::string json = tagged_json().dump(value);
    const std::string token =
        serializer.dumps(value, std::chrono::sys_seconds(std::chrono::seconds(now)));
    EXPECT_EQ(token, token_of(signer, json));
    EXPECT_EQ(opened(signer, token), (Opened{TokenStatus::ok, json}));
}

TEST(TokenSigner, OpensAnyTextItSigned)
{
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const TokenSigner by({"old", "new"}, {.max_token = 100'000});
    for (int round = 0; round < 2000; ++round) {
        std::string json(1 + random() % 3000, '\0');
        const unsigned alphabet = 1 + random() % 256; // few letters: compressible
        for (char& c : json)
            c = static_cast<char>(random() % alphabet);
        const auto at = static_cast<std::int64_t>(random());
        const std::string token = token_of(by, json, at);
        ASSERT_EQ(opened(by, token, at + month), (Opened{TokenStatus::ok, json}));
    }
}

TEST(TokenSigner, TakesAnAgeUpToAndWithTheMaximum)
{
    const std::string token = token_of(signer, "{}");
    EXPECT_EQ(opened(signer, token, now, 0).status, TokenStatus::ok);
    EXPECT_EQ(opened(signer, token, now + 10, 10).status, TokenStatus::ok);
    EXPECT_EQ(opened(signer, token, now + 11, 10), (Opened{TokenStatus::expired, ""}));
}

TEST(TokenSigner, TellsWhenAnExpiredTokenWasSigned)
{
    std::string json;
    OpenInfo info;
    EXPECT_EQ(signer.open(token_of(signer, "{}"), now + 11, 10, json, info), TokenStatus::expired);
    EXPECT_EQ(info.date_signed, now);
}

TEST(TokenSigner, AllowsNoClockThatIsAhead)
{
    const std::string token = token_of(signer, "{}");
    EXPECT_EQ(opened(signer, token, now - 1), (Opened{TokenStatus::from_the_future, ""}));
    EXPECT_EQ(opened(signer, token, now - 86'400).status, TokenStatus::from_the_future);
}

TEST(TokenSigner, SignsWithTheLastKeyAndOpensWithAll)
{
    const TokenSigner rotated({"oldest", "older", "current"});
    EXPECT_EQ(token_of(rotated, "{}"), token_of(TokenSigner("current"), "{}"));
    const char* newest_first[] = {"current", "older", "oldest"};
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(info_of(rotated, token_of(TokenSigner(newest_first[i]), "{}")).key_index, i);
    EXPECT_EQ(opened(rotated, token_of(TokenSigner("removed"), "{}")).status,
              TokenStatus::bad_signature);
}

TEST(TokenSigner, TakesEmptyAndLongKeys)
{
    for (const std::string& key : {std::string(), std::string(10'000, 'k'), std::string("\0k", 2)})
        EXPECT_EQ(opened(TokenSigner(key), token_of(TokenSigner(key), "{}")).status,
                  TokenStatus::ok);
    EXPECT_EQ(opened(TokenSigner(""), token_of(signer, "{}")).status, TokenStatus::bad_signature);
}

TEST(TokenSigner, NeedsAKey)
{
    EXPECT_THROW(TokenSigner{SecretKeys()}, std::invalid_argument);
}

TEST(TokenSigner, TakesAnotherSaltDigestAndDerivation)
{
    const TokenSigner other(
        "dev",
        {.salt = "other", .key_derivation = KeyDerivation::django_concat, .digest = "sha512"});
    EXPECT_EQ(opened(other, token_of(other, "{}")), (Opened{TokenStatus::ok, "{}"}));
    EXPECT_EQ(opened(signer, token_of(other, "{}")).status, TokenStatus::malformed);
}

TEST(TokenSigner, CannotSignBefore1970)
{
    std::string out;
    EXPECT_THROW(signer.sign(out, "{}", -1), std::invalid_argument);
    EXPECT_EQ(out, "");
    EXPECT_THROW(signer.sign_again(out, token_of(signer, "{}"), -1), std::invalid_argument);
    EXPECT_EQ(out, "");
}

TEST(TokenSigner, KeepsItsLimits)
{
    const TokenSigner small("dev", {.max_token = 100, .max_payload = 200});
    const std::string fits(200, 'a');
    EXPECT_EQ(opened(small, token_of(signer, fits)), (Opened{TokenStatus::ok, fits}));
    EXPECT_EQ(opened(small, token_of(signer, fits + "a")), (Opened{TokenStatus::too_large, ""}));

    const std::string token = token_of(signer, "{}");
    EXPECT_EQ(opened(TokenSigner("dev", {.max_token = token.size()}), token).status,
              TokenStatus::ok);
    EXPECT_EQ(opened(TokenSigner("dev", {.max_token = token.size() - 1}), token).status,
              TokenStatus::malformed);
}

TEST(TokenSigner, MayBeUsedByManyThreadsAtOnce)
{
    const TokenSigner rotated({"old", "dev"});
    std::vector<int> wrong(4);
    std::vector<std::thread> threads;
    for (int& count : wrong) {
        threads.emplace_back([&] {
            const TokenSigner old("old");
            for (int i = 0; i < 2000; ++i) {
                const std::string json =
                    std::string(static_cast<std::size_t>(i % 50), 'a') + std::to_string(i);
                count += opened(rotated, token_of(rotated, json)) != Opened{TokenStatus::ok, json};
                count += opened(rotated, token_of(old, json)) != Opened{TokenStatus::ok, json};
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_THAT(wrong, testing::Each(0));
}

} // namespace
