#include "session/revocation_table.hpp"

#include <atomic>
#include <cstring>
#include <thread>

namespace {

using costrel::Handle;
using costrel::session::RevocationTable;

Handle handle_of(std::uint64_t number)
{
    Handle handle{};
    std::memcpy(handle.data(), &number, sizeof number);
    const std::uint64_t hash = number * 0x9e3779b97f4a7c15;
    std::memcpy(handle.data() + sizeof number, &hash, sizeof hash);
    return handle;
}

TEST(RevocationTable, FindsWhatWasAddedAndNothingElse)
{
    RevocationTable table(100'000);
    EXPECT_EQ(table.find(handle_of(1)), std::nullopt);
    for (std::uint64_t i = 1; i <= 10'000; ++i)
        table.add(handle_of(i), {.from = 0, .until = 100, .created = 7}, 0);
    EXPECT_EQ(table.size(), 10'000U);
    for (std::uint64_t i = 1; i <= 10'000; ++i)
        ASSERT_TRUE(table.find(handle_of(i))) << i;
    for (std::uint64_t i = 10'001; i <= 20'000; ++i)
        ASSERT_FALSE(table.find(handle_of(i))) << i;
    EXPECT_EQ(table.lost_until(), -1);
}

TEST(RevocationTable, AnEntryOnlyEverRejectsMore)
{
    RevocationTable table(100);
    table.add(handle_of(1), {.from = 50, .until = 100, .created = 7}, 0);
    table.add(handle_of(1), {.from = 20, .until = 90, .created = 9}, 0);
    table.add(handle_of(1), {.from = 60, .until = 200, .created = 8}, 0);
    const auto entry = table.find(handle_of(1));
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->from, 20U);
    EXPECT_EQ(entry->until, 200U);
    EXPECT_EQ(entry->created, 9U);
    EXPECT_EQ(table.size(), 1U);
}

TEST(RevocationTable, DropsWhatIsOverWhenItIsFull)
{
    RevocationTable table(1'000);
    for (std::uint32_t i = 0; i < 1'000; ++i)
        table.add(handle_of(i + 1), {.from = 0, .until = i, .created = i}, 0);
    table.add(handle_of(5'000), {.from = 0, .until = 2'000, .created = 2'000}, 900);
    EXPECT_EQ(table.size(), 101U);
    EXPECT_FALSE(table.find(handle_of(1)));
    EXPECT_TRUE(table.find(handle_of(1'000)));
    EXPECT_EQ(table.lost_until(), -1);
}

// Some log in again; no ended session ever comes back.
TEST(RevocationTable, RevivesNothingWhenItIsFullOfWhatIsNeeded)
{
    RevocationTable table(1'000);
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        table.add(handle_of(i + 1), {.from = 0, .until = 1'000'000, .created = i}, 0);
        ASSERT_LE(table.size(), 1'000U);
    }
    for (std::uint32_t i = 0; i < 10'000; ++i)
        ASSERT_TRUE(table.find(handle_of(i + 1)) || i <= table.lost_until()) << i;
}

// A remembered login keeps its counter in the one and its last use in the other: the new counter
// with the time before looked stolen.
TEST(RevocationTable, AReaderSeesBothTimesOfOneMoment)
{
    RevocationTable table(100);
    constexpr std::uint32_t last = 4'000'000;
    table.add(handle_of(1), {.from = last, .until = 0, .created = 0}, 0);
    std::atomic<bool> stop{false};
    std::atomic<std::size_t> torn{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i)
        readers.emplace_back([&] {
            while (!stop) {
                const auto entry = table.find(handle_of(1));
                if (entry->from + entry->until != last)
                    ++torn;
            }
        });
    for (std::uint32_t i = 1; i <= last; ++i)
        table.add(handle_of(1), {.from = last - i, .until = i, .created = i}, 0);
    stop = true;
    for (std::thread& reader : readers)
        reader.join();
    EXPECT_EQ(torn, 0U);
}

TEST(RevocationTable, IsReadWhileItGrowsAndIsRebuilt)
{
    RevocationTable table(5'000);
    table.add(handle_of(1), {.from = 0, .until = 1'000'000, .created = 1'000'000}, 0);
    std::atomic<bool> stop{false};
    std::atomic<std::size_t> missed{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&] {
            while (!stop)
                if (!table.find(handle_of(1)) || table.find(handle_of(0xffff'ffff)))
                    ++missed;
        });
    for (std::uint32_t i = 0; i < 60'000; ++i)
        table.add(handle_of(i + 2), {.from = 0, .until = 1'000'000, .created = i}, 0);
    stop = true;
    for (std::thread& reader : readers)
        reader.join();
    EXPECT_EQ(missed, 0U);
}

} // namespace
