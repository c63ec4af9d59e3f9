// A disk of limited size, as SQLite sees it.
#include "unit/stores/sqlite/folder.hpp"
#include "visit.hpp"

#include <costrel/session/errors.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>
#include <costrel/stores/sqlite.hpp>
#include <costrel/sync_wait.hpp>

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <sqlite3.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace costrel;

std::filesystem::path disk;
std::uintmax_t size_of_disk = 0; // 0: without end

std::uintmax_t used()
{
    std::uintmax_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(disk))
        bytes += file.file_size();
    return bytes;
}

// What SQLite calls instead of pwrite(2): a file can be written where it has room already.
ssize_t write_on_disk(int file, const void* bytes, size_t size, off_t at)
{
    struct stat status {};
    ::fstat(file, &status);
    const off_t end = at + static_cast<off_t>(size);
    if (size_of_disk != 0 && end > status.st_size &&
        used() + static_cast<std::uintmax_t>(end - status.st_size) > size_of_disk) {
        errno = ENOSPC;
        return -1;
    }
    return ::pwrite(file, bytes, size, at);
}

class FullDisk : public ::testing::Test {
protected:
    FullDisk()
    {
        disk = folder.path();
        size_of_disk = 0;
        for (const char* name : {"pwrite", "pwrite64"})
            files()->xSetSystemCall(files(), name,
                                    reinterpret_cast<sqlite3_syscall_ptr>(write_on_disk));
    }
    ~FullDisk() override { files()->xSetSystemCall(files(), nullptr, nullptr); }
    static sqlite3_vfs* files() { return sqlite3_vfs_find(nullptr); }

    StoreResult<bool> insert(const std::string& name, std::size_t size = 2'000)
    {
        return now(store->insert(key(name), record(std::string(size, 'x')), soon()));
    }
    StoreResult<bool> erase(const std::string& name)
    {
        return now(store->erase(key(name), true, soon()));
    }

    Folder folder;
    std::shared_ptr<SessionStore> store = sqlite_store({.path = folder.file()});
};

TEST_F(FullDisk, TakesNoMoreSessionsAndSaysSo)
{
    ASSERT_TRUE(insert("a"));
    size_of_disk = used();
    const auto inserted = insert("b");
    ASSERT_FALSE(inserted);
    EXPECT_EQ(inserted.error().code, StoreError::Code::full);
    EXPECT_EQ(inserted.error().message, "sqlite: database or disk is full");
    EXPECT_TRUE((*now(store->load(key("a"), soon()))).has_value()) << "those that are there stay";
}

TEST_F(FullDisk, StillEndsSessions)
{
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(insert(std::to_string(i)));
    size_of_disk = used();
    for (int i = 0; i < 20; ++i) {
        const auto erased = erase(std::to_string(i));
        ASSERT_TRUE(erased) << erased.error().message;
        EXPECT_TRUE(*erased);
        EXPECT_FALSE((*now(store->load(key(std::to_string(i)), soon()))).has_value());
    }
}

TEST_F(FullDisk, SaysThatALogoutFailedWhenNothingIsReserved)
{
    ASSERT_TRUE(insert("a"));
    std::filesystem::remove(folder.file("sessions.db-reserve"));
    size_of_disk = used();
    const auto erased = erase("a");
    ASSERT_FALSE(erased);
    EXPECT_EQ(erased.error().code, StoreError::Code::full);
    EXPECT_TRUE((*now(store->load(key("a"), soon()))).has_value())
        << "what was not done is not half done";
}

// A site whose sessions are on that disk.
class SiteOnAFullDisk : public FullDisk {
protected:
    std::string log_in()
    {
        Visit visit(sessions, "", T);
        login_user(visit.session, "ann");
        const std::string set = visit.set_cookie();
        return set.substr(0, set.find(';'));
    }
    // In another process, which knows only the file.
    bool is_alive(const std::string& cookie) const
    {
        const SessionInterface other(
            {.secret_key = "a key of more than sixteen bytes", .session_store = store});
        return !Visit(other, cookie, T).session.empty();
    }

    static constexpr std::chrono::sys_seconds T{std::chrono::seconds(1'700'000'000)};
    SessionInterface sessions{
        {.secret_key = "a key of more than sixteen bytes", .session_store = store}};
};

TEST_F(SiteOnAFullDisk, ALogoutWorksByWhatIsReservedForIt)
{
    const std::string cookie = log_in();
    size_of_disk = used();
    Visit login(sessions, "", T);
    login_user(login.session, "eve");
    EXPECT_THROW((void)login.save(), StoreUnavailableError);
    Visit logout(sessions, cookie, T);
    logout_user(logout.session);
    EXPECT_NO_THROW((void)logout.save());
    EXPECT_FALSE(is_alive(cookie));
}

TEST_F(SiteOnAFullDisk, AllSessionsOfAUserCanBeEnded)
{
    const std::string laptop = log_in();
    const std::string phone = log_in();
    size_of_disk = used();
    EXPECT_NO_THROW(sync_wait(sessions.end_sessions_of("ann")));
    EXPECT_FALSE(is_alive(laptop));
    EXPECT_FALSE(is_alive(phone));
}

TEST_F(SiteOnAFullDisk, ALogoutThatFailsSaysSoAndIsOverHereAndThereWhenThereIsRoom)
{
    const std::string cookie = log_in();
    const std::string other = log_in();
    std::filesystem::remove(folder.file("sessions.db-reserve"));
    size_of_disk = used();
    Visit logout(sessions, cookie, T);
    logout_user(logout.session);
    EXPECT_THROW((void)logout.save(), StoreUnavailableError);
    EXPECT_EQ(logout.exchange.finish_failure().set_cookies.size(), 1U) << "the cookie is deleted";
    EXPECT_TRUE(Visit(sessions, cookie, T).session.empty()) << "of a copy";
    EXPECT_TRUE(is_alive(cookie));
    size_of_disk = 0;
    EXPECT_FALSE(Visit(sessions, other, T).session.empty()) << "somebody comes";
    EXPECT_FALSE(is_alive(cookie));
}

TEST_F(FullDisk, GoesOnWhenThereIsRoomAgain)
{
    ASSERT_TRUE(insert("a"));
    size_of_disk = used();
    EXPECT_FALSE(insert("b"));
    EXPECT_TRUE(erase("a"));
    size_of_disk = 0;
    EXPECT_TRUE(insert("b"));
    EXPECT_TRUE(std::filesystem::exists(folder.file("sessions.db-reserve"))) << "for the next time";
}

} // namespace
