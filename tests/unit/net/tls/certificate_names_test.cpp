#include "net/tls/certificate_names.hpp"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>

namespace costrel::inline v1::net {
namespace {

struct Freer {
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const noexcept { X509_EXTENSION_free(extension); }
};

std::unique_ptr<X509, Freer> certificate(const char* common_name, const char* names)
{
    std::unique_ptr<X509, Freer> made(X509_new());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(common_name), -1, -1, 0);
    if (names) {
        const std::unique_ptr<X509_EXTENSION, Freer> extension(
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names));
        X509_add_ext(made.get(), extension.get(), -1);
    }
    return made;
}

class CertificateNamesTest : public testing::Test {
protected:
    CertificateNamesTest()
    {
        names.add(*certificate("ignored.test", "DNS:example.com,DNS:WWW.example.com,IP:10.0.0.1"),
                  0);
        names.add(*certificate("shop.test", nullptr), 1);
        names.add(*certificate("x", "DNS:*.example.com,DNS:www.example.com"), 2);
    }

    CertificateNames names;
};

TEST_F(CertificateNamesTest, LeadToTheCertificateWhateverTheCase)
{
    EXPECT_EQ(names.find("example.com"), 0U);
    EXPECT_EQ(names.find("EXAMPLE.com"), 0U);
    EXPECT_EQ(names.find("shop.test"), 1U);
}

TEST_F(CertificateNamesTest, AreTheAlternativeNamesWhereThereAreAny)
{
    EXPECT_EQ(names.find("ignored.test"), std::nullopt);
    EXPECT_EQ(names.find("x"), std::nullopt);
    EXPECT_EQ(names.find("10.0.0.1"), std::nullopt);
}

TEST_F(CertificateNamesTest, OfAWildcardStandForOneLabel)
{
    EXPECT_EQ(names.find("blog.example.com"), 2U);
    EXPECT_EQ(names.find("a.blog.example.com"), std::nullopt);
    EXPECT_EQ(names.find(".example.com"), std::nullopt);
}

TEST_F(CertificateNamesTest, BelongToTheFirstCertificateThatHasThem)
{
    EXPECT_EQ(names.find("www.example.com"), 0U);
}

TEST_F(CertificateNamesTest, OfAnyLengthAreLookedFor)
{
    EXPECT_EQ(names.find(""), std::nullopt);
    EXPECT_EQ(names.find("."), std::nullopt);
    EXPECT_EQ(names.find(std::string(100'000, 'a')), std::nullopt);
}

} // namespace
} // namespace costrel::inline v1::net
