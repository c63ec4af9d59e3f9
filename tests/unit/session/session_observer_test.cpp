#include "visit.hpp"

#include <costrel/session/interface.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace {

using costrel::Session;
using costrel::SessionConfig;
using costrel::SessionInterface;
using costrel::SessionOrigin;
using costrel::set_cookie_of;
using costrel::Visit;
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
    static SessionConfig make_config(Recorder& recorder)
    {
        SessionConfig config;
        config.secret_key = "new";
        config.secret_key_fallbacks = {"k"};
        config.session_observer = &recorder;
        return config;
    }

    Recorder recorder;
    SessionConfig config = make_config(recorder);
};

TEST_F(Observed, TellsWhatACookieWasWorthOnceASession)
{
    const SessionInterface sessions(config);
    Visit visit(sessions, "session=eyJhIjoxfQ.ZVPxAA.-1QlRaColPEibXlFRFd2EAdBB74", T);
    const Session& good = visit.session;
    EXPECT_TRUE(recorder.origins.empty()); // not used yet
    EXPECT_TRUE(good.contains("a"));
    EXPECT_TRUE(good.contains("a"));
    ASSERT_EQ(recorder.origins, std::vector{SessionOrigin::opened});
    EXPECT_EQ(recorder.key, 1U);

    EXPECT_FALSE(Visit(sessions, "session=bad", T).session.contains("a"));
    EXPECT_EQ(recorder.origins.back(), SessionOrigin::bad_signature);

    const auto counters = sessions.counters();
    EXPECT_EQ(counters[SessionOrigin::opened], 1U);
    EXPECT_EQ(counters[SessionOrigin::bad_signature], 1U);
    EXPECT_EQ(counters.by_key[0], 0U);
    EXPECT_EQ(counters.by_key[1], 1U);
}

TEST_F(Observed, CountsWhatIsSavedAndDeleted)
{
    const SessionInterface sessions(config);
    Visit visit(sessions, "", T);
    Session& session = visit.session;
    session["a"] = 1;
    (void)visit.save();
    session.clear();
    (void)visit.save();
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
    const SessionInterface sessions(config);
    Visit visit(sessions, "", T);
    Session& session = visit.session;
    session["text"] = noise(5000);
    const auto saved = visit.save();
    EXPECT_FALSE(set_cookie_of(saved).empty()); // as Flask
    EXPECT_EQ(sessions.counters().too_large, 1U);
    ASSERT_EQ(recorder.warnings.size(), 1U);
    EXPECT_EQ(recorder.warnings[0], saved.warning);
}

TEST_F(Observed, ACookieThatBrowsersDropCanEndTheRequest)
{
    config.fail_on_large_cookie = true;
    config.max_cookie_size = 0; // no warning as Flask gives it
    const SessionInterface sessions(config);
    Visit visit(sessions, "", T);
    Session& session = visit.session;
    session["text"] = noise(5000);
    EXPECT_THROW((void)visit.save(), costrel::CookieTooLargeError);
    EXPECT_EQ(sessions.counters().too_large, 1U);
    EXPECT_EQ(sessions.counters().saved, 0U);
}

TEST_F(Observed, NameAndValueOf4096BytesAreKept)
{
    config.fail_on_large_cookie = true;
    const SessionInterface sessions(config);
    const auto cookie_of = [&](std::size_t size) {
        Visit visit(sessions, "", T);
        Session& session = visit.session;
        session["t"] = noise(size);
        return visit.set_cookie();
    };
    std::size_t size = 1000;
    while (cookie_of(size).find(';') - 1 < 4094)
        ++size;
    const std::size_t kept = cookie_of(size).find(';') - 1;
    EXPECT_LE(kept, 4096U);
    EXPECT_THROW((void)cookie_of(size + 3), costrel::CookieTooLargeError);
}

} // namespace
