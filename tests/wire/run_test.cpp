#include <costrel/app.hpp>

#include <gtest/gtest.h>

#include <cstdlib>

namespace costrel {
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

} // namespace
} // namespace costrel
