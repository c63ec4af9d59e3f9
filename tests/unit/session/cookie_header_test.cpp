// The Cookie field around the session's cookie, and the Set-Cookie field that answers: rows D1 to
// D21 of the list of bad inputs. Not here:
// D9: several fields are joined before they come here; app/dispatch_test.cpp.
// D13: a session's cookie needs no quotes; other values are in encoding/cookie_writer_test.cpp.
// D16: http/response_writer_test.cpp.
// D19, D20: trailers and the size of a field are the connection's;
// http/connection_framing_test.cpp. That hostile fields take linear time is in
// encoding/cookie_reader_test.cpp, and that they take no memory in tests/faults/memory_test.cpp.
#include "unit/session/cookies.hpp"

#include <gmock/gmock.h>

namespace costrel::inline v1::cookies {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto none = SessionOrigin::none;
constexpr auto bad_signature = SessionOrigin::bad_signature;

const std::string pair = "session=" + good;
const std::string guest = "session=" + cookie_of_json(R"({"username":"guest"})");

TEST(CookieHeader, HasTheSessionInItsFirstCookieOfThatName)
{
    const auto outcome = [](const std::string& field) { return outcome_of_field(field); };
    const Outcome no_cookie = empty(none);

    EXPECT_EQ(outcome("session=bad; " + pair), empty(bad_signature)) << "D1";
    EXPECT_EQ(outcome("session=; " + pair), no_cookie) << "D1, as in Flask";
    EXPECT_EQ(outcome(pair + "; session=bad"), admin) << "D2";
    EXPECT_EQ(outcome(pair + "; " + guest), admin) << "D3";
    EXPECT_EQ(outcome(guest + "; " + pair), opened(R"({"username":"guest"})")) << "D3";

    EXPECT_EQ(outcome("Session=" + good), no_cookie) << "D4";
    EXPECT_EQ(outcome("SESSION=" + good + "; " + pair), admin) << "D4";
    EXPECT_EQ(outcome("a=b," + pair), no_cookie) << "D5";
    EXPECT_EQ(outcome("a=b;" + pair), admin) << "D6";
    EXPECT_EQ(outcome("a=b;\t" + pair + "\t; c=d"), admin) << "D6";
    EXPECT_EQ(outcome("a=b;" + std::string(50, ' ') + pair), admin) << "D6";
    EXPECT_EQ(outcome("session \t=\t " + good), admin) << "D6";
    EXPECT_EQ(outcome("$Version=1; $Path=/; " + pair), admin) << "D8";

    EXPECT_EQ(outcome("session[0]=" + good), no_cookie) << "D21";
    EXPECT_EQ(outcome("session.a=" + good + "; /session=" + good), no_cookie) << "D21";
    EXPECT_EQ(outcome("session\\=" + good), no_cookie) << "D21";
    EXPECT_EQ(outcome("a=\"session=" + good + "\""), no_cookie) << "D21";
    EXPECT_EQ(outcome("a=\"; " + pair), admin) << "D21: an open quote hides nothing";
}

TEST(CookieHeader, D7MayHoldAnything)
{
    for (const std::string odd : {"=x", ";;;", "a", "=", "\"", "a=\"b", "a=b\"c", "a=\"\\", "\\",
                                  ",", "a==", "=;=", "\x80"})
        EXPECT_EQ(outcome_of_field(odd + "; " + pair), admin) << odd;
    EXPECT_EQ(outcome_of_field("session"), empty(none));
    EXPECT_EQ(outcome_of_field("session=\""), empty(none)) << "left out: it is no cookie";
    EXPECT_EQ(outcome_of_field(";"), empty(none));
}

TEST(CookieHeader, D10MayHoldManyCookies)
{
    std::string many;
    for (int i = 0; i < 1000; ++i)
        many += "c" + std::to_string(i) + "=1; ";
    EXPECT_EQ(outcome_of_field(many + pair), admin);
    std::string long_ones;
    for (int i = 0; i < 180; ++i)
        long_ones += "a=" + std::string(80, 'a') + "; ";
    EXPECT_EQ(outcome_of_field(long_ones + pair), admin);
}

// What the application is started with, or why it does not start.
std::string started(const SessionConfig& configuration)
{
    try {
        const SessionInterface interface(configuration);
        Visit visit(interface, "", now);
        Session& session = visit.session;
        session["a"] = 1;
        return visit.set_cookie();
    } catch (const ConfigError& error) {
        return error.what();
    }
}

TEST(SetCookie, D11KeepsThePromiseOfAHostPrefix)
{
    SessionConfig host = config();
    host.session_cookie_name = "__Host-session";
    host.session_cookie_secure = true;
    EXPECT_THAT(started(host), HasSubstr("__Host-session="));
    host.session_cookie_domain = "example.com";
    EXPECT_THAT(started(host), HasSubstr("session_cookie_domain must not be set"));
    host.session_cookie_domain.reset();
    host.session_cookie_path = "/app";
    EXPECT_THAT(started(host), HasSubstr("session_cookie_path must be /"));
}

TEST(SetCookie, D12HasANameThatIsOne)
{
    for (const std::string name :
         {"a=b", "a;b", "a b", "a\rb", "a\nb", "", "\xc3\xa9", "a,b", "a\"b", "a\tb", "a\x7f"}) {
        SessionConfig named = config();
        named.session_cookie_name = name;
        EXPECT_THAT(started(named), HasSubstr("session_cookie_name must be a cookie name")) << name;
    }
}

// "http://example.com" started, and browsers dropped every cookie for "http".
TEST(SetCookie, TheDomainIsNoUrl)
{
    SessionConfig domain = config();
    for (const std::string bad :
         {"http://example.com", "a:b:80", ":80", "[::1]", "example.com/", "//example.com"}) {
        domain.session_cookie_domain = bad;
        EXPECT_THAT(started(domain), HasSubstr("session_cookie_domain must be a host name")) << bad;
    }
    for (const std::string with_port : {".example.com:5000", "example.com:"}) {
        domain.session_cookie_domain = with_port; // as in Flask the port is cut off
        EXPECT_THAT(started(domain), HasSubstr("; Domain=example.com;"));
    }
}

TEST(SetCookie, D14HasNoLineOrAttributeFromASetting)
{
    for (const std::string bad : {"a\r\nSet-Cookie: b=c", "a\nb", "a; HttpOnly", "a;b"}) {
        SessionConfig domain = config();
        domain.session_cookie_domain = bad;
        EXPECT_THAT(started(domain), HasSubstr("session_cookie_domain must be a host name"));
        SessionConfig samesite = config();
        samesite.session_cookie_samesite = bad;
        EXPECT_THAT(started(samesite), HasSubstr("session_cookie_samesite must be"));
    }
    SessionConfig path = config();
    path.session_cookie_path = "/a\r\nSet-Cookie: b=c";
    EXPECT_THAT(started(path), HasSubstr("have no control characters"));
    path.session_cookie_path = "/a; Domain=evil.example";
    EXPECT_THAT(started(path), EndsWith("; HttpOnly; Path=/a%3B%20Domain=evil.example"));
}

TEST(SetCookie, D15HasNoSettingThatBrowsersDrop)
{
    using namespace std::chrono_literals;
    SessionConfig cross = config();
    cross.session_cookie_samesite = "None";
    EXPECT_THAT(started(cross), HasSubstr("session_cookie_secure must be true"));
    cross.session_cookie_secure = true;
    EXPECT_THAT(started(cross), EndsWith("; Secure; HttpOnly; Path=/; SameSite=None"));
    for (const std::chrono::seconds lifetime :
         {std::chrono::seconds(-1s), std::chrono::seconds::max(), std::chrono::seconds::min()}) {
        SessionConfig lasting = config();
        lasting.permanent_session_lifetime = lifetime;
        EXPECT_THAT(started(lasting), HasSubstr("permanent_session_lifetime must"));
    }
}

TEST(SetCookie, D17IsNotNeededForTheAnswerToVary)
{
    Visit visit(sessions(), pair, now);
    const Session& read = visit.session;
    EXPECT_FALSE(visit.save().vary_cookie);
    (void)read.contains("username");
    const SavedSession saved = visit.save();
    EXPECT_TRUE(saved.vary_cookie);
    EXPECT_EQ(set_cookie_of(saved), "");
}

// Whether a cookie came over TLS is the browser's to care for.
TEST(SetCookie, D18WithSecureIsReadAsAnyOther)
{
    SessionConfig secure = config();
    secure.session_cookie_secure = true;
    EXPECT_EQ(outcome_of(good, SessionInterface(secure)), admin);
}

} // namespace
} // namespace costrel::inline v1::cookies
