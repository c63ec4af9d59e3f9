#include "badinput/application.hpp"
#include "badinput/in_memory.hpp"
#include "badinput/row.hpp"
#include "log/log.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <memory>

// Every row over a socket, and through the state machine in pieces of any size. Behind each row
// comes a request that is right: either it is answered as if nothing had happened, or the
// connection has ended and it gets no answer.
namespace costrel::inline v1::badinput {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view following =
    "GET /follower HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

// Whether `outcome`, with the following request's, is one of the row's.
bool is_expected(std::string_view alternatives, std::string_view outcome)
{
    while (!alternatives.empty()) {
        const std::size_t end = std::min(alternatives.find('|'), alternatives.size());
        std::string expected(alternatives.substr(0, end));
        if (!expected.ends_with('!'))
            expected += ",200!";
        if (outcome == expected)
            return true;
        alternatives.remove_prefix(std::min(end + 1, alternatives.size()));
    }
    return false;
}

void expect_answers(const Row& row, const std::string& received)
{
    const std::string outcome = outcome_of(received, true, row.first_is_head);
    EXPECT_TRUE(is_expected(row.outcome, outcome)) << outcome << " and not " << row.outcome << "\n"
                                                   << received.substr(0, 1000);
    EXPECT_THAT(received, Not(HasSubstr("the hidden request")));
    EXPECT_THAT(received, HasSubstr(row.holds));
    if (!row.lacks.empty()) {
        EXPECT_THAT(received, Not(HasSubstr(row.lacks)));
    }
    if (!outcome.ends_with(",200!")) {
        EXPECT_THAT(received, Not(HasSubstr("the follower")));
    }
}

class OverTheWire : public ::testing::TestWithParam<Row> {
protected:
    static void SetUpTestSuite()
    {
        application = std::make_unique<Application>();
        server = std::make_unique<wire::RunningServer>(application->responder());
        log::silence();
    }
    static void TearDownTestSuite()
    {
        server.reset();
        application.reset();
    }

    static std::unique_ptr<Application> application;
    static std::unique_ptr<wire::RunningServer> server;
};

std::unique_ptr<Application> OverTheWire::application;
std::unique_ptr<wire::RunningServer> OverTheWire::server;

TEST_P(OverTheWire, IsAnsweredClearlyAndTheServerLives)
{
    const Row& row = GetParam();
    wire::Client sender(server->port());
    // A server that has seen enough resets while the rest is still on its way.
    sender.send(row.input + std::string(following));
    expect_answers(row, sender.read_to_end());

    wire::Client another(server->port());
    another.send(following);
    EXPECT_THAT(another.read_to_end(), HasSubstr("the follower"));
}

// All places of a short input; of a long one those near its ends and some in between.
std::vector<std::size_t> places(std::size_t size)
{
    std::vector<std::size_t> all;
    const std::size_t step = std::max<std::size_t>(1, size / 64);
    for (std::size_t i = 1; i < size;
         i += i < 300 || size - i < 100 ? 1 : std::min(step, size - i - 99 + 1))
        all.push_back(i);
    return all;
}

class HoweverCut : public ::testing::TestWithParam<Row> {
protected:
    static void SetUpTestSuite() { log::silence(); }

    Received send_in(const std::vector<std::size_t>& cuts)
    {
        return send_in_memory(
            [this](const http::Message& message) { return application.respond(message); },
            application.config.limits, application.config.max_content_length, GetParam().input,
            cuts, following);
    }

    Application application;
};

TEST_P(HoweverCut, IsAnsweredTheSame)
{
    const Row& row = GetParam();
    const Received whole = send_in({});
    EXPECT_TRUE(whole.ended);
    expect_answers(row, whole.bytes);

    std::vector<std::size_t> everywhere;
    constexpr std::size_t bytewise = 40'000; // then no limit is left that could be crossed
    for (std::size_t i = 1; i < std::min(row.input.size(), bytewise); ++i)
        everywhere.push_back(i);
    ASSERT_TRUE(send_in(everywhere) == whole) << "one byte at a time";
    const bool is_large = row.input.size() > 20'000;
    for (std::size_t cut : is_large ? std::vector{row.input.size() / 2} : places(row.input.size()))
        ASSERT_TRUE(send_in({cut}) == whole) << "cut at " << cut;
}

// "F7 no number" as a name of GoogleTest, with the row's place in its table: "F7NoNumber12".
std::string test_name(const ::testing::TestParamInfo<Row>& info)
{
    std::string name;
    bool starts_word = true;
    for (const char c : info.param.name) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte))
            name += starts_word ? static_cast<char>(std::toupper(byte)) : c;
        starts_word = !std::isalnum(byte);
    }
    return name + "_" + std::to_string(info.index);
}

INSTANTIATE_TEST_SUITE_P(Framing, OverTheWire, ::testing::ValuesIn(framing_rows()), test_name);
INSTANTIATE_TEST_SUITE_P(Heads, OverTheWire, ::testing::ValuesIn(head_rows()), test_name);
INSTANTIATE_TEST_SUITE_P(Exchanges, OverTheWire, ::testing::ValuesIn(exchange_rows()), test_name);
INSTANTIATE_TEST_SUITE_P(Urls, OverTheWire, ::testing::ValuesIn(url_rows()), test_name);
INSTANTIATE_TEST_SUITE_P(Answers, OverTheWire, ::testing::ValuesIn(answer_rows()), test_name);
INSTANTIATE_TEST_SUITE_P(Bodies, OverTheWire, ::testing::ValuesIn(body_rows()), test_name);

INSTANTIATE_TEST_SUITE_P(Framing, HoweverCut, ::testing::ValuesIn(framing_rows()), test_name);
INSTANTIATE_TEST_SUITE_P(Heads, HoweverCut, ::testing::ValuesIn(head_rows()), test_name);
INSTANTIATE_TEST_SUITE_P(Exchanges, HoweverCut, ::testing::ValuesIn(exchange_rows()), test_name);
INSTANTIATE_TEST_SUITE_P(Urls, HoweverCut, ::testing::ValuesIn(url_rows()), test_name);
INSTANTIATE_TEST_SUITE_P(Answers, HoweverCut, ::testing::ValuesIn(answer_rows()), test_name);
INSTANTIATE_TEST_SUITE_P(Bodies, HoweverCut, ::testing::ValuesIn(body_rows()), test_name);

} // namespace
} // namespace costrel::inline v1::badinput
