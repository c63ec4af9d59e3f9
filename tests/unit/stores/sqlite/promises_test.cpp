// An SQLite store keeps what each store promises.
#include "unit/stores/sqlite/folder.hpp"

#include <costrel/stores/sqlite.hpp>
#include <costrel/testing/store_tests.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace {

using namespace costrel;

class SqliteStorePromises : public ::testing::TestWithParam<StoreTest> {
protected:
    Folder folder;
};

TEST_P(SqliteStorePromises, AreKept)
{
    EXPECT_EQ(
        GetParam().run([&] { return sqlite_store({.path = folder.file()}); },
                       {.apart = [&] { return sqlite_store({.path = folder.file("apart")}); }}),
        std::nullopt)
        << GetParam().promise();
}

INSTANTIATE_TEST_SUITE_P(All, SqliteStorePromises, ::testing::ValuesIn(costrel::store_tests()),
                         [](const auto& test) { return std::string(test.param.name()); });

} // namespace
