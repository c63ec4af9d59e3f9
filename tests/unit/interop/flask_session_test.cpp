#include "unit/interop/formats.hpp"

#include <costrel/config_error.hpp>
#include <costrel/flash.hpp>
#include <costrel/interop/flask_session.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session_exchange.hpp>
#include <costrel/sync_wait.hpp>

#include <gtest/gtest.h>

namespace costrel::inline v1::interop {

namespace {

using namespace std::string_literals;

const std::string an_id(43, 'A');

SessionOrigin origin_of_id(const FlaskSessionOptions& options, const std::string& value)
{
    return flask_session(options)->read_id(CookieField("session=" + value), noon).origin;
}

std::optional<Dict> read_back(const RecordFormat& format, const std::string& record)
{
    return format.read(format.open(record, noon).content);
}

TEST(FlaskSession, TakesIdsInTheOneSpellingThatPythonWrites)
{
    EXPECT_EQ(origin_of_id({}, an_id), SessionOrigin::opened);
    EXPECT_EQ(origin_of_id({}, std::string(42, 'A') + 'B'),
              SessionOrigin::malformed); // the same bytes
    EXPECT_EQ(origin_of_id({}, an_id + '='), SessionOrigin::malformed);
    EXPECT_EQ(origin_of_id({}, std::string(42, 'A')), SessionOrigin::malformed);
    EXPECT_EQ(origin_of_id({}, "session:"s + std::string(35, 'A')), SessionOrigin::malformed);
    EXPECT_EQ(origin_of_id({}, std::string(40'000, 'A')), SessionOrigin::too_large);
    EXPECT_EQ(origin_of_id({.id_length = 16}, std::string(22, 'A')), SessionOrigin::opened);
}

TEST(FlaskSession, TakesNoIdWithoutItsSignatureWhereThatIsAskedFor)
{
    const FlaskSessionOptions options{.signer_key = "key"};
    const auto cookies = flask_session(options)->write_id(an_id, {}, noon);
    EXPECT_EQ(origin_of_id(options, cookies[0].value), SessionOrigin::opened);
    EXPECT_EQ(origin_of_id(options, an_id), SessionOrigin::bad_signature);
    EXPECT_EQ(origin_of_id({.signer_key = "another"}, cookies[0].value),
              SessionOrigin::bad_signature);
    EXPECT_EQ(origin_of_id({}, cookies[0].value), SessionOrigin::malformed);
}

TEST(FlaskSession, NeverLoadsAPickle)
{
    const auto format = flask_session();
    for (const std::string& pickle : {"\x80\x04}\x94."s, "\x80\x02}q\0."s, "(dp0\n."s})
        EXPECT_EQ(read_back(*format, pickle), std::nullopt);
}

TEST(FlaskSession, ReadsEitherFormWhicheverItWrites)
{
    const Dict session{{"user", "ann"}, {"cart", List{1, 2}}};
    for (const auto form : {FlaskSessionSerialization::msgpack, FlaskSessionSerialization::json}) {
        const auto format = flask_session({.serialization = form});
        EXPECT_EQ(read_back(*format, "{\"user\":\"ann\",\"cart\":[1,2]}"), session);
        EXPECT_EQ(read_back(*format, "\x82\xa4user\xa3"
                                     "ann\xa4"
                                     "cart\x92\x01\x02"),
                  session);
    }
}

TEST(FlaskSession, BeginsAnewWhereARecordHoldsNothing)
{
    for (const std::string& record : {""s, "\xc0"s, "null"s})
        EXPECT_EQ(flask_session()->open(record, noon).origin, SessionOrigin::unknown_id);
}

TEST(FlaskSession, WritesAsJsonWhatJsonHasNoFormFor)
{
    using std::chrono::sys_seconds;
    const DateTime time{sys_seconds(std::chrono::seconds(1'764'230'400)),
                        std::chrono::seconds(-19'815)};
    const Dict session{{"nan", std::numeric_limits<double>::quiet_NaN()},
                       {"bytes", Bytes{"\0\xff raw"s}},
                       {"html", Html("<b>")},
                       {"uuid", *Uuid::parse("12345678123456781234567812345678")},
                       {"tuple", Tuple{List{1, Tuple{}}}},
                       {"utc", sys_seconds(std::chrono::seconds(0))},
                       {"time", time},
                       {"exponent", 1e16}};
    const auto format = flask_session({.serialization = FlaskSessionSerialization::json});
    EXPECT_EQ(
        format->write({session, noon, noon, {}, {}}).value(),
        R"({"nan":null,"bytes":"AP8gcmF3","html":"<b>",)"
        R"("uuid":"12345678-1234-5678-1234-567812345678","tuple":[1,[]],)"
        R"("utc":"1970-01-01T00:00:00Z","time":"2025-11-27T02:29:45-05:30","exponent":1e16})");
}

TEST(FlaskSession, NestsJsonNoDeeperThanItReadsIt)
{
    Value deep(List{});
    for (int i = 0; i < 1000; ++i)
        deep = Tuple{List{std::move(deep)}};
    const auto format = flask_session({.serialization = FlaskSessionSerialization::json});
    EXPECT_FALSE(format->write({Dict{{"deep", deep}}, noon, noon, {}, {}}));
}

TEST(FlaskSession, KeepsFlashedMessagesAsFlaskDoes)
{
    const auto store = memory_store();
    const SessionInterface sessions({.secret_key = "a key of more than sixteen bytes",
                                     .session_store = store,
                                     .session_record = flask_session()});
    SessionExchange first(sessions);
    flash(first.session(), "saved", "good");
    std::string cookie = first.finish().set_cookies[0];
    cookie.resize(cookie.find(';'));

    SessionExchange second(sessions);
    second.add_cookie_field(cookie);
    const auto messages = get_flashed_messages(second.session());
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].category, "good");
}

TEST(FlaskSession, SaysAtTheStartWhatCannotWork)
{
    EXPECT_THROW(flask_session({.id_length = 8}), ConfigError);
    EXPECT_THROW(flask_session({.signer_key = ""}), ConfigError);
    EXPECT_THROW(flask_session({.cookie_name = ""}), ConfigError);
}

} // namespace

} // namespace costrel::inline v1::interop
