#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <stdexcept>
#include <string>

namespace {

using costrel::SessionExchange;
using costrel::SessionInterface;
using costrel::SessionOrigin;

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

// {"a":1} and {"a":1,"_permanent":true}, as Flask signed them with the key "k".
constexpr const char* plain = "session=eyJhIjoxfQ.ZVPxAA.-1QlRaColPEibXlFRFd2EAdBB74";
constexpr const char* permanent =
    "session=eyJfcGVybWFuZW50Ijp0cnVlLCJhIjoxfQ.ZVPxAA.GVBeesKw1h_7JP6EIeuFvwRGsQ4";

const SessionInterface& sessions()
{
    static const SessionInterface interface({.secret_key = "k"});
    return interface;
}

// The header of an answer, as a server could have it.
struct Header {
    std::multimap<std::string, std::string> fields;

    std::string save(SessionExchange& exchange)
    {
        const auto saved = exchange.save(
            [this](const char* name) {
                std::string values;
                const auto [first, last] = fields.equal_range(name);
                for (auto field = first; field != last; ++field)
                    values.append(values.empty() ? "" : ", ").append(field->second);
                fields.erase(first, last);
                return values;
            },
            [this](const char* name, std::string value) { fields.emplace(name, value); });
        return saved.warning;
    }
};
using Fields = std::multimap<std::string, std::string>;

TEST(SessionExchange, OpensTheSessionOfTheCookieField)
{
    SessionExchange exchange(sessions(), now);
    exchange.add_cookie_field(plain);
    EXPECT_EQ(exchange.session().get<int>("a"), 1);
    EXPECT_EQ(&exchange.session(), &exchange.session());
}

TEST(SessionExchange, JoinsSeveralCookieFields)
{
    SessionExchange exchange(sessions(), now);
    exchange.add_cookie_field("a=b");
    exchange.add_cookie_field(plain);
    exchange.add_cookie_field("c=d");
    EXPECT_EQ(exchange.session().origin(), SessionOrigin::opened);
}

TEST(SessionExchange, HasAnEmptySessionWithoutACookieField)
{
    SessionExchange exchange(sessions(), now);
    EXPECT_EQ(exchange.session().origin(), SessionOrigin::none);
    SessionExchange empty(sessions(), now);
    empty.add_cookie_field("");
    EXPECT_EQ(empty.session().origin(), SessionOrigin::none);
}

TEST(SessionExchange, TakesNoCookieFieldOnceTheSessionIsOpen)
{
    SessionExchange exchange(sessions(), now);
    (void)exchange.session();
    EXPECT_THROW(exchange.add_cookie_field(plain), std::logic_error);
}

TEST(SessionExchange, LeavesAnAnswerAloneWhoseSessionNobodyUsed)
{
    SessionExchange exchange(sessions(), now);
    exchange.add_cookie_field(plain);
    Header header{{{"Cache-Control", "public"}, {"Vary", "Accept"}}};
    EXPECT_EQ(header.save(exchange), "");
    EXPECT_EQ(header.fields, (Fields{{"Cache-Control", "public"}, {"Vary", "Accept"}}));
}

TEST(SessionExchange, ASessionThatWasReadOnlyVaries)
{
    SessionExchange exchange(sessions(), now);
    exchange.add_cookie_field(plain);
    (void)exchange.session().contains("a");
    Header header{{{"Cache-Control", "public"}, {"Vary", "Accept"}, {"Vary", "Origin"}}};
    header.save(exchange);
    EXPECT_EQ(header.fields,
              (Fields{{"Cache-Control", "public"}, {"Vary", "Accept, Origin, Cookie"}}));
}

// As Flask's NullSession: nothing is sent for it, not even where it only says that it was used.
TEST(SessionExchange, WithoutASecretKeyNothingVaries)
{
    const SessionInterface keyless(costrel::SessionConfig{});
    for (const bool opened : {false, true}) {
        SessionExchange exchange(keyless, now);
        exchange.add_cookie_field(plain);
        if (opened)
            (void)exchange.session().contains("a");
        else
            exchange.session().set_accessed(true);
        Header header;
        header.save(exchange);
        EXPECT_EQ(header.fields, Fields()) << opened;
    }
}

TEST(SessionExchange, AChangedSessionIsSentAndKeptFromSharedCaches)
{
    SessionExchange exchange(sessions(), now);
    exchange.session()["a"] = 1;
    Header header{{{"Cache-Control", "public, max-age=60"}, {"Set-Cookie", "other=1"}}};
    EXPECT_EQ(header.save(exchange), "");
    EXPECT_EQ(header.fields, (Fields{{"Cache-Control", "max-age=60, private"},
                                     {"Set-Cookie", "other=1"},
                                     {"Set-Cookie", std::string(plain) + "; HttpOnly; Path=/"},
                                     {"Vary", "Cookie"}}));
}

TEST(SessionExchange, ACacheThatBelievesAFieldOfItsOwnKeepsNoSession)
{
    SessionExchange exchange(sessions(), now);
    exchange.session()["a"] = 1;
    Header header{{{"CDN-Cache-Control", "max-age=60"},
                   {"Surrogate-Control", "max-age=60"},
                   {"X-Accel-Expires", "60"}}};
    header.save(exchange);
    EXPECT_EQ(header.fields.size(), 3U) << "Cache-Control, Set-Cookie, Vary";
    EXPECT_EQ(header.fields.find("Cache-Control")->second, "private");
}

TEST(SessionExchange, CanBeMovedAndOwnsWhatItWasTold)
{
    std::string field = plain;
    SessionExchange exchange(sessions(), now);
    exchange.add_cookie_field(field);
    field.assign(field.size(), 'x');
    SessionExchange moved(std::move(exchange));
    EXPECT_EQ(moved.session().get<int>("a"), 1);
    moved.session()["a"] = 2;
    SessionExchange again(std::move(moved));
    EXPECT_EQ(again.session().get<int>("a"), 2);
    Header header;
    header.save(again);
    EXPECT_EQ(header.fields.count("Set-Cookie"), 1U);
}

TEST(SessionExchange, APermanentSessionIsSentAgainThoughNobodyUsedIt)
{
    SessionExchange exchange(sessions(), now);
    exchange.add_cookie_field(permanent);
    Header header;
    header.save(exchange);
    EXPECT_EQ(header.fields.count("Set-Cookie"), 1U);
    EXPECT_EQ(header.fields.find("Vary")->second, "Cookie");
}

TEST(SessionExchange, PassesOnTheWarningAboutALargeCookie)
{
    SessionExchange exchange(sessions(), now);
    std::string noise;
    for (unsigned i = 0, state = 1; i < 5000; ++i, state = state * 1'103'515'245 + 12'345)
        noise += static_cast<char>('a' + (state >> 16) % 26);
    exchange.session()["noise"] = noise;
    Header header;
    EXPECT_NE(header.save(exchange), "");
    EXPECT_EQ(header.fields.count("Set-Cookie"), 1U);
}

TEST(SessionExchange, WhatCannotBeSavedLeavesTheAnswerAsItIs)
{
    SessionExchange exchange(sessions(), now);
    exchange.session()["name"] = "\xff";
    Header header{{{"Cache-Control", "public"}}};
    EXPECT_THROW(header.save(exchange), std::invalid_argument);
    EXPECT_EQ(header.fields, (Fields{{"Cache-Control", "public"}}));
}

} // namespace
