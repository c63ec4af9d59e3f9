#include "log_taker.hpp"

#include <costrel/app.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace costrel::inline v1 {
namespace {

App app_of_the_environment()
{
    return App(Config::from_env("RUN_TEST_"));
}

// Was the end of the program by an uncaught exception.
TEST(Run, MakesAConfigErrorOfTheEnvironmentTheStatus1)
{
    ::setenv("RUN_TEST_DEBUG", "perhaps", 1);
    EXPECT_EQ(run(app_of_the_environment), 1);
    ::unsetenv("RUN_TEST_DEBUG");
}

App app_with_two_of_a_name()
{
    App app;
    app.get("/a", [](Request&) -> Response { return "a"; }).name("a");
    app.get("/b", [](Request&) -> Response { return "b"; }).name("a");
    return app;
}

App app_that_throws_a_number()
{
    throw 1;
}

App app_without_an_address()
{
    App app;
    ::setenv("COSTREL_RUN_PORT", "70000", 1);
    return app;
}

// Ended the program by an uncaught exception, but for a ConfigError.
TEST(Run, MakesEveryFaultOfTheStartOneSentenceAndTheStatus1)
{
    for (App (*make_app)() :
         {app_with_two_of_a_name, app_that_throws_a_number, app_without_an_address}) {
        LogTaker log;
        EXPECT_EQ(run(make_app), 1);
        ::unsetenv("COSTREL_RUN_PORT");
        ASSERT_EQ(log.lines().size(), 1U);
        EXPECT_THAT(log.lines()[0], ::testing::StartsWith("critical: costrel: "));
    }
}

} // namespace
} // namespace costrel::inline v1
