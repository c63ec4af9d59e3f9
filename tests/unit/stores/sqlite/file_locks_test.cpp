// A store keeps the locks that tell other processes that it uses the file. Who believes to be the
// last one removes the write-ahead log, and what a store writes into it then is lost.
#include "unit/stores/sqlite/folder.hpp"
#include "unit/stores/sqlite/other.hpp"

#include <costrel/interop/django.hpp>
#include <costrel/stores/sqlite.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace costrel;
using namespace std::chrono_literals;

// Another process, which opens the file, reads what it is asked for, and closes the file. It is
// made before anything is opened here: fork() would close that.
class Visitor {
public:
    explicit Visitor(const std::string& path)
    {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
        process_ = ::fork();
        EXPECT_GE(process_, 0);
        ::close(ends[process_ == 0 ? 0 : 1]);
        end_ = ends[process_ == 0 ? 1 : 0];
        if (process_ != 0)
            return;
        for (std::string sql = received(); !sql.empty(); sql = received())
            send("=" + Other(path).text(sql));
        ::_exit(0);
    }
    Visitor(const Visitor&) = delete;
    Visitor& operator=(const Visitor&) = delete;
    ~Visitor()
    {
        ::close(end_);
        ::waitpid(process_, nullptr, 0);
    }

    // The first column of the first row.
    std::string sees(const std::string& sql)
    {
        send(sql);
        const std::string answer = received();
        return answer.empty() ? "the other process is gone" : answer.substr(1);
    }

private:
    void send(const std::string& text) const
    {
        EXPECT_EQ(::send(end_, text.data(), text.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(text.size()));
    }
    std::string received() const
    {
        std::string text(1'000, '\0');
        const ssize_t size = ::recv(end_, text.data(), text.size(), 0);
        text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return text;
    }

    pid_t process_ = -1;
    int end_ = -1;
};

constexpr auto names = "select group_concat(name, ' ') from (select rtrim(cast(key as text), '.') "
                       "as name from costrel_session order by 1)";
constexpr auto names_of_django = "select group_concat(session_key, ' ') from (select session_key "
                                 "from django_session order by 1)";

std::atomic<bool> disk_is_broken = false;

// What SQLite calls instead of pwrite(2).
ssize_t write_on_disk(int file, const void* bytes, size_t size, off_t at)
{
    if (!disk_is_broken)
        return ::pwrite(file, bytes, size, at);
    errno = EIO;
    return -1;
}

class FileLocks : public ::testing::Test {
protected:
    std::shared_ptr<SessionStore> open() const { return sqlite_store({.path = folder.file()}); }
    static bool insert(SessionStore& store, const StoreKey& key)
    {
        const auto inserted = now(store.insert(key, record("x"), soon()));
        return inserted && *inserted;
    }
    static bool log_out(SessionStore& store, const StoreKey& key)
    {
        const auto erased = now(store.erase(key, true, soon()));
        return erased && *erased;
    }

    Folder folder;
    Visitor visitor{folder.file()};
};

TEST_F(FileLocks, ASecondStoreOfTheFileDoesNotDropThoseOfTheFirst)
{
    const auto first = open();
    ASSERT_TRUE(insert(*first, key("a")));
    const auto second = open();
    EXPECT_EQ(visitor.sees(names), "a");
    EXPECT_TRUE(std::filesystem::exists(folder.file("sessions.db-wal"))) << "two stores use it";
    EXPECT_TRUE(insert(*first, key("b")));
    EXPECT_TRUE(log_out(*first, key("a")));
    EXPECT_EQ(visitor.sees(names), "b");
    EXPECT_TRUE(insert(*second, key("c")));
    EXPECT_EQ(visitor.sees(names), "b c");
}

TEST_F(FileLocks, ASecondStoreOfAnotherFrameworksFileDoesNotDropThoseOfTheFirst)
{
    // Closed before the stores open it: this program is not one of theirs.
    Other(folder.file())
        .run("pragma journal_mode = wal; create table django_session (session_key varchar(40) not "
             "null primary key, session_data text not null, expire_date datetime not null)");
    const auto open_table = [&] {
        return sqlite_store({.path = folder.file(), .framework_table = interop::django_table()});
    };
    const auto first = open_table();
    ASSERT_TRUE(insert(*first, {"a", true}));
    const auto second = open_table();
    EXPECT_EQ(visitor.sees(names_of_django), "a");
    EXPECT_TRUE(insert(*first, {"b", true}));
    EXPECT_TRUE(log_out(*first, {"a", true}));
    EXPECT_EQ(visitor.sees(names_of_django), "b");
}

// A program that writes to a disk that fails now and then.
class FileLocksOnABrokenDisk : public FileLocks {
protected:
    FileLocksOnABrokenDisk()
    {
        for (const char* name : {"pwrite", "pwrite64"})
            files()->xSetSystemCall(files(), name,
                                    reinterpret_cast<sqlite3_syscall_ptr>(write_on_disk));
    }
    ~FileLocksOnABrokenDisk() override
    {
        disk_is_broken = false;
        files()->xSetSystemCall(files(), nullptr, nullptr);
    }
    static sqlite3_vfs* files() { return sqlite3_vfs_find(nullptr); }
};

TEST_F(FileLocksOnABrokenDisk, AWriterThatOpensTheFileAgainDoesNotDropThoseOfReaders)
{
    const auto store = open();
    ASSERT_TRUE(insert(*store, key("a")));
    ASSERT_TRUE(*now(store->load(key("a"), soon()))) << "from now on a reader has the file open";
    disk_is_broken = true;
    EXPECT_FALSE(insert(*store, key("lost")));
    disk_is_broken = false;
    bool inserted = false;
    for (int i = 0; i < 6'000 && !inserted; ++i) {
        std::this_thread::sleep_for(10ms); // it is tried again after a while, not with each request
        inserted = insert(*store, key("b"));
    }
    ASSERT_TRUE(inserted);
    EXPECT_EQ(visitor.sees(names), "a b");
    EXPECT_TRUE(insert(*store, key("c")));
    EXPECT_TRUE(log_out(*store, key("a")));
    EXPECT_EQ(visitor.sees(names), "b c");
}

} // namespace
