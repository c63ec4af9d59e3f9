// A format that is not Flask's: two cookies, another reading, no times.
#include "cookie_session.hpp"
#include "visit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace {

using namespace costrel;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

// {"user_id":42}, as cookie-session 2.1.1 wrote it with the keys k1 and k0.
constexpr const char* written = "express:sess=eyJ1c2VyX2lkIjo0Mn0=; "
                                "express:sess.sig=IVxq25yyFfa4VWhYoeGzoYrGDLk";

SessionConfig with_keys(std::vector<std::string> keys)
{
    return {.session_format = std::make_shared<CookieSession>(std::move(keys), "express:sess")};
}

TEST(OtherFormat, ReadsWhatTheOtherFrameworkWrote)
{
    const SessionInterface sessions(with_keys({"k1", "k0"}));
    Visit visit(sessions, written, now + std::chrono::days(4000)); // it carries no time
    EXPECT_EQ(visit.session.get<int>("user_id"), 42);
    EXPECT_EQ(visit.session.origin(), SessionOrigin::opened);
    EXPECT_EQ(visit.session.created(), std::nullopt);
    EXPECT_EQ(visit.session.expires(), std::nullopt);
    EXPECT_TRUE(visit.save().set_cookies.empty());
}

TEST(OtherFormat, WritesEachOfItsCookies)
{
    const SessionInterface sessions(with_keys({"k1", "k0"}));
    Visit visit(sessions, "", now);
    visit.session["user_id"] = 42;
    EXPECT_THAT(visit.save().set_cookies,
                ElementsAre("express:sess=eyJ1c2VyX2lkIjo0Mn0=; HttpOnly; Path=/",
                            "express:sess.sig=IVxq25yyFfa4VWhYoeGzoYrGDLk; HttpOnly; Path=/"));
}

TEST(OtherFormat, NeedsNoSecretKeyOfTheApplication)
{
    const SessionInterface sessions(with_keys({"k1"}));
    Visit visit(sessions, written, now);
    EXPECT_NO_THROW(visit.session["a"] = 1);
}

TEST(OtherFormat, DeletesEachOfItsCookies)
{
    const SessionInterface sessions(with_keys({"k1"}));
    Visit visit(sessions, written, now);
    visit.session.clear();
    EXPECT_THAT(visit.save().set_cookies,
                ElementsAre(HasSubstr("express:sess=; Expires=Thu, 01 Jan 1970"),
                            HasSubstr("express:sess.sig=; Expires=Thu, 01 Jan 1970")));
}

TEST(OtherFormat, IsSentAgainUnderTheFirstKeyWhenAnOlderOneSignedIt)
{
    const SessionInterface sessions(with_keys({"k2", "k1"}));
    Visit unused(sessions, written, now);
    EXPECT_TRUE(unused.save().set_cookies.empty());
    Visit used(sessions, written, now);
    EXPECT_EQ(used.session.key_index(), 1U);
    const SavedSession saved = used.save();
    ASSERT_EQ(saved.set_cookies.size(), 2U);
    EXPECT_THAT(saved.set_cookies[1], testing::Not(HasSubstr("IVxq25yyFfa4VWhYoeGzoYrGDLk")));
}

TEST(OtherFormat, APermanentSessionIsSentAgainOnlyWhenItChanged)
{
    const SessionInterface sessions(with_keys({"k1"}));
    Visit first(sessions, "", now);
    first.session.set_permanent(true);
    const SavedSession saved = first.save();
    ASSERT_EQ(saved.set_cookies.size(), 2U);
    EXPECT_THAT(saved.set_cookies[0], HasSubstr("; Expires=Fri, 15 Dec 2023 22:13:20 GMT"));
    const auto pair = [](const std::string& field) { return field.substr(0, field.find(';')); };
    const std::string field = pair(saved.set_cookies[0]) + "; " + pair(saved.set_cookies[1]);
    Visit second(sessions, field, now);
    EXPECT_TRUE(second.session.permanent());
    EXPECT_TRUE(second.save().set_cookies.empty());
}

TEST(OtherFormat, IsRejectedUnderANameThatItDoesNotHave)
{
    SessionConfig config = with_keys({"k1"});
    config.session_cookie_name = "session";
    EXPECT_THROW(SessionInterface{config}, ConfigError);
}

TEST(OtherFormat, WhatItCannotCarryIsAnErrorThatNamesIt)
{
    const SessionInterface sessions(with_keys({"k1"}));
    Visit visit(sessions, "", now);
    visit.session["bytes"] = Bytes{"x"};
    EXPECT_THROW((void)visit.save(), SessionFormatError);
}

} // namespace
