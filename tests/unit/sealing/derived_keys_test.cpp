#include "sealing/derived_keys.hpp"
#include "unit/signing/hex.hpp"

namespace {

using namespace costrel::sealing;

const std::string secret = "3c344c4189eb2f1e7bd5d47e446fcec2a3d811736110e5781bcccea696762e61";

TEST(DerivedKeys, AreThoseOfTheReference)
{
    const DerivedKeys keys = derive_keys(secret, {"", "session", "session"});
    EXPECT_EQ(hex(key_id(secret)), "4e211e5f");
    EXPECT_EQ(hex(keys.seal.view()),
              "57b1588e19559d08d5c6dea281aa373e1ca0d66975ae319e797aa3e2bc39d9e6");
    EXPECT_EQ(hex(keys.nonce.view()),
              "c0feaed38178fb1cfd8cec193fa4459042bea5f9ad5eba931f2b5db55d05ff70");
    EXPECT_EQ(hex(keys.mac.view()),
              "e400ea4cedb99f29cf8b291780a93daa4671aba21c800ac29b93f2f6d3b0b926");
}

TEST(DerivedKeys, DifferWhereAnyPartOfTheContextDiffers)
{
    const std::string of_session(derive_keys(secret, {"", "session", "session"}).seal.view());
    EXPECT_NE(derive_keys(secret, {"shop", "session", "session"}).seal.view(), of_session);
    EXPECT_NE(derive_keys(secret, {"", "remember", "session"}).seal.view(), of_session);
    EXPECT_NE(derive_keys(secret, {"", "session", "__Host-session"}).seal.view(), of_session);
}

TEST(DerivedKeys, KeepThePartsOfTheContextApart)
{
    EXPECT_NE(derive_keys(secret, {"ab", "c", "d"}).seal.view(),
              derive_keys(secret, {"a", "bc", "d"}).seal.view());
}

TEST(DerivedKeys, TakeNoNameThatTheirLengthPrefixCannotHold)
{
    const std::string longest(0xffff, 'x');
    EXPECT_NO_THROW(derive_keys(secret, {longest, "session", "session"}));
    EXPECT_THROW(derive_keys(secret, {longest + "x", "session", "session"}), std::invalid_argument);
}

} // namespace
