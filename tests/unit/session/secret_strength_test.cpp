#include "cookie_session.hpp"

#include <costrel/config.hpp>
#include <costrel/sealing/key_ring_source.hpp>
#include <costrel/session_interface.hpp>

#include <gmock/gmock.h>

#include <cstdlib>

namespace {

using costrel::Config;
using costrel::ConfigError;
using costrel::SessionInterface;
using costrel::weak_secret_warning;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Config with_key(std::string key)
{
    Config config;
    config.secret_key = std::move(key);
    return config;
}

constexpr const char* strong = "8f42a73054b1749f8f58848be5e6502c";

TEST(SecretStrength, WarnsOfKeysThatCanBeGuessed)
{
    EXPECT_THAT(weak_secret_warning(with_key("dev")), HasSubstr("is shorter than 16 bytes"));
    EXPECT_THAT(weak_secret_warning(with_key("any random string")),
                HasSubstr("is known from a tutorial"));
    EXPECT_THAT(weak_secret_warning(with_key("_5#y2L\"F4Q8z\n\xEC]/")),
                HasSubstr("is known from a tutorial"));
    EXPECT_THAT(weak_secret_warning(with_key(std::string(32, 'a'))),
                HasSubstr("is one byte over and over"));
    EXPECT_THAT(weak_secret_warning(with_key(strong)), IsEmpty());
    EXPECT_THAT(weak_secret_warning(with_key("")), IsEmpty()); // NullSession tells
}

TEST(SecretStrength, WarnsOfAWeakFallback)
{
    Config config = with_key(strong);
    config.secret_key_fallbacks = {"old"};
    EXPECT_THAT(weak_secret_warning(config), HasSubstr("a key of secret_key_fallbacks"));
}

TEST(SecretStrength, NeverQuotesAKey)
{
    EXPECT_THAT(weak_secret_warning(with_key("hunter2")), Not(HasSubstr("hunter2")));
}

TEST(SecretStrength, RefusesToStartWhenStrongKeysAreRequired)
{
    Config config = with_key("dev");
    config.require_strong_secret = true;
    EXPECT_THROW(SessionInterface{config}, ConfigError);
    config.secret_key = "";
    EXPECT_THROW(SessionInterface{config}, ConfigError);
    config.secret_key = strong;
    EXPECT_NO_THROW(SessionInterface{config});
}

TEST(SecretStrength, IsRequiredInProductionUnlessSaidOtherwise)
{
    ASSERT_EQ(setenv("COSTREL_ENV", "production", 1), 0);
    Config config = with_key("dev");
    EXPECT_THROW(SessionInterface{config}, ConfigError);
    config.require_strong_secret = false;
    EXPECT_NO_THROW(SessionInterface{config});
    ASSERT_EQ(unsetenv("COSTREL_ENV"), 0);
}

// It was "secret_key is not set".
TEST(SecretStrength, IsNotAskedOfSecretKeyWhenASourceGivesTheKeys)
{
    costrel::SessionConfig config;
    config.require_strong_secret = true;
    config.session_keys_source = costrel::key_ring_source([] {
        return costrel::KeyRing{.keys = {{.secret = "a secret of the tests: 0123456789abcdef"}}};
    });
    EXPECT_NO_THROW(SessionInterface{config});
    EXPECT_NO_THROW(SessionInterface{costrel::strict_sessions(config)});
    config.session_keys_source =
        costrel::key_ring_source([] { return costrel::KeyRing{.keys = {{.secret = "dev"}}}; });
    EXPECT_THROW(SessionInterface{config}, ConfigError);
}

TEST(SecretStrength, IsNotAskedOfAFormatWithKeysOfItsOwn)
{
    costrel::SessionConfig config;
    config.require_strong_secret = true;
    config.session_format =
        std::make_shared<costrel::CookieSession>(std::vector<std::string>{"k1"}, "express:sess");
    EXPECT_NO_THROW(SessionInterface{config});
    config.secret_key = "dev"; // may sign something else
    EXPECT_THROW(SessionInterface{config}, ConfigError);
    config.secret_key = "";
    for (const auto& format : {costrel::SessionFormat::flask(), costrel::SessionFormat::sealed()}) {
        config.session_format = format;
        EXPECT_THROW(SessionInterface{config}, ConfigError);
    }
}

} // namespace
