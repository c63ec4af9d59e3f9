#include "app/telemetry/exposition.hpp"
#include "unit/app/exposition_reader.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1 {
namespace {

TEST(Exposition, IsPrometheusText)
{
    Exposition page;
    page.family("a_requests", "counter", "Requests.");
    page.sample("_total", 3, {{"endpoint", "index"}, {"status", "200"}});
    page.sample("_total", 18'446'744'073'709'551'615U, {{"endpoint", "-"}});
    page.family("a_open", "gauge", "Open.");
    page.sample("", 0);
    page.family("a_seconds", "histogram", "Time.");
    page.sample("_bucket", 1, {{"le", "+Inf"}});
    page.sample_seconds("_sum", 1'000'000'007);
    page.sample("_count", 1);
    const std::string text = std::move(page).text();
    EXPECT_EQ(text, "# HELP a_requests_total Requests.\n"
                    "# TYPE a_requests_total counter\n"
                    "a_requests_total{endpoint=\"index\",status=\"200\"} 3\n"
                    "a_requests_total{endpoint=\"-\"} 18446744073709551615\n"
                    "# HELP a_open Open.\n"
                    "# TYPE a_open gauge\n"
                    "a_open 0\n"
                    "# HELP a_seconds Time.\n"
                    "# TYPE a_seconds histogram\n"
                    "a_seconds_bucket{le=\"+Inf\"} 1\n"
                    "a_seconds_sum 1.000000007\n"
                    "a_seconds_count 1\n");
    EXPECT_EQ(ExpositionReader(text)["a_seconds_sum"], 1.000000007);
}

TEST(Exposition, EscapesWhatALabelAndAHelpMustNotHave)
{
    Exposition page;
    page.family("a", "gauge", "one\ntwo \\ \"three\"");
    page.sample("", 1, {{"path", "a\"b\\c\nd"}});
    const std::string text = std::move(page).text();
    EXPECT_EQ(text, "# HELP a one\\ntwo \\\\ \"three\"\n"
                    "# TYPE a gauge\n"
                    "a{path=\"a\\\"b\\\\c\\nd\"} 1\n");
    EXPECT_EQ(ExpositionReader(text)["a{path=\"a\\\"b\\\\c\\nd\"}"], 1);
}

// The reader that the tests use sees what is wrong.
TEST(ExpositionReader, ThrowsAtWhatIsNotOfTheFormat)
{
    const std::string head = "# HELP a_total x\n# TYPE a_total counter\n";
    EXPECT_NO_THROW(ExpositionReader(head + "a_total 1\n"));
    for (const char* bad : {"a_total 1", "b_total 1\n", "a_total{x=\"1} 1\n", "a_total{x=1} 1\n",
                            "a_total x\n", "a_total 1\na_total 2\n", "a_total{x=\"\\t\"} 1\n",
                            "a_total{x=\"\",x=\"\"} 1\n", "a_total\n", "1a 1\n"})
        EXPECT_THROW(ExpositionReader(head + bad), std::exception) << bad;
}

} // namespace
} // namespace costrel::inline v1
