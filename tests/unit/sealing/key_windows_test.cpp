#include "sealing/key_windows.hpp"

namespace {

using costrel::KeyRing;
using costrel::sealing::KeyWindows;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using Order = std::vector<std::size_t>;

constexpr sys_seconds now(seconds(1'800'000'000));

KeyRing ring_of(std::vector<KeyRing::Key> keys)
{
    return {.keys = std::move(keys)};
}

TEST(KeyWindows, TheKeyOfTheLatestStartSealsAndOfEqualOnesTheLast)
{
    EXPECT_EQ(KeyWindows(ring_of({{}, {}, {}}), seconds(60)).primary(now), 2U);
    const KeyWindows windows(
        ring_of({{.not_before = now - seconds(10)}, {.not_before = now - seconds(100)}, {}}),
        seconds(60));
    EXPECT_EQ(windows.primary(now), 0U);
    EXPECT_EQ(windows.order(now), (Order{0, 1, 2}));
}

TEST(KeyWindows, SealByTheClockAndOpenWithTheSkew)
{
    const KeyWindows windows(ring_of({{.not_before = now, .not_after = now + seconds(100)}}),
                             seconds(60));
    EXPECT_FALSE(windows.opens(0, now - seconds(61)));
    EXPECT_TRUE(windows.opens(0, now - seconds(60)));
    EXPECT_FALSE(windows.seals(0, now - seconds(1)));
    EXPECT_TRUE(windows.seals(0, now));
    EXPECT_TRUE(windows.seals(0, now + seconds(99)));
    EXPECT_FALSE(windows.seals(0, now + seconds(100)));
    EXPECT_TRUE(windows.opens(0, now + seconds(159)));
    EXPECT_FALSE(windows.opens(0, now + seconds(160)));
}

TEST(KeyWindows, ARevokedKeyDoesNeither)
{
    const KeyWindows windows(ring_of({{}, {.revoked = true}}), seconds(60));
    EXPECT_FALSE(windows.seals(1, now));
    EXPECT_FALSE(windows.opens(1, now));
    EXPECT_EQ(windows.order(now), (Order{0}));
}

TEST(KeyWindows, KeysOpenWhereNoneSeals)
{
    const KeyWindows windows(ring_of({{.not_after = now}, {.not_after = now}}), seconds(60));
    EXPECT_EQ(windows.primary(now), std::nullopt);
    EXPECT_EQ(windows.order(now), (Order{1, 0}));
    EXPECT_EQ(windows.place(1, now), 0U);
    EXPECT_EQ(windows.place(0, now), 1U);
}

TEST(KeyWindows, NameTheSecondsFromWhichOnOtherKeysAreUsed)
{
    EXPECT_TRUE(KeyWindows(ring_of({{}, {.revoked = true}}), seconds(60)).changes().empty());
    const KeyWindows windows(ring_of({{.not_after = now + seconds(90)}, {.not_before = now}}),
                             seconds(60));
    EXPECT_EQ(windows.changes(),
              (std::vector{now - seconds(60), now, now + seconds(90), now + seconds(150)}));
    const auto state = [&](sys_seconds at) {
        return std::pair(windows.primary(at), windows.order(at));
    };
    for (sys_seconds at = now - seconds(100); at < now + seconds(200); at += seconds(1)) {
        const auto changes = windows.changes();
        if (std::ranges::find(changes, at) == changes.end()) {
            EXPECT_EQ(state(at), state(at - seconds(1))) << (at - now).count();
        }
    }
}

TEST(KeyWindows, AreAskedForAKeyThatSealsOnlyWhereThereIsOne)
{
    const KeyWindows windows(ring_of({{.not_after = now}}), seconds(60));
    EXPECT_EQ(windows.sealing_key(now - seconds(1)), 0U);
    EXPECT_THROW((void)windows.sealing_key(now), std::logic_error);
}

TEST(KeyWindows, TellWhenTheLastOfThemCeasesToSeal)
{
    EXPECT_EQ(KeyWindows(ring_of({{.not_after = now}, {}}), seconds(0)).last_day(now),
              std::nullopt);
    EXPECT_EQ(KeyWindows(ring_of({{.not_after = now + seconds(5)}, {.not_after = now}}), seconds(0))
                  .last_day(now),
              now + seconds(5));
    EXPECT_EQ(KeyWindows(ring_of({{.not_after = now - seconds(5)}}), seconds(0)).last_day(now),
              sys_seconds());
}

} // namespace
