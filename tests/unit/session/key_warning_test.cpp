#include "sealing/key_time.hpp"
#include "session/key_warning.hpp"

#include <costrel/session/config.hpp>
#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session_observer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using costrel::session::LastKeyWarning;
using costrel::session::warnings_of;
using std::chrono::sys_seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

sys_seconds at(const char* time)
{
    return sealing::read_key_time(time).value();
}

KeyRing::Key key(const char* from, std::optional<const char*> until = {})
{
    return {.secret = "never looked at here",
            .not_before = at(from),
            .not_after = until ? std::optional(at(*until)) : std::nullopt};
}

TEST(KeyWarning, TellsOfAKeyThatEndsWhileItsSessionsAreAlive)
{
    KeyRing ring{
        .keys = {key("2030-01-01T00:00:00Z", "2030-06-01T00:30:00Z"), key("2030-06-01T00:00:00Z")}};
    EXPECT_THAT(warnings_of(ring, 30min, 0s), IsEmpty());
    EXPECT_THAT(warnings_of(ring, 30min, 60s),
                ElementsAre(AllOf(HasSubstr("key 1 "), HasSubstr("2030-06-01T00:30:00Z"),
                                  HasSubstr("2030-06-01T00:32:00Z"))));
    ring.keys[0].revoked = true;
    EXPECT_THAT(warnings_of(ring, 30min, 60s), IsEmpty());
}

TEST(KeyWarning, ComparesAKeyWithTheNextToSignWhereverItStands)
{
    const KeyRing ring{
        .keys = {key("2030-06-01T00:00:00Z"), key("2030-01-01T00:00:00Z", "2030-06-01T00:10:00Z")}};
    EXPECT_THAT(warnings_of(ring, 30min, 0s), ElementsAre(HasSubstr("key 2 ")));
}

TEST(KeyWarning, OfTheLastKeyComesSevenDaysBeforeAndOnceADay)
{
    LastKeyWarning warning;
    EXPECT_FALSE(warning.is_due(at("2999-01-01T00:00:00Z"))) << "no keys, no warning";
    const KeyRing ring{.keys = {key("2030-01-01T00:00:00Z", "2030-06-01T00:00:00Z"),
                                key("2030-01-01T00:00:00Z", "2030-07-08T00:00:00Z")}};
    warning.follow(sealing::KeyWindows(ring, 0s), at("2030-02-01T00:00:00Z"));
    EXPECT_FALSE(warning.is_due(at("2030-06-30T23:59:59Z")));
    EXPECT_TRUE(warning.is_due(at("2030-07-01T00:00:00Z")));
    EXPECT_FALSE(warning.is_due(at("2030-07-01T23:59:59Z")));
    EXPECT_TRUE(warning.is_due(at("2030-07-02T00:00:00Z")));
}

TEST(KeyWarning, DoesNotComeWhereAKeyHasNoEnd)
{
    LastKeyWarning warning;
    const KeyRing ring{
        .keys = {key("2030-01-01T00:00:00Z", "2030-06-01T00:00:00Z"), key("2030-01-01T00:00:00Z")}};
    warning.follow(sealing::KeyWindows(ring, 0s), at("2030-02-01T00:00:00Z"));
    EXPECT_FALSE(warning.is_due(at("2999-01-01T00:00:00Z")));
}

struct Listener final : SessionObserver {
    void keys_warned(std::string_view what) noexcept override { heard.emplace_back(what); }
    std::vector<std::string> heard;
};

TEST(KeyWarning, IsToldAtTheStartAndWhenSessionsAreUsed)
{
    Listener listener;
    sys_seconds now = at("2030-05-01T00:00:00Z");
    const SessionInterface sessions({.session_keys = R"({"keys": [
             {"secret": "one secret of the tests, long enough: 0123456789",
              "not_before": "2030-01-01T00:00:00Z", "not_after": "2030-06-01T00:00:01Z"},
             {"secret": "two secrets of the tests, long enough: 9876543210",
              "not_before": "2030-06-01T00:00:00Z", "not_after": "2030-07-01T00:00:00Z"}]})",
                                     .session_observer = &listener},
                                    [&now] { return now; });
    EXPECT_THAT(listener.heard, ElementsAre(HasSubstr("key 1 of the key ring ends at")));
    const auto use = [&] {
        listener.heard.clear();
        SessionExchange exchange(sessions);
        exchange.session().get("n", 0);
    };
    use();
    EXPECT_THAT(listener.heard, IsEmpty());
    now = at("2030-06-25T00:00:00Z");
    use();
    EXPECT_THAT(listener.heard,
                ElementsAre("costrel: no key signs sessions after 2030-07-01T00:00:00Z; add one "
                            "before with: costrel keys add FILE"));
    use();
    EXPECT_THAT(listener.heard, IsEmpty());
}

} // namespace
