#include "session/revocation_folder.hpp"

#include <costrel/config_error.hpp>
#include <costrel/session/revocation.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <span>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace costrel;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using Verdict = RevocationList::Verdict;

constexpr sys_seconds now(seconds(1'800'000'000));

Handle handle_of(std::uint64_t number)
{
    Handle handle{};
    std::memcpy(handle.data(), &number, sizeof number);
    std::memcpy(handle.data() + sizeof number, &number, sizeof number);
    return handle;
}

SessionFacts session(std::uint64_t number)
{
    return {.handle = handle_of(number), .created = now - seconds(100)};
}

void end(RevocationList& list, std::uint64_t number)
{
    list.end_session(session(number), sys_seconds{}, now + seconds(1'000));
}

TEST(LocalRevocations, EndsASessionAUserOrAll)
{
    const auto list = local_revocations();
    EXPECT_EQ(list->check(session(1), now), Verdict::good);
    end(*list, 1);
    EXPECT_EQ(list->check(session(1), now), Verdict::ended);
    EXPECT_EQ(list->check(session(2), now), Verdict::good);
    list->end_user("42", now);
    EXPECT_EQ(list->check({.user = "42", .created = now}, now), Verdict::ended);
    EXPECT_EQ(list->check({.user = "42", .created = now + seconds(1)}, now), Verdict::good);
    EXPECT_EQ(list->earliest_birth("42", now), now + seconds(1));
    EXPECT_EQ(list->earliest_birth("43", now), now);
    list->end_all(now + seconds(5));
    EXPECT_EQ(list->check({.created = now + seconds(5)}, now), Verdict::ended);
    EXPECT_EQ(list->earliest_birth("", now), now + seconds(6));
}

TEST(LocalRevocations, EndASessionFromALaterSecondOn)
{
    const auto list = local_revocations();
    list->end_session(session(1), now + seconds(10), now + seconds(1'000));
    EXPECT_EQ(list->check(session(1), now + seconds(9)), Verdict::good);
    EXPECT_EQ(list->check(session(1), now + seconds(10)), Verdict::ended);
}

// The entry is there, so it rejects, whatever `until` says.
TEST(LocalRevocations, AClockThatJumpsAheadAndBackRevivesNothing)
{
    const auto list = local_revocations(100);
    list->check(session(1), now);
    for (std::uint64_t i = 0; i < 100; ++i)
        end(*list, i);
    list->check(session(1), now + std::chrono::days(1'000));
    for (std::uint64_t i = 100; i < 200; ++i)
        end(*list, i);
    for (std::uint64_t i = 0; i < 200; ++i)
        EXPECT_EQ(list->check(session(i), now), Verdict::ended) << i;
}

class FileRevocations : public ::testing::Test {
protected:
    FileRevocations()
    {
        std::string name = (std::filesystem::temp_directory_path() / "ended-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~FileRevocations() override { std::filesystem::remove_all(folder_); }

    std::string folder_;
};

TEST_F(FileRevocations, AreSeenByAnotherProcessAtItsNextCheck)
{
    const auto writer = file_revocations(folder_);
    const auto reader = file_revocations(folder_);
    for (std::uint64_t i = 1; i <= 200; ++i) {
        ASSERT_EQ(reader->check(session(i), now), Verdict::good);
        end(*writer, i);
        ASSERT_EQ(reader->check(session(i), now), Verdict::ended) << i;
    }
    writer->end_user("a b", now);
    EXPECT_EQ(reader->check({.user = "a b", .created = now}, now), Verdict::ended);
    writer->end_all(now + seconds(1));
    EXPECT_EQ(reader->check({.created = now + seconds(1)}, now), Verdict::ended);
}

TEST_F(FileRevocations, EndAUserWhateverTheLengthOfTheName)
{
    const auto writer = file_revocations(folder_);
    const auto reader = file_revocations(folder_);
    for (const std::size_t size : {165U, 166U, 180U, 5'000U, 100'000U}) {
        const std::string name(size, '\xE5');
        writer->end_user(name, now);
        for (const auto& list : {writer, reader, file_revocations(folder_)}) {
            EXPECT_EQ(list->check({.user = name, .created = now}, now), Verdict::ended) << size;
            EXPECT_EQ(list->check({.user = name + 'x', .created = now}, now), Verdict::good)
                << size;
        }
    }
}

TEST_F(FileRevocations, SurviveARestart)
{
    end(*file_revocations(folder_), 1);
    EXPECT_EQ(file_revocations(folder_)->check(session(1), now), Verdict::ended);
}

// A writer that died between the line and the counter, and one whose line is torn.
TEST_F(FileRevocations, StandWhateverAnotherProcessLeftTorn)
{
    const auto reader = file_revocations(folder_);
    ASSERT_EQ(reader->check(session(1), now), Verdict::good);
    end(*file_revocations(folder_), 9);
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
        if (entry.path().filename().string().starts_with("ended-"))
            std::ofstream(entry.path(), std::ios::app)
                << "\na 1800000000\ns AQAAAAAAAAAAAA"; // neither raises the counter
    EXPECT_EQ(reader->check({.created = now}, now + seconds(1)), Verdict::ended);
    end(*file_revocations(folder_), 2);
    EXPECT_EQ(reader->check(session(2), now + seconds(1)), Verdict::ended);
}

TEST_F(FileRevocations, OfManyProcessesAreAllSeen)
{
    constexpr std::uint64_t each = 300;
    std::vector<pid_t> children;
    for (std::uint64_t child = 0; child < 4; ++child) {
        const pid_t pid = fork();
        ASSERT_GE(pid, 0);
        if (pid == 0) {
            const auto list = file_revocations(folder_);
            for (std::uint64_t i = 0; i < each; ++i)
                end(*list, child * each + i + 1);
            _exit(0);
        }
        children.push_back(pid);
    }
    for (const pid_t pid : children) {
        int status = 0;
        ASSERT_EQ(waitpid(pid, &status, 0), pid);
        ASSERT_EQ(status, 0);
    }
    const auto list = file_revocations(folder_);
    for (std::uint64_t i = 1; i <= 4 * each; ++i)
        ASSERT_EQ(list->check(session(i), now), Verdict::ended) << i;
}

TEST_F(FileRevocations, NeedAFolderThatOthersCannotUse)
{
    EXPECT_THROW(file_revocations(folder_ + "/none"), ConfigError);
    chmod(folder_.c_str(), 0755);
    EXPECT_THROW(file_revocations(folder_), ConfigError);
    chmod(folder_.c_str(), 0770);
    EXPECT_NO_THROW(file_revocations(folder_));
}

// Where the disk was full, the first look at the counter ended the process by SIGBUS.
TEST_F(FileRevocations, HaveRoomForTheirCounterFromTheStart)
{
    const auto list = file_revocations(folder_);
    struct stat status {};
    ASSERT_EQ(stat((folder_ + "/generation").c_str(), &status), 0);
    EXPECT_EQ(status.st_size, 8);
    EXPECT_GT(status.st_blocks, 0);
}

TEST_F(FileRevocations, HoldInThisProcessWhenTheFolderBreaksAndAreWrittenLater)
{
    const auto list = file_revocations(folder_);
    std::filesystem::rename(folder_, folder_ + ".away");
    EXPECT_THROW(end(*list, 1), std::runtime_error);
    EXPECT_EQ(list->check(session(1), now), Verdict::ended);
    std::filesystem::rename(folder_ + ".away", folder_);
    end(*list, 2);
    const auto other = file_revocations(folder_);
    EXPECT_EQ(other->check(session(1), now), Verdict::ended);
    EXPECT_EQ(other->check(session(2), now), Verdict::ended);
}

TEST_F(FileRevocations, SayWhatIsWrongWithTheFolderUntilItIsGood)
{
    const auto list = file_revocations(folder_);
    end(*list, 1);
    EXPECT_TRUE(list->flush(seconds(0)));
    EXPECT_EQ(list->problem(), "");
    std::filesystem::rename(folder_, folder_ + ".away");
    EXPECT_THROW(end(*list, 2), std::runtime_error);
    EXPECT_FALSE(list->flush(seconds(0)));
    EXPECT_EQ(list->problem().find("costrel: " + folder_), 0U) << list->problem();
    std::filesystem::rename(folder_ + ".away", folder_);
    EXPECT_TRUE(list->flush(seconds(0)));
    list->check(session(1), now + seconds(1));
    EXPECT_EQ(list->problem(), "");
}

// It was neither written nor thrown when as many as are kept had waited for the folder.
TEST_F(FileRevocations, IsWrittenThoughMoreThanAreKeptWaitedForTheFolder)
{
    const auto list = file_revocations(folder_);
    std::filesystem::rename(folder_, folder_ + ".away");
    constexpr std::uint64_t more_than_wait = 10'001;
    for (std::uint64_t i = 0; i < more_than_wait; ++i)
        EXPECT_THROW(end(*list, i), std::runtime_error);
    EXPECT_EQ(list->check(session(more_than_wait - 1), now), Verdict::ended);
    std::filesystem::rename(folder_ + ".away", folder_);
    end(*list, more_than_wait);
    EXPECT_EQ(file_revocations(folder_)->check(session(more_than_wait), now), Verdict::ended);
}

TEST_F(FileRevocations, GoWhenNobodyNeedsThem)
{
    end(*file_revocations(folder_), 1);
    const auto files = [&] {
        return std::distance(std::filesystem::directory_iterator(folder_), {});
    };
    session::RevocationFolder folder(folder_);
    EXPECT_EQ(folder.remove_old(now + std::chrono::days(2)), 0U);
    EXPECT_EQ(files(), 2);
    EXPECT_EQ(folder.remove_old(now + std::chrono::days(10)), 1U);
    EXPECT_EQ(files(), 1); // the counter
}

// Their file went, and a process that started when the clock was right again knew nothing of them.
TEST_F(FileRevocations, OutliveAClockThatJumpsAheadAndBack)
{
    const auto list = file_revocations(folder_);
    list->check(session(1), now);
    end(*list, 1);
    list->check(session(1), now + std::chrono::days(10));
    const auto other = file_revocations(folder_);
    other->check(session(1), now + std::chrono::days(10)); // it knows no other time
    EXPECT_EQ(file_revocations(folder_)->check(session(1), now), Verdict::ended);
}

// Lines in memory; it can be made to fail, and to give lines twice and out of order.
struct Lines {
    std::mutex mutex;
    std::vector<std::string> lines;
    std::vector<std::size_t> appended; // how many at once
    bool down = false;
};

class TestFeed final : public RevocationFeed {
public:
    explicit TestFeed(std::shared_ptr<Lines> lines) : lines_(std::move(lines)) {}

    void append(std::string_view line) override
    {
        const std::scoped_lock lock(lines_->mutex);
        if (lines_->down)
            throw std::runtime_error("the feed is down");
        lines_->appended.push_back(1);
        lines_->lines.emplace_back(line);
        lines_->lines.emplace_back(line);
    }
    void append_all(std::span<const std::string> lines) override
    {
        const std::scoped_lock lock(lines_->mutex);
        if (lines_->down)
            throw std::runtime_error("the feed is down");
        lines_->appended.push_back(lines.size());
        lines_->lines.insert(lines_->lines.end(), lines.begin(), lines.end());
    }
    std::vector<std::string> fetch(std::string& cursor) override
    {
        const std::scoped_lock lock(lines_->mutex);
        if (lines_->down)
            throw std::runtime_error("the feed is down");
        const std::size_t from = cursor.empty() ? 0 : std::stoul(cursor);
        cursor = std::to_string(lines_->lines.size());
        std::vector<std::string> fetched(lines_->lines.begin() + static_cast<std::ptrdiff_t>(from),
                                         lines_->lines.end());
        std::ranges::reverse(fetched);
        return fetched;
    }

private:
    std::shared_ptr<Lines> lines_;
};

// Whether it comes to that within a bounded number of looks.
template <class Condition>
bool comes_to(Condition condition)
{
    for (int i = 0; i < 12'000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

ReplicaOptions quick(bool refuses = false, seconds staleness = seconds(30))
{
    return {.poll = std::chrono::milliseconds(5),
            .max_staleness = staleness,
            .refuse_when_stale = refuses};
}

TEST(ReplicatedRevocations, AreHeardOfByTheOtherReplica)
{
    const auto lines = std::make_shared<Lines>();
    const auto one = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    const auto other = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    end(*one, 1);
    EXPECT_EQ(one->check(session(1), now), Verdict::ended);
    EXPECT_TRUE(comes_to([&] { return other->check(session(1), now) == Verdict::ended; }));
    EXPECT_EQ(other->check(session(2), now), Verdict::good);
    EXPECT_EQ(one->max_staleness(), std::nullopt);
}

TEST(ReplicatedRevocations, AreToldWhenTheFeedAnswersAgain)
{
    const auto lines = std::make_shared<Lines>();
    const auto one = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    {
        const std::scoped_lock lock(lines->mutex);
        lines->down = true;
    }
    end(*one, 1);
    EXPECT_EQ(one->check(session(1), now), Verdict::ended);
    {
        const std::scoped_lock lock(lines->mutex);
        lines->down = false;
    }
    const auto other = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    EXPECT_TRUE(comes_to([&] { return other->check(session(1), now) == Verdict::ended; }));
}

void set_down(Lines& lines, bool down)
{
    const std::scoped_lock lock(lines.mutex);
    lines.down = down;
}

TEST(ReplicatedRevocations, ThatWaitAreToldTogether)
{
    const auto lines = std::make_shared<Lines>();
    const auto list = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    set_down(*lines, true);
    EXPECT_TRUE(comes_to([&] { return !list->problem().empty(); }));
    constexpr std::uint64_t many = 2'500;
    for (std::uint64_t i = 0; i < many; ++i)
        end(*list, i);
    set_down(*lines, false);
    EXPECT_TRUE(list->flush(seconds(60)));
    const std::scoped_lock lock(lines->mutex);
    EXPECT_EQ(lines->appended, (std::vector<std::size_t>{1'000, 1'000, 500}));
}

TEST(ReplicatedRevocations, AreToldAgainToAFeedThatForgotTheLastOnes)
{
    const auto lines = std::make_shared<Lines>();
    const auto list = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    end(*list, 1);
    EXPECT_TRUE(list->flush(seconds(60)));
    set_down(*lines, true);
    EXPECT_TRUE(comes_to([&] { return !list->problem().empty(); }));
    {
        const std::scoped_lock lock(lines->mutex);
        lines->lines.clear();
        lines->down = false;
    }
    EXPECT_TRUE(list->flush(seconds(60)));
    const auto other = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    EXPECT_EQ(other->check(session(1), now), Verdict::ended);
}

TEST(ReplicatedRevocations, AreToldWhenTheProgramEndsJustAfterThem)
{
    const auto lines = std::make_shared<Lines>();
    constexpr std::uint64_t many = 100;
    for (std::uint64_t i = 0; i < many; ++i)
        end(*replicated_revocations(std::make_unique<TestFeed>(lines), quick()), i);
    const auto other = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    for (std::uint64_t i = 0; i < many; ++i)
        EXPECT_EQ(other->check(session(i), now), Verdict::ended);
}

// A feed whose second fetch() waits until somebody has appended something.
class WaitingFeed final : public RevocationFeed {
public:
    void append(std::string_view) override
    {
        const std::scoped_lock lock(mutex_);
        has_line_ = true;
        changed_.notify_all();
    }
    std::vector<std::string> fetch(std::string& cursor) override
    {
        std::unique_lock lock(mutex_);
        if (cursor.empty())
            cursor = "waits";
        else
            changed_.wait(lock, [this] { return has_line_; });
        return {};
    }
    bool waits() const noexcept override { return true; }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool has_line_ = false;
};

TEST(ReplicatedRevocations, AreToldWhileTheFeedWaitsForOthers)
{
    const auto list = replicated_revocations(std::make_unique<WaitingFeed>(), quick());
    end(*list, 1);
    EXPECT_TRUE(list->flush(seconds(60)));
}

TEST(ReplicatedRevocations, AreFlushedWhenTheFeedHasThem)
{
    const auto lines = std::make_shared<Lines>();
    const auto list = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    end(*list, 1);
    EXPECT_TRUE(list->flush(seconds(60)));
    const std::scoped_lock lock(lines->mutex);
    EXPECT_EQ(lines->lines.size(), 2U); // the feed keeps each of them twice
}

TEST(ReplicatedRevocations, SayWhatIsWrongWithTheFeedUntilItIsGood)
{
    const auto lines = std::make_shared<Lines>();
    const auto list = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    EXPECT_EQ(list->problem(), "");
    {
        const std::scoped_lock lock(lines->mutex);
        lines->down = true;
    }
    end(*list, 1);
    EXPECT_FALSE(list->flush(std::chrono::milliseconds(20)));
    EXPECT_TRUE(comes_to([&] {
        return list->problem() == "costrel: the feed of ended sessions failed: the feed is down; "
                                  "endings that wait to be told to it: 1";
    })) << list->problem();
    {
        const std::scoped_lock lock(lines->mutex);
        lines->down = false;
    }
    EXPECT_TRUE(list->flush(seconds(60)));
    EXPECT_TRUE(comes_to([&] { return list->problem().empty(); }));
}

TEST(ReplicatedRevocations, RejectOrBelieveWhenTheyAreStale)
{
    const auto lines = std::make_shared<Lines>();
    const auto strict =
        replicated_revocations(std::make_unique<TestFeed>(lines), quick(true, seconds(0)));
    const auto lenient = replicated_revocations(std::make_unique<TestFeed>(lines), quick());
    EXPECT_EQ(strict->max_staleness(), seconds(0));
    {
        const std::scoped_lock lock(lines->mutex);
        lines->down = true;
    }
    EXPECT_TRUE(comes_to([&] { return strict->check(session(1), now) == Verdict::unknown; }));
    EXPECT_EQ(lenient->check(session(1), now), Verdict::good);
    end(*strict, 1);
    EXPECT_EQ(strict->check(session(1), now), Verdict::ended);
}

} // namespace
