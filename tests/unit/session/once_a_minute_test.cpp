#include "session/once_a_minute.hpp"

#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/session_observer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using namespace costrel;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using ::testing::ElementsAre;

constexpr sys_seconds start(seconds(1'800'000'000));

TEST(OnceAMinute, IsDueAtOnceAndAMinuteLater)
{
    session::OnceAMinute minute;
    EXPECT_TRUE(minute.is_due(start));
    EXPECT_FALSE(minute.is_due(start));
    EXPECT_FALSE(minute.is_due(start + seconds(59)));
    EXPECT_TRUE(minute.is_due(start + seconds(60)));
    EXPECT_FALSE(minute.is_due(start - seconds(60)));
}

// A list that cannot hear of others.
class DeafList final : public RevocationList {
public:
    Verdict check(const SessionFacts&, sys_seconds) const noexcept override
    {
        return Verdict::good;
    }
    void end_session(const SessionFacts&, sys_seconds, sys_seconds) override {}
    void end_user(std::string_view, sys_seconds) override {}
    void end_all(sys_seconds) override {}
    std::optional<seconds> max_staleness() const noexcept override { return seconds(0); }
    sys_seconds earliest_birth(std::string_view, sys_seconds now) const noexcept override
    {
        return now;
    }
    std::string problem() const override { return "costrel: the list is deaf"; }
};

struct Listener final : SessionObserver {
    void revocations_failed(std::string_view why) noexcept override { heard.emplace_back(why); }
    std::vector<std::string> heard;
};

TEST(OnceAMinute, TheProblemOfAListIsTold)
{
    Listener listener;
    sys_seconds now = start;
    const SessionInterface sessions(
        {.secret_key = "a key of the tests that is long enough",
         .session_revocations = std::shared_ptr<RevocationList>(std::make_shared<DeafList>()),
         .session_observer = &listener},
        [&now] { return now; });
    for (const int second : {0, 1, 59, 60, 61}) {
        now = start + seconds(second);
        SessionExchange exchange(sessions);
        exchange.session().get("n", 0);
    }
    EXPECT_THAT(listener.heard,
                ElementsAre("costrel: the list is deaf", "costrel: the list is deaf"));
}

} // namespace
