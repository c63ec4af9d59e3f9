#include "certificate/certificate.hpp"
#include "net/tls/tls_context.hpp"
#include "unit/net/sentence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/fsuid.h>
#include <unistd.h>

namespace costrel::inline v1::net {
namespace {

using certificate::Certificate;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TlsContextTest : public testing::Test {
protected:
    static std::string complaint(const std::string& cert, const std::string& key)
    {
        return sentence_of([&] { TlsContext context(TlsFiles{cert, key}); });
    }

    const Certificate certificate;
};

TEST_F(TlsContextTest, TakesACertificateAndItsKey)
{
    EXPECT_EQ(complaint(certificate.cert(), certificate.key()), "nothing was thrown");
    EXPECT_THAT(TlsContext(TlsFiles{certificate.cert(), certificate.key()}).warnings(), IsEmpty());
}

TEST_F(TlsContextTest, TakesBothFromOneFile)
{
    EXPECT_EQ(complaint(certificate.both(), ""), "nothing was thrown");
}

TEST_F(TlsContextTest, SaysThatThereIsNoSuchFile)
{
    EXPECT_EQ(complaint("/no/cert.pem", certificate.key()),
              "cannot use the certificate /no/cert.pem: there is no such file");
    EXPECT_EQ(complaint(certificate.cert(), "/no/key.pem"),
              "cannot use the private key /no/key.pem: there is no such file");
    EXPECT_THAT(complaint(certificate.folder(), certificate.key()), HasSubstr("it is a folder"));
}

TEST_F(TlsContextTest, SaysThatAFileMayNotBeRead)
{
    using std::filesystem::perms;
    std::filesystem::permissions(certificate.folder(), perms(0755));
    std::filesystem::permissions(certificate.cert(), perms(0644));
    std::filesystem::permissions(certificate.key(), perms::none);
    // Root may read everything: as root this thread opens files as another user.
    constexpr uid_t somebody = 65534;
    const bool is_root = ::geteuid() == 0;
    if (is_root)
        ::setfsuid(somebody);
    const std::string sentence = complaint(certificate.cert(), certificate.key());
    if (is_root)
        ::setfsuid(0);
    EXPECT_THAT(sentence, HasSubstr("cannot use the private key"));
    EXPECT_THAT(sentence, HasSubstr("the user that the server runs as may not read it"));
}

TEST_F(TlsContextTest, SaysThatTheKeyBelongsToAnotherCertificate)
{
    const Certificate other;
    EXPECT_EQ(complaint(certificate.cert(), other.key()),
              "cannot use the private key " + other.key() +
                  ": it does not belong to the certificate " + certificate.cert());
}

TEST_F(TlsContextTest, SaysThatTheKeyHasAPassword)
{
    EXPECT_THAT(complaint(certificate.cert(), certificate.encrypted_key()),
                HasSubstr("it has a password; take it out with"));
}

TEST_F(TlsContextTest, SaysThatAFileHoldsSomethingElse)
{
    EXPECT_THAT(complaint(certificate.key(), certificate.key()),
                HasSubstr("it holds no certificate as PEM"));
    EXPECT_THAT(complaint(certificate.cert(), certificate.cert()),
                HasSubstr("it holds no private key as PEM"));
    EXPECT_THAT(complaint(certificate.cert(), ""),
                HasSubstr("the file holds the certificate and no key; name the key's file too"));
}

TEST_F(TlsContextTest, WarnsOfACertificateThatHasExpired)
{
    const Certificate old("localhost", 0);
    EXPECT_THAT(TlsContext(TlsFiles{old.cert(), old.key()}).warnings(),
                ElementsAre(HasSubstr("has expired")));
}

TEST_F(TlsContextTest, WarnsOfAKeyThatEverybodyCanRead)
{
    std::filesystem::permissions(certificate.key(), std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    EXPECT_THAT(TlsContext(TlsFiles{certificate.cert(), certificate.key()}).warnings(),
                ElementsAre(HasSubstr("every user of this machine can read the private key")));
}

} // namespace
} // namespace costrel::inline v1::net
