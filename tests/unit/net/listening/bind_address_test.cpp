#include "net/listening/bind_address.hpp"
#include "unit/net/sentence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::net {
namespace {

using Kind = BindAddress::Kind;
using Security = BindAddress::Security;
using testing::HasSubstr;

std::string complaint(std::string_view text)
{
    return sentence_of([text] { BindAddress::parse(text); });
}

TEST(BindAddress, IsAHostAndAPort)
{
    const BindAddress bind = BindAddress::parse("127.0.0.1:5000");
    EXPECT_EQ(bind.kind, Kind::tcp);
    EXPECT_EQ(bind.host, "127.0.0.1");
    EXPECT_EQ(bind.port, 5000);
    EXPECT_EQ(bind.security, Security::unsaid);
    EXPECT_EQ(BindAddress::parse(" localhost:0 ").host, "localhost");
    EXPECT_EQ(BindAddress::parse("a:65535").port, 65535);
}

TEST(BindAddress, IsAnIpv6AddressInBrackets)
{
    const BindAddress bind = BindAddress::parse("[::1]:5000");
    EXPECT_EQ(bind.host, "::1");
    EXPECT_EQ(bind.port, 5000);
}

TEST(BindAddress, IsAUnixSocketWithAMode)
{
    const BindAddress bind = BindAddress::parse("unix:/run/app.sock mode=660");
    EXPECT_EQ(bind.kind, Kind::local);
    EXPECT_EQ(bind.path, "/run/app.sock");
    EXPECT_EQ(bind.mode, 0660U);
    EXPECT_FALSE(BindAddress::parse("unix:app.sock").mode);
}

TEST(BindAddress, IsASocketOfSystemd)
{
    EXPECT_EQ(BindAddress::parse("systemd").kind, Kind::systemd);
    EXPECT_EQ(BindAddress::parse("systemd").name, "");
    EXPECT_EQ(BindAddress::parse("systemd:web").name, "web");
}

TEST(BindAddress, SaysWhetherItSpeaksTls)
{
    EXPECT_EQ(BindAddress::parse("0.0.0.0:443 tls").security, Security::tls);
    EXPECT_EQ(BindAddress::parse("unix:/a\tmode=600  tls").security, Security::tls);
    EXPECT_EQ(BindAddress::parse("systemd plain").security, Security::plain);
}

TEST(BindAddress, SaysWhatIsWrong)
{
    EXPECT_EQ(complaint("127.0.0.1"),
              "cannot listen on \"127.0.0.1\": it has no port; write 127.0.0.1:5000, [::1]:5000, "
              "unix:/run/app.sock or systemd");
    EXPECT_THAT(complaint(""), HasSubstr("it is empty"));
    EXPECT_THAT(complaint("[::1]"), HasSubstr("it has no port"));
    EXPECT_THAT(complaint(":5000"), HasSubstr("it has no host; write 0.0.0.0:5000"));
    EXPECT_THAT(complaint("::1:5000"), HasSubstr("stands in brackets"));
    EXPECT_THAT(complaint("a:65536"), HasSubstr("no number from 0 to 65535"));
    EXPECT_THAT(complaint("a:"), HasSubstr("no number from 0 to 65535"));
    EXPECT_THAT(complaint("a:http"), HasSubstr("no number from 0 to 65535"));
    EXPECT_THAT(complaint("a:-1"), HasSubstr("no number from 0 to 65535"));
    EXPECT_THAT(complaint("unix:"), HasSubstr("it has no path"));
    EXPECT_THAT(complaint("unix:/a mode=888"), HasSubstr("no octal number"));
    EXPECT_THAT(complaint("unix:/a mode=1777"), HasSubstr("no octal number"));
    EXPECT_THAT(complaint("a:1 mode=600"), HasSubstr("only the file of a Unix socket"));
    EXPECT_THAT(complaint("a:1 ssl"), HasSubstr("only tls, plain and mode=660 are known"));
    EXPECT_THAT(complaint("a:1 tls plain"), HasSubstr("once at most"));
}

} // namespace
} // namespace costrel::inline v1::net
