// The signature and the shape of a session cookie: rows A1 to A35 of the list of bad inputs.
// "Empty" is what a careful server does with a bad one: the request has a new session, no cookie is
// set, and nothing fails.
//
// Every bit and every character of a cookie is changed in signing/token_hostile_test.cpp (A7 to
// A17); here are examples of each row, as they come to the application. Not here:
// A33, A34: there is no encrypted cookie in this version.
#include "unit/session/cookies.hpp"

namespace costrel::inline v1::cookies {
namespace {

constexpr auto none = SessionOrigin::none;
constexpr auto bad_signature = SessionOrigin::bad_signature;
constexpr auto unreadable = SessionOrigin::unreadable;
constexpr auto too_large = SessionOrigin::too_large;

std::string with_signature(std::string_view text)
{
    return payload + "." + stamp + "." + std::string(text);
}

std::string signed_with(std::string_view key, signing::TokenOptions options)
{
    std::string token;
    signing::TokenSigner(key, std::move(options)).sign(token, "{}", now.time_since_epoch().count());
    return token;
}

std::string replaced(std::string text, char from, char to)
{
    const std::size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << "the example has to have one";
    text.at(at) = to;
    return text;
}

TEST(CookieSignature, ThatIsGoodOpensTheSession)
{
    EXPECT_EQ(outcome_of(good), admin);
    EXPECT_EQ(well_signed_payload(payload), good);
    EXPECT_EQ(cookie_of_json(R"({"username":"admin"})"), good);
}

TEST(CookieSignature, OfTheWrongShapeIsRefused)
{
    expect_outcomes(std::vector<Row>{
        {"A1", "", empty(none)},
        {"A1 quoted", "\"\"", empty(none)},
        {"A2 .", ".", empty(bad_signature)},
        {"A2 ..", "..", empty(bad_signature)},
        {"A2 ...", "...", empty(bad_signature)},
        {"A2 ....", "....", empty(bad_signature)},
        {"A3", payload, empty(bad_signature)},
        {"A4", payload + "." + stamp, empty(bad_signature)},
        {"A5", with_signature(""), empty(bad_signature)},
        {"A6", "." + stamp + "." + signature, empty(bad_signature)},
        {"A6 signed", well_signed_payload(""), empty(unreadable)},
        {"A6 signed, compressed", well_signed_payload("."), empty(unreadable)},
        {"A7 one", with_signature(signature.substr(0, 26)), empty(bad_signature)},
        {"A7 four", with_signature(signature.substr(0, 23)), empty(bad_signature)},
        {"A7 five", with_signature(signature.substr(0, 22)), empty(bad_signature)},
        {"A7 all but one", with_signature(signature.substr(0, 1)), empty(bad_signature)},
        {"A8 one more", good + "A", empty(bad_signature)},
        {"A8 twice", good + signature, empty(bad_signature)},
    });
}

TEST(CookieSignature, HasOneSpelling)
{
    std::string hex = "d6925e423b59a3b53a086c522e13ed95658fa8ac";
    std::string upper = signature;
    for (char& c : upper)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const std::string middle = signature.substr(0, 9);
    const std::string rest = signature.substr(9);
    // The payload and the signature of each hold a '-' and a '_'.
    const std::string other = cookie_of_json("{\"a\":\"~~~???\",\"n\":12}");

    expect_outcomes(std::vector<Row>{
        {"A9", with_signature(replaced(signature, '1', '2')), empty(bad_signature)},
        {"A10 payload", replaced(good, 'y', 'z'), empty(bad_signature)},
        {"A10 time", payload + ".ZVPxAQ." + signature, empty(bad_signature)},
        {"A11 x", with_signature(signature.substr(0, 26) + "x"), empty(bad_signature)},
        {"A11 y", with_signature(signature.substr(0, 26) + "y"), empty(bad_signature)},
        {"A11 z", with_signature(signature.substr(0, 26) + "z"), empty(bad_signature)},
        {"A12 =", good + "=", empty(bad_signature)},
        {"A12 ==", good + "==", empty(bad_signature)},
        {"A13 payload", replaced(other, '-', '+'), empty(bad_signature)},
        {"A13 payload /", replaced(other, '_', '/'), empty(bad_signature)},
        {"A14 after", good + "\xc3\xa9", empty(bad_signature)},
        {"A14 within", with_signature(middle + "\xc3\xa9" + rest), empty(bad_signature)},
        {"A15 space: no cookie", with_signature(middle + " " + rest), empty(none)},
        {"A15 new line", with_signature(middle + "\n" + rest), empty(bad_signature)},
        {"A15 *", with_signature(middle + "*" + rest), empty(bad_signature)},
        {"A15 ~", with_signature(middle + "~" + rest), empty(bad_signature)},
        {"A15 four", with_signature(middle + "!!!!" + rest), empty(bad_signature)},
        {"A15 NUL", with_signature(middle + '\0' + rest), empty(bad_signature)},
        {"A16", with_signature(signature + "="), empty(bad_signature)},
        {"A17 hex", with_signature(hex), empty(bad_signature)},
        {"A17 upper case", with_signature(upper), empty(bad_signature)},
    });
    EXPECT_EQ(outcome_of(other).origin, SessionOrigin::opened);
}

TEST(CookieSignature, OfAnotherSettingIsRefused)
{
    using signing::KeyDerivation;
    expect_outcomes(std::vector<Row>{
        {"A18 sha256", signed_with("dev", {.digest = "sha256"}), empty(bad_signature)},
        {"A18 sha512", signed_with("dev", {.digest = "sha512"}), empty(bad_signature)},
        {"A19 none", signed_with("dev", {.key_derivation = KeyDerivation::none}),
         empty(bad_signature)},
        {"A19 concat", signed_with("dev", {.key_derivation = KeyDerivation::concat}),
         empty(bad_signature)},
        {"A19 django-concat", signed_with("dev", {.key_derivation = KeyDerivation::django_concat}),
         empty(bad_signature)},
        {"A20 itsdangerous", signed_with("dev", {.salt = "itsdangerous"}), empty(bad_signature)},
        {"A20 empty", signed_with("dev", {.salt = ""}), empty(bad_signature)},
        {"A20 flask-login", signed_with("dev", {.salt = "flask-login"}), empty(bad_signature)},
        {"J11 a password reset", signed_with("dev", {.salt = "reset password"}),
         empty(bad_signature)},
        {"A22", signed_with("removed", {}), empty(bad_signature)},
    });
}

TEST(CookieSignature, A21OfAnOldKeyIsTakenAndTheNextWriteHasTheNewest)
{
    SessionConfig rotated = config("new");
    rotated.secret_key_fallbacks = {"older", "dev"};
    const SessionInterface interface(rotated);
    EXPECT_EQ(outcome_of(good, interface), admin);

    const std::string field = "session=" + good;
    Visit visit(interface, field, now);
    Session& session = visit.session;
    EXPECT_EQ(session.key_index(), 1U);
    session["views"] = 1;
    const std::string cookie = visit.set_cookie();
    const std::string pair = cookie.substr(0, cookie.find(';'));
    const SessionInterface only_new(config("new"));
    EXPECT_EQ(outcome_of_field(pair, only_new), opened(R"({"username":"admin","views":1})"));
}

TEST(CookieSignature, A22OfAKeyThatWasRemovedIsRefused)
{
    SessionConfig rotated = config("new");
    rotated.secret_key_fallbacks = {"older"};
    EXPECT_EQ(outcome_of(good, SessionInterface(rotated)), empty(bad_signature));
}

TEST(CookieSignature, A23OfAnotherApplicationIsReadOnlyUnderItsName)
{
    SessionConfig other = config();
    other.session_cookie_name = "other_session";
    const SessionInterface interface(other);
    EXPECT_EQ(outcome_of(good, interface), empty(none));
    EXPECT_EQ(outcome_of_field("other_session=" + good, interface), admin);
}

TEST(CookieSignature, OfAnotherCookieIsRefused)
{
    const std::string guest =
        cookie_of_json(R"({"username":"guest"})", now - std::chrono::seconds(5));
    const std::size_t first = guest.find('.');
    const std::size_t last = guest.rfind('.');
    ASSERT_EQ(outcome_of(guest), opened(R"({"username":"guest"})"));
    expect_outcomes(std::vector<Row>{
        {"A24", payload + guest.substr(first), empty(bad_signature)},
        {"A25", payload + guest.substr(first, last - first) + "." + signature,
         empty(bad_signature)},
    });
}

TEST(CookieSignature, A26MayStandInQuotes)
{
    EXPECT_EQ(outcome_of("\"" + good + "\""), admin);
}

TEST(CookieSignature, OfOtherEncodingsAndFormatsIsRefused)
{
    std::string encoded = good;
    encoded.replace(encoded.find('.'), 1, "%2E");
    expect_outcomes(std::vector<Row>{
        {"A27 one", encoded, empty(bad_signature)},
        {"A27 both", payload + "%2E" + stamp + "%2E" + signature, empty(bad_signature)},
        {"A30 bytes", "\x80\xff.\xfe.\xfd", empty(bad_signature)},
        {"A30 overlong", with_signature("\xc0\xae"), empty(bad_signature)},
        {"A30 overlong dots", payload + "\xc0\xae" + stamp + "\xc0\xae" + signature,
         empty(bad_signature)},
        // A connection answers 400 to a NUL in a field: http/framing_gate_test.cpp.
        {"A31", good + '\0', empty(bad_signature)},
        {"A32 JWT", "eyJhbGciOiJub25lIn0.eyJ1c2VybmFtZSI6ImFkbWluIn0.", empty(bad_signature)},
        {"A32 Rails", "BAh7B0kiD3Nlc3Npb25faWQGOgZFVEki--3a9c0f", empty(bad_signature)},
        {"A32 Django", "eyJ1IjoxfQ:1r2abc:signature", empty(bad_signature)},
        {"A32 PHP: no cookie", "a:1:{s:4:\"user\"\\073s:5:\"admin\"\\073}", empty(none)},
        {"A32 pickle", "\x80\x04\x95\x0f.", empty(bad_signature)},
        {"A32 pickle, signed", well_signed_payload(base64("\x80\x04N.")), empty(unreadable)},
    });
}

TEST(CookieSignature, OfALongCookieCostsLittle)
{
    expect_outcomes(std::vector<Row>{
        {"A28 4 KiB", std::string(4096, 'A'), empty(bad_signature)},
        {"A28 8 KiB", std::string(8192, 'A'), empty(bad_signature)},
        {"A28 8 KiB and one", std::string(8193, 'A'), empty(too_large)},
        {"A28 16 KiB", std::string(16 * 1024, 'A'), empty(too_large)},
        {"A28 64 KiB", std::string(64 * 1024, 'A'), empty(too_large)},
        {"A28 signed", well_signed_payload(std::string(8192, 'A')), empty(too_large)},
        {"A29", std::string(8000, '.'), empty(bad_signature)},
        {"A29 too many", std::string(9000, '.'), empty(too_large)},
    });
}

// A client keeps what it was given: it is the price of a session that no server stores.
TEST(CookieSignature, A35OfACookieFromBeforeALogoutIsStillGood)
{
    const std::string field = "session=" + good;
    Visit visit(sessions(), field, now);
    Session& session = visit.session;
    session.clear();
    EXPECT_NE(visit.set_cookie(), "");
    EXPECT_EQ(outcome_of(good), admin);
}

} // namespace
} // namespace costrel::inline v1::cookies
