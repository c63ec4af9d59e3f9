#include "stores/postgresql/options.hpp"
#include "stores/postgresql/statement.hpp"

#include <costrel/config_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::stores {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using Code = StoreError::Code;

TEST(PostgresUrl, SaysWhereAndAsWhomInLibpqsWords)
{
    const PostgresEndpoint endpoint = postgres_endpoint(
        {.conninfo = "postgresql://me:p%40ss@db.test:7000/shop?sslmode=verify-full"});
    EXPECT_EQ(endpoint.host, "db.test");
    EXPECT_EQ(endpoint.port, 7000);
    EXPECT_THAT(endpoint.parameters, Contains(Pair("password", "p@ss")));
    EXPECT_THAT(endpoint.parameters, Contains(Pair("dbname", "shop")));
    EXPECT_THAT(endpoint.parameters, Contains(Pair("sslmode", "verify-full")));
    EXPECT_EQ(endpoint.table, "costrel_session");
    EXPECT_TRUE(endpoint.synchronous_commit);
    EXPECT_TRUE(endpoint.prepared);
}

TEST(PostgresUrl, SaysWhatConcernsTheTable)
{
    const PostgresEndpoint endpoint = postgres_endpoint(
        {.conninfo = "postgres://h/?table=web.shop_session&sslmode=disable&prepared=off"
                     "&synchronous_commit=off"});
    EXPECT_EQ(endpoint.table, "web.shop_session");
    EXPECT_FALSE(endpoint.synchronous_commit);
    EXPECT_FALSE(endpoint.prepared);
    EXPECT_THAT(endpoint.parameters, Contains(Pair("sslmode", "disable")));
    EXPECT_THAT(endpoint.parameters, Not(Contains(Pair("table", ::testing::_))));
}

TEST(PostgresUrl, LeavesToLibpqWhatIsNoSingleHost)
{
    for (const char* conninfo :
         {"host=/run/postgresql dbname=a", "postgresql://a,b/", "hostaddr=127.0.0.1 host=a"})
        EXPECT_EQ(postgres_endpoint({.conninfo = conninfo}).host, "") << conninfo;
}

TEST(PostgresUrl, ThatCannotWorkIsRefusedWithoutItsPassword)
{
    for (const char* conninfo :
         {"postgresql://me:hush@h/?nonsense=1", "postgresql://me:hush@h/?table=a;drop",
          "postgresql://me:hush@h/?table=", "postgresql://me:hush@h/?table=a.b.c",
          "postgresql://me:hush@h/?table=A", "postgresql://me:hush@h/?prepared=maybe",
          "postgresql://me:hush@h/%zz", "host"}) {
        try {
            postgres_endpoint({.conninfo = conninfo});
            ADD_FAILURE() << conninfo;
        } catch (const ConfigError& error) {
            EXPECT_THAT(error.what(), Not(HasSubstr("hush"))) << conninfo;
        }
    }
}

TEST(PostgresError, SaysWhatItMeansAndNothingElse)
{
    struct Row {
        const char* state;
        Code code;
    };
    for (const Row& row : {Row{"53100", Code::full},
                           {"53200", Code::full},
                           {"53300", Code::unavailable},
                           {"57P01", Code::unavailable},
                           {"57P03", Code::unavailable},
                           {"40001", Code::unavailable},
                           {"25006", Code::unavailable},
                           {"28P01", Code::denied},
                           {"42501", Code::denied},
                           {"3D000", Code::denied},
                           {"08006", Code::broken},
                           {"42P01", Code::corrupt},
                           {"", Code::corrupt}})
        EXPECT_EQ(postgres_error(row.state).code, row.code) << row.state;
    EXPECT_EQ(postgres_error("53100").message, "PostgreSQL replied with an error 53100");
}

TEST(PostgresTable, IsNamedInEachStatement)
{
    for (std::size_t kind = 0; kind < PostgresStatement::kinds; ++kind) {
        const std::string sql =
            postgres_text(static_cast<PostgresStatement::Kind>(kind), "web.shop").sql;
        EXPECT_THAT(sql, Not(HasSubstr("$TABLE")));
    }
    EXPECT_THAT(postgres_schema("web.shop"),
                HasSubstr("create index if not exists shop_expires on web.shop"));
}

} // namespace
} // namespace costrel::inline v1::stores
