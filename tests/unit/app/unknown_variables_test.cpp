#include "app/unknown_variables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace costrel::inline v1 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> unknown(const char* variable)
{
    const std::array<const char*, 3> environment{"PATH=/bin", variable, nullptr};
    return unknown_variables(environment.data());
}

TEST(UnknownVariables, AreToldWithTheNameThatTheyResemble)
{
    EXPECT_THAT(unknown("COSTREL_SECRETKEY=x"),
                ElementsAre("costrel does not know COSTREL_SECRETKEY of the environment; is it "
                            "COSTREL_SECRET_KEY?"));
    EXPECT_THAT(unknown("COSTREL_PORT=80"),
                ElementsAre("costrel does not know COSTREL_PORT of the environment"));
    EXPECT_THAT(unknown("COSTREL_RUN_PROT=80"),
                ElementsAre("costrel does not know COSTREL_RUN_PROT of the environment; is it "
                            "COSTREL_RUN_PORT?"));
}

TEST(UnknownVariables, AreNotThoseOfTheConfigurationOrOfOthers)
{
    for (const char* variable :
         {"COSTREL_SECRET_KEY=x", "COSTREL_RUN_KEY=x", "COSTREL_DEBUG=1", "COSTREL_ENV=production",
          "COSTREL_RUN_SHOW=routes", "COSTREL_SEND_REQUEST_ID=1", "FLASK_SECRETKEY=x", "COSTREL=1"})
        EXPECT_THAT(unknown(variable), IsEmpty()) << variable;
}

TEST(UnknownVariables, AreNotComparedAtAnyLength)
{
    EXPECT_THAT(unknown(("COSTREL_" + std::string(1'000'000, 'X')).c_str()), IsEmpty());
}

} // namespace
} // namespace costrel::inline v1
