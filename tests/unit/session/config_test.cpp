#include <costrel/config.hpp>
#include <costrel/session_interface.hpp>

#include <gmock/gmock.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace {

using costrel::Config;
using costrel::ConfigError;
using testing::HasSubstr;
using testing::Not;

// The configuration that the environment gives, or the sentence that refuses it.
class FromEnv : public testing::Test {
protected:
    ~FromEnv() override
    {
        for (const std::string& name : set_)
            ::unsetenv(name.c_str());
    }

    void set(const std::string& key, const std::string& value)
    {
        set_.push_back("CONFIG_TEST_" + key);
        ::setenv(set_.back().c_str(), value.c_str(), 1);
    }
    static Config config() { return Config::from_env("CONFIG_TEST_"); }
    static std::string refusal()
    {
        try {
            (void)config();
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "accepted";
    }

private:
    std::vector<std::string> set_;
};

TEST_F(FromEnv, ReadsEachType)
{
    set("SECRET_KEY", "\"quotes\" belong to it");
    set("SECRET_KEY_FALLBACKS", R"(["oldest", "old"])");
    set("SESSION_COOKIE_SECURE", "true");
    set("SESSION_COOKIE_SAMESITE", "Lax");
    set("PERMANENT_SESSION_LIFETIME", "60");
    set("MAX_COOKIE_SIZE", "0");
    set("TRUSTED_HOSTS", R"(["example.com", ".example.org"])");
    set("PROXY_FIX_X_FOR", "2");
    set("BLOCKING_THREADS", "3");
    const Config found = config();
    EXPECT_EQ(found.secret_key, "\"quotes\" belong to it");
    EXPECT_THAT(found.secret_key_fallbacks, testing::ElementsAre("oldest", "old"));
    EXPECT_TRUE(found.session_cookie_secure);
    EXPECT_EQ(found.session_cookie_samesite, "Lax");
    EXPECT_EQ(found.permanent_session_lifetime, std::chrono::minutes(1));
    EXPECT_EQ(found.max_cookie_size, 0U);
    EXPECT_THAT(found.trusted_hosts, testing::ElementsAre("example.com", ".example.org"));
    EXPECT_EQ(found.proxy_fix.x_for, 2U);
    EXPECT_EQ(found.proxy_fix.x_proto, 0U);
    EXPECT_EQ(found.blocking_threads, 3U);
    EXPECT_EQ(found.session_cookie_name, std::nullopt) << "what is not set stays";
}

TEST_F(FromEnv, NamesTheVariableThatItCannotRead)
{
    set("SESSION_COOKIE_SECURE", "yes");
    EXPECT_THAT(refusal(),
                HasSubstr("CONFIG_TEST_SESSION_COOKIE_SECURE must be true or false, not \"yes\""));
}

TEST_F(FromEnv, NeverQuotesAKey)
{
    for (const char* text : {"the old key", R"(["a key", 5])", "{}"}) {
        set("SECRET_KEY_FALLBACKS", text);
        EXPECT_THAT(refusal(), HasSubstr("CONFIG_TEST_SECRET_KEY_FALLBACKS must be a JSON list"));
        EXPECT_THAT(refusal(), Not(HasSubstr(text)));
    }
}

// Was an exception of another type, which ended the program without a line in the log.
TEST(SessionConfig, ADomainThatNoCookieCanHaveIsAConfigError)
{
    const auto start = [](const std::string& domain) {
        const costrel::SessionInterface sessions({.session_cookie_domain = domain});
    };
    for (const std::string domain : {"a/b", "a b", "a..b", "a\r\nb", ".", "", "m\xc3\xbc.de"})
        EXPECT_THROW(start(domain), ConfigError) << domain;
    EXPECT_THROW(start(std::string(64, 'a')), ConfigError);
    EXPECT_NO_THROW(start(".example.com:8080"));
}

} // namespace
