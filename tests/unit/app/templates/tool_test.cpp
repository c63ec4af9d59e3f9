#include "app/templates/tool.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using namespace costrel;

ToolOutput run(const char* script, std::chrono::milliseconds limit = std::chrono::minutes(1),
               std::size_t most = 1'000'000)
{
    const char* const arguments[] = {"/bin/sh", "-c", script, nullptr};
    return run_tool(arguments, limit, most);
}

TEST(TemplateTool, GivesWhatTheProgramWritesAndItsStatus)
{
    const ToolOutput written = run("printf out; printf wrong >&2; exit 3");
    EXPECT_EQ(written.status, 3);
    EXPECT_EQ(written.output, "out");
    EXPECT_EQ(written.errors, "wrong");
}

TEST(TemplateTool, ReadsBothStreamsAtOnce)
{
    const ToolOutput written =
        run("head -c 200000 /dev/zero >&2; head -c 300000 /dev/zero; exec 1>&-; printf last >&2");
    EXPECT_EQ(written.output.size(), 300'000U);
    EXPECT_EQ(written.errors.size(), 200'004U);
}

TEST(TemplateTool, OneThatDoesNotEndIsKilled)
{
    EXPECT_THROW(run("exec sleep 600", std::chrono::milliseconds(50)), std::runtime_error);
}

TEST(TemplateTool, OneThatWritesWithoutEndIsKilled)
{
    EXPECT_THROW(run("exec cat /dev/zero", std::chrono::minutes(1), 100'000), std::runtime_error);
}

TEST(TemplateTool, OneThatIsNotThereIsNamed)
{
    const char* const arguments[] = {"/nosuch/python3", nullptr};
    try {
        run_tool(arguments, std::chrono::minutes(1), 100);
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("/nosuch/python3"), std::string::npos);
    }
}

TEST(TemplateTool, OneThatASignalEndedHasFailed)
{
    EXPECT_NE(run("kill -9 $$").status, 0);
}

} // namespace
