#include "stores/sqlite/session_file.hpp"
#include "unit/stores/sqlite/folder.hpp"

#include <costrel/config_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <system_error>

namespace {

using namespace costrel;
using namespace costrel::stores;
using ::testing::HasSubstr;

class SessionFileTest : public ::testing::Test {
protected:
    // The sentence with which the file is rejected.
    std::string rejected(SessionFile::Statfs statfs = nullptr) const
    {
        try {
            SessionFile(folder.file(), statfs).prepare();
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "it was taken";
    }

    Folder folder;
};

TEST_F(SessionFileTest, IsMadeForItsOwnerAlone)
{
    const mode_t before = ::umask(0);
    SessionFile(folder.file()).prepare();
    ::umask(before);
    EXPECT_EQ(mode_of(folder.file()), 0600U);
    SessionFile(folder.file()).prepare();
}

TEST_F(SessionFileTest, IsRejectedWhenOthersCanReadIt)
{
    for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U}) {
        folder.write("sessions.db", "", mode);
        EXPECT_EQ(rejected(), "costrel: the sessions cannot be kept in " + folder.file() +
                                  ": others can read or write it; chmod 600 it");
        EXPECT_EQ(mode_of(folder.file()), mode) << "nobody but its owner changes that";
    }
}

TEST_F(SessionFileTest, IsRejectedWhenItIsNoFile)
{
    ASSERT_EQ(::mkfifo(folder.file().c_str(), 0600), 0);
    EXPECT_THAT(rejected(), HasSubstr("it is not a file"));
}

TEST_F(SessionFileTest, IsRejectedWhenItIsAFolder)
{
    ASSERT_EQ(::mkdir(folder.file().c_str(), 0700), 0);
    EXPECT_THAT(rejected(), HasSubstr("it is not a file"));
}

// Each descriptor of the file would drop SQLite's locks on it when it is closed.
TEST_F(SessionFileTest, IsNeverOpenedBesideSqlite)
{
    const SessionFile file(folder.file());
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit none = before;
    none.rlim_cur = 0;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    EXPECT_NO_THROW(file.prepare()) << "it is made";
    EXPECT_NO_THROW(file.prepare()) << "it is there";
    EXPECT_NO_THROW(file.require_database());
    ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST_F(SessionFileTest, IsRejectedOnAFileSystemOfTheNetwork)
{
    static long type = 0;
    for (const long network : {0x6969L, 0x517bL, 0xff534d42L, 0xfe534d42L, 0x0bd00bd0L}) {
        type = network;
        EXPECT_THAT(rejected([](const char*, struct statfs* result) {
                        result->f_type = type;
                        return 0;
                    }),
                    HasSubstr("on a file system of the network"));
    }
    type = 0xef53; // ext4
    EXPECT_EQ(rejected([](const char*, struct statfs* result) {
                  result->f_type = type;
                  return 0;
              }),
              "it was taken");
}

TEST_F(SessionFileTest, AFolderThatIsNotThereMayCome)
{
    EXPECT_THROW(SessionFile(folder.file("missing/sessions.db")).prepare(), std::system_error);
}

TEST_F(SessionFileTest, AReserveIsGivenUpOnce)
{
    Reserve reserve(folder.file());
    EXPECT_FALSE(reserve.give_up());
    EXPECT_TRUE(reserve.make());
    EXPECT_EQ(std::filesystem::file_size(folder.file("sessions.db-reserve")), 1024 * 1024U);
    EXPECT_EQ(mode_of(folder.file("sessions.db-reserve")), 0600U);
    EXPECT_TRUE(reserve.give_up());
    EXPECT_FALSE(std::filesystem::exists(folder.file("sessions.db-reserve")));
    EXPECT_FALSE(reserve.give_up());
}

} // namespace
