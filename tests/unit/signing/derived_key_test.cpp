#include "signing/derived_key.hpp"
#include "unit/signing/hex.hpp"

#include <gmock/gmock.h>

namespace {

using namespace costrel::signing;

std::string derived(KeyDerivation derivation, std::string_view salt, std::string_view key)
{
    return hex(derive_key(derivation, "sha1", salt, key).view());
}

TEST(DeriveKey, IsThatOfItsdangerous)
{
    EXPECT_EQ(derived(KeyDerivation::concat, "itsdangerous.Signer", "secret-key"),
              "4b460bd4c0a15eb2549503321146ba76b60662ab");
    EXPECT_EQ(derived(KeyDerivation::django_concat, "itsdangerous.Signer", "secret-key"),
              "95c1413ec52400db8a22b50e2f318e9204636448");
    EXPECT_EQ(derived(KeyDerivation::hmac, "itsdangerous.Signer", "secret-key"),
              "b22a053dda49924fdfe1055d9e814a9ae8ad896e");
    EXPECT_EQ(derived(KeyDerivation::none, "itsdangerous.Signer", "secret-key"), hex("secret-key"));
}

TEST(DeriveKey, IsThatOfFlaskForASessionCookie)
{
    EXPECT_EQ(derived(KeyDerivation::hmac, "cookie-session", "dev"),
              "4d50ad79847b366eb85f0c79d35a580ff1348d10");
    EXPECT_EQ(derived(KeyDerivation::hmac, "cookie-session", "k"),
              "5278a562bfbbd93d2946b82c0c449695b43b5e3e");
}

TEST(DeriveKey, HasTheSizeOfItsDigest)
{
    EXPECT_EQ(derive_key(KeyDerivation::concat, "sha512", "salt", "key").view().size(), 64U);
    EXPECT_EQ(derive_key(KeyDerivation::hmac, "md5", "", "").view().size(), 16U);
}

TEST(KeyDerivation, IsFoundByTheNameThatItsdangerousGivesIt)
{
    EXPECT_EQ(key_derivation_named("concat"), KeyDerivation::concat);
    EXPECT_EQ(key_derivation_named("django-concat"), KeyDerivation::django_concat);
    EXPECT_EQ(key_derivation_named("hmac"), KeyDerivation::hmac);
    EXPECT_EQ(key_derivation_named("none"), KeyDerivation::none);
}

TEST(KeyDerivation, OfAnotherNameIsRefused)
{
    EXPECT_THROW(
        {
            try {
                key_derivation_named("invalid");
            } catch (const std::invalid_argument& error) {
                EXPECT_THAT(error.what(),
                            testing::HasSubstr("Unknown key derivation method 'invalid'"));
                throw;
            }
        },
        std::invalid_argument);
}

} // namespace
