#include <costrel/session_interface.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using costrel::Config;
using costrel::SecureCookieSessionInterface;
using costrel::Session;
using costrel::SessionOrigin;
using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds T(1'700'000'000s);

class Recorder : public costrel::SessionObserver {
public:
    void opened(SessionOrigin origin, std::size_t key_index) noexcept override
    {
        origins.push_back(origin);
        key = key_index;
    }
    void too_large(std::string_view warning) noexcept override { warnings.emplace_back(warning); }

    std::vector<SessionOrigin> origins;
    std::size_t key = 0;
    std::vector<std::string> warnings;
};

class Observed : public testing::Test {
protected:
    static Config make_config(Recorder& recorder)
    {
        Config config;
        config.secret_key = "new";
        config.secret_key_fallbacks = {"k"};
        config.session_observer = &recorder;
        return config;
    }

    Recorder recorder;
    Config config = make_config(recorder);
};

TEST_F(Observed, TellsWhatACookieWasWorthOnceASession)
{
    const SecureCookieSessionInterface sessions(config);
    const Session good =
        sessions.open_session("session=eyJhIjoxfQ.ZVPxAA.-1QlRaColPEibXlFRFd2EAdBB74", T);
    EXPECT_TRUE(recorder.origins.empty()); // not used yet
    EXPECT_TRUE(good.contains("a"));
    EXPECT_TRUE(good.contains("a"));
    ASSERT_EQ(recorder.origins, std::vector{SessionOrigin::opened});
    EXPECT_EQ(recorder.key, 1U);

    EXPECT_FALSE(sessions.open_session("session=bad", T).contains("a"));
    EXPECT_EQ(recorder.origins.back(), SessionOrigin::bad_signature);

    const auto counters = sessions.counters();
    EXPECT_EQ(counters[SessionOrigin::opened], 1U);
    EXPECT_EQ(counters[SessionOrigin::bad_signature], 1U);
    EXPECT_EQ(counters.by_key[0], 0U);
    EXPECT_EQ(counters.by_key[1], 1U);
}

TEST_F(Observed, CountsWhatIsSavedAndDeleted)
{
    const SecureCookieSessionInterface sessions(config);
    Session session = sessions.open_session("", T);
    session["a"] = 1;
    (void)sessions.save_session(session, T);
    session.clear();
    (void)sessions.save_session(session, T);
    EXPECT_EQ(sessions.counters().saved, 1U);
    EXPECT_EQ(sessions.counters().deleted, 1U);
}

// Text that zlib cannot make smaller.
std::string noise(std::size_t size)
{
    std::string text;
    for (unsigned seed = 1; text.size() < size;) {
        seed = seed * 1'103'515'245 + 12'345;
        text += static_cast<char>('0' + (seed >> 16) % 75);
    }
    return text;
}

TEST_F(Observed, ACookieThatBrowsersDropIsNeverSentSilently)
{
    const SecureCookieSessionInterface sessions(config);
    Session session = sessions.open_session("", T);
    session["text"] = noise(5000);
    const auto saved = sessions.save_session(session, T);
    EXPECT_FALSE(saved.set_cookie.empty()); // as Flask
    EXPECT_EQ(sessions.counters().too_large, 1U);
    ASSERT_EQ(recorder.warnings.size(), 1U);
    EXPECT_EQ(recorder.warnings[0], saved.warning);
}

TEST_F(Observed, ACookieThatBrowsersDropCanEndTheRequest)
{
    config.fail_on_large_cookie = true;
    config.max_cookie_size = 0; // no warning as Flask gives it
    const SecureCookieSessionInterface sessions(config);
    Session session = sessions.open_session("", T);
    session["text"] = noise(5000);
    EXPECT_THROW((void)sessions.save_session(session, T), costrel::CookieTooLargeError);
    EXPECT_EQ(sessions.counters().too_large, 1U);
    EXPECT_EQ(sessions.counters().saved, 0U);
}

TEST_F(Observed, NameAndValueOf4096BytesAreKept)
{
    config.fail_on_large_cookie = true;
    const SecureCookieSessionInterface sessions(config);
    const auto cookie_of = [&](std::size_t size) {
        Session session = sessions.open_session("", T);
        session["t"] = noise(size);
        return sessions.save_session(session, T).set_cookie;
    };
    std::size_t size = 1000;
    while (cookie_of(size).find(';') - 1 < 4094)
        ++size;
    const std::size_t kept = cookie_of(size).find(';') - 1;
    EXPECT_LE(kept, 4096U);
    EXPECT_THROW((void)cookie_of(size + 3), costrel::CookieTooLargeError);
}

} // namespace
