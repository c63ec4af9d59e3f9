#include <costrel/method.hpp>

#include <gtest/gtest.h>

namespace costrel::inline v1 {
namespace {

TEST(Method, IsFoundByItsName)
{
    for (Method method : {GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS})
        EXPECT_EQ(parse_method(method_name(method)), method);
}

TEST(Method, IsCaseSensitiveAndExact)
{
    for (const char* name : {"get", "Get", "GETS", "GE", "", "BREW", "TRACE", "CONNECT", " GET"})
        EXPECT_EQ(parse_method(name), std::nullopt) << name;
}

TEST(Methods, KnowTheirMembers)
{
    constexpr Methods methods{GET, POST};
    EXPECT_TRUE(methods.has(GET));
    EXPECT_TRUE(methods.has(POST));
    EXPECT_FALSE(methods.has(HEAD));
    EXPECT_TRUE(Methods().empty());
}

TEST(Methods, AreNamedForAnAllowField)
{
    EXPECT_EQ(Methods({OPTIONS, GET, HEAD}).allow(), "GET, HEAD, OPTIONS");
    EXPECT_EQ(Methods(DELETE).allow(), "DELETE");
    EXPECT_EQ(Methods().allow(), "");
}

} // namespace
} // namespace costrel::inline v1
