#include <costrel/app.hpp>
#include <costrel/errors.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace costrel::inline v1 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RunOptionsFromEnvironment : public ::testing::Test {
protected:
    ~RunOptionsFromEnvironment() override
    {
        for (const char* name : {"HOST", "PORT", "THREADS", "BIND", "CERT", "KEY"})
            ::unsetenv(("COSTREL_RUN_" + std::string(name)).c_str());
    }
    static void set(const std::string& name, const char* value)
    {
        ::setenv(("COSTREL_RUN_" + name).c_str(), value, 1);
    }
    static std::string complaint()
    {
        try {
            RunOptions::from_env();
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "nothing was thrown";
    }
};

TEST_F(RunOptionsFromEnvironment, AreTheDefaultsWithoutAny)
{
    const RunOptions options = RunOptions::from_env();
    EXPECT_EQ(options.host, "127.0.0.1");
    EXPECT_EQ(options.port, 5000);
    EXPECT_EQ(options.threads, 1U);
    EXPECT_THAT(options.bind, IsEmpty());
    EXPECT_EQ(options.cert, "");
}

TEST_F(RunOptionsFromEnvironment, HaveSeveralCertificatesWithCommasBetweenThem)
{
    set("CERT", "a.pem,b.pem,c.pem");
    set("KEY", "a.key,,c.key");
    const RunOptions options = RunOptions::from_env();
    EXPECT_EQ(options.cert, "a.pem");
    EXPECT_EQ(options.key, "a.key");
    ASSERT_EQ(options.more_certs.size(), 2U);
    EXPECT_EQ(options.more_certs[0].cert, "b.pem");
    EXPECT_EQ(options.more_certs[0].key, ""); // in the same file
    EXPECT_EQ(options.more_certs[1].key, "c.key");

    set("CERT", "a.pem");
    EXPECT_EQ(complaint(), "costrel: COSTREL_RUN_KEY has more files than COSTREL_RUN_CERT");
}

TEST_F(RunOptionsFromEnvironment, AKeyWithoutACertificateIsRefused)
{
    set("KEY", "key.pem");
    EXPECT_EQ(complaint(), "costrel: COSTREL_RUN_KEY is set and COSTREL_RUN_CERT is not, so "
                           "nothing would be encrypted");
}

TEST_F(RunOptionsFromEnvironment, AreAllOfThem)
{
    set("HOST", "0.0.0.0");
    set("PORT", "80");
    set("THREADS", "4");
    set("BIND", "127.0.0.1:5000 plain,unix:/run/app.sock");
    set("CERT", "cert.pem");
    set("KEY", "key.pem");
    const RunOptions options = RunOptions::from_env();
    EXPECT_EQ(options.host, "0.0.0.0");
    EXPECT_EQ(options.port, 80);
    EXPECT_EQ(options.threads, 4U);
    EXPECT_THAT(options.bind, ElementsAre("127.0.0.1:5000 plain", "unix:/run/app.sock"));
    EXPECT_EQ(options.cert, "cert.pem");
    EXPECT_EQ(options.key, "key.pem");
}

TEST_F(RunOptionsFromEnvironment, ThatAreNoNumbersAreRefused)
{
    set("PORT", "65536");
    EXPECT_EQ(complaint(),
              "costrel: COSTREL_RUN_PORT must be a number from 0 to 65535, not \"65536\"");
    set("PORT", "80");
    set("THREADS", "many");
    EXPECT_EQ(complaint(),
              "costrel: COSTREL_RUN_THREADS must be a number from 0 to 1024, not \"many\"");
    set("THREADS", "1025");
    EXPECT_EQ(complaint(), "costrel: COSTREL_RUN_THREADS must be a number from 0 to 1024");
}

TEST_F(RunOptionsFromEnvironment, AnEmptyListOfAddressesIsNone)
{
    set("BIND", "");
    EXPECT_THAT(RunOptions::from_env().bind, IsEmpty());
}

} // namespace
} // namespace costrel::inline v1
