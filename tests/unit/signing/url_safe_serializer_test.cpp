#include "encoding/base64.hpp"
#include "unit/signing/hex.hpp"

#include <costrel/signing/url_safe_serializer.hpp>

#include <gmock/gmock.h>

namespace {

using namespace costrel;
using namespace costrel::signing;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::chrono::sys_seconds now{1'700'000'000s};
const URLSafeSerializer serializer("secret-key");
const URLSafeTimedSerializer timed("secret-key");
const Value value = Dict{{"id", 5}, {"name", "itsdangerous \u00e9"}};

// A token of `payload` as it stands, well signed.
std::string token_of(std::string_view payload)
{
    return Signer("secret-key", {.salt = "itsdangerous"}).sign(payload);
}

std::string base64(std::string_view bytes)
{
    std::string out;
    encoding::base64url_encode(out, bytes);
    return out;
}

Error error_of(std::string_view payload)
{
    const auto loaded = serializer.loads(token_of(payload));
    EXPECT_FALSE(loaded);
    return loaded ? Error{} : loaded.error();
}

// zlib.compress(b'{"a":1}')
const std::string stream = unhex("789cab564a54b232ac0500082a0209");

TEST(URLSafeSerializer, SignsAsItsdangerousDoes)
{
    EXPECT_EQ(serializer.dumps(value), "eyJpZCI6NSwibmFtZSI6Iml0c2Rhbmdlcm91cyDDqSJ9"
                                       ".xONOvVje6R17RNhGfKaftrEtsJI");
    EXPECT_EQ(timed.dumps(value, now), "eyJpZCI6NSwibmFtZSI6Iml0c2Rhbmdlcm91cyDDqSJ9"
                                       ".ZVPxAA.M-YY2G-1EyFw1HvZbOnuMO3FAOo");
}

TEST(URLSafeSerializer, CompressesWhatGetsShorter)
{
    const Value text = Dict{{"x", std::string(100, 'a')}};
    EXPECT_EQ(serializer.dumps(text), ".eJyrVqpQslJKpANQqgUAbeEoFw.I-zd1zViNWdjhmePb2Uj4fDDhV8");
    const auto loaded = serializer.loads(serializer.dumps(text));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(*loaded, text);
}

TEST(URLSafeSerializer, NeedsNoEscapesInAUrl)
{
    const std::string token = timed.dumps(List{"\u00ff\u00fe?>~", 1.5, nullptr, value});
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_."),
              std::string::npos);
}

TEST(URLSafeSerializer, ReadsWhatItSigned)
{
    const auto loaded = serializer.loads(serializer.dumps(value));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(*loaded, value);
    const auto opened = timed.loads(timed.dumps(value, now), 0s, now);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->value, value);
    EXPECT_EQ(opened->timestamp, now);
}

TEST(URLSafeSerializer, ReadsCompressedPayloadsOfAnyLevel)
{
    for (const std::string& bytes : {stream, unhex("7801010700f8ff7b2261223a317d082a0209")}) {
        const auto loaded = serializer.loads(token_of("." + base64(bytes)));
        ASSERT_TRUE(loaded);
        EXPECT_EQ(*loaded, Value(Dict{{"a", 1}}));
    }
}

TEST(URLSafeSerializer, IgnoresBytesAfterACompressedPayloadAsItsdangerousDoes)
{
    EXPECT_TRUE(serializer.loads(token_of("." + base64(stream + "junk"))));
}

TEST(URLSafeSerializer, SaysThatAPayloadIsNotBase64)
{
    const Error error = error_of("a");
    EXPECT_EQ(error.kind, ErrorKind::bad_payload);
    EXPECT_EQ(error.message, "Could not base64 decode the payload because of an exception");
    EXPECT_EQ(error.original_error, "Invalid base64-encoded data");
}

TEST(URLSafeSerializer, SaysThatAPayloadCannotBeDecompressed)
{
    for (const std::string& bytes :
         {std::string(), stream.substr(0, 8), std::string("not zlib"), unhex("ab564a54b232ac0500"),
          unhex("78bb9af70a01835200082a0209")}) {
        const Error error = error_of("." + base64(bytes));
        EXPECT_EQ(error.kind, ErrorKind::bad_payload);
        EXPECT_EQ(error.message,
                  "Could not zlib decompress the payload before decoding the payload");
    }
}

TEST(URLSafeSerializer, SaysThatAPayloadIsNotJson)
{
    for (const char* text : {"", "{broken", "\xff", "\xef\xbb\xbf{}"}) {
        const Error error = error_of(base64(text));
        EXPECT_EQ(error.kind, ErrorKind::bad_payload);
        EXPECT_EQ(error.message, "Could not load the payload because an exception occurred on "
                                 "unserializing the data.");
        EXPECT_NE(error.original_error, "");
    }
}

TEST(URLSafeSerializer, StopsABombAtItsLimit)
{
    const std::string bomb = serializer.dumps(std::string(1024 * 1024, 'a')); // and two quotes
    const auto loaded = serializer.loads(bomb);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, ErrorKind::bad_payload);
    EXPECT_THAT(loaded.error().original_error, HasSubstr("more than 1048576 bytes"));
    EXPECT_TRUE(URLSafeSerializer("secret-key", {.max_payload = 2 * 1024 * 1024}).loads(bomb));
}

TEST(URLSafeSerializer, GivesUpOnAPayloadNestedTooDeeply)
{
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    EXPECT_EQ(error_of(base64(deep)).kind, ErrorKind::bad_payload);
}

TEST(URLSafeSerializer, LoadsUnsafeReadsAForgedToken)
{
    const UnsafeValue unsafe = serializer.loads_unsafe(URLSafeSerializer("other").dumps(value));
    EXPECT_FALSE(unsafe.trusted);
    EXPECT_EQ(unsafe.value, value);
}

TEST(URLSafeSerializer, StaysUrlSafeUnderAnotherSalt)
{
    EXPECT_EQ(serializer.with_salt("s").dumps(value),
              URLSafeSerializer("secret-key", {.salt = "s"}).dumps(value));
    EXPECT_EQ(timed.with_salt("s").dumps(value, now),
              URLSafeTimedSerializer("secret-key", {.salt = "s"}).dumps(value, now));
}

TEST(URLSafeTimedSerializer, ReadsAndWritesFlasksSessionCookies)
{
    const URLSafeTimedSerializer sessions("dev", {.salt = "cookie-session",
                                                  .key_derivation = KeyDerivation::hmac,
                                                  .payload = &tagged_json()});
    const Value session = Dict{{"l", List{1, 2}}, {"t", Tuple{{1, 2}}}};
    const std::string cookie =
        "eyJsIjpbMSwyXSwidCI6eyIgdCI6WzEsMl19fQ.ZVPxAA.gnD1uT4S_ug4p_QHAYNKYJpKmKs";
    EXPECT_EQ(sessions.dumps(session, now), cookie);
    const auto opened = sessions.loads(cookie, std::chrono::days(31), now);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->value, session);
}

} // namespace
