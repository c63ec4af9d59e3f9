#include <costrel/costrel.hpp>

#include <gtest/gtest.h>

namespace {

using namespace costrel;

struct Local {};

Response plain()
{
    return 200;
}
template <class T>
Response show(T)
{
    return 200;
}
template <class... T>
Response nested()
{
    return 200;
}
template <class T>
struct Pages {
    static Response page() { return 200; }
    template <int N>
    static Response numbered()
    {
        return 200;
    }
};

template <auto F>
constexpr std::string_view name = detail::function_name<F>();

TEST(EndpointName, IsTheFunctionsOwn)
{
    EXPECT_EQ(name<plain>, "plain");
    EXPECT_EQ(name<&plain>, "plain");
}

// g++ and clang spell the arguments of a template in ways of their own.
TEST(EndpointName, OfAFunctionTemplateIsTheTemplatesWithEveryCompiler)
{
    EXPECT_EQ(name<show<int>>, "show");
    EXPECT_EQ(name<show<std::string>>, "show");
    EXPECT_EQ(name<show<Local>>, "show");
    EXPECT_EQ((name<nested<int[3], Pages<Pages<Local>>, void (*)(Local)>>), "nested");
    EXPECT_EQ(name<Pages<Local>::page>, "page");
    EXPECT_EQ(name<Pages<Pages<int>>::numbered<3>>, "numbered");
}

TEST(EndpointName, OfTwoOfOneTemplateMustBeToldApart)
{
    App app;
    app.get<show<int>>("/int/<int:id>");
    EXPECT_THROW(app.get<show<double>>("/real/<float:x>"), std::invalid_argument);
    App named;
    named.get<show<int>>("/int/<int:id>").name("show_int");
    named.get<show<double>>("/real/<float:x>");
}

} // namespace
