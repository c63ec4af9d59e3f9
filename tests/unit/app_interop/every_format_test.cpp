// An application whose sessions stand as another framework's do: a login, a change, a logout, for
// each format of cookies.
#include "unit/interop/every_format.hpp"

#include <costrel/costrel.hpp>
#include <costrel/session/errors.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <tuple>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

const std::string key(32, 'k');

std::string index(const Session& session)
{
    return session.get("user", "nobody") + " likes " + session.get("color", "nothing");
}
std::string login(Session& session)
{
    session["user"] = "alice";
    return "hello";
}
std::string paint(Session& session)
{
    session["color"] = "red";
    return "done";
}
std::string logout(Session& session)
{
    session.clear();
    return "bye";
}
// What an entry of Flask's own in the session comes to.
template <class Keep>
std::string said(Keep keep)
{
    try {
        keep();
    } catch (const SessionFormatError& error) {
        return error.what();
    }
    return "kept";
}
std::string keep_flash(Session& session)
{
    return said([&] { flash(session, "Welcome"); });
}
std::string keep_permanence(Session& session)
{
    return said([&] { session.set_permanent(true); });
}
std::string keep_id(Session& session)
{
    return said([&] { (void)session.id(); });
}
std::string renew(Session& session)
{
    session.regenerate();
    return "renewed";
}

App make_app(std::shared_ptr<const SessionFormat> format)
{
    App app({.session_format = std::move(format)});
    app.get<index>("/");
    app.post<login>("/login");
    app.post<paint>("/paint");
    app.post<logout>("/logout");
    app.post<keep_flash>("/flash");
    app.post<keep_permanence>("/permanence");
    app.post<keep_id>("/id");
    app.post<renew>("/renew");
    return app;
}

class AppWithEveryFormat : public ::testing::TestWithParam<interop::FormatCase> {
protected:
    App app_ = make_app(GetParam().make(key));
    // Some formats set Secure cookies.
    costrel::TestClient client_{app_, {.secure = true}};
};

TEST_P(AppWithEveryFormat, ALoginHoldsUntilTheLogout)
{
    EXPECT_EQ(client_.get("/").body, "nobody likes nothing");
    EXPECT_NE(client_.post("/login", {}).header("Set-Cookie"), "");
    EXPECT_EQ(client_.get("/").body, "alice likes nothing");
    client_.post("/paint", {});
    EXPECT_EQ(client_.get("/").body, "alice likes red");
    const auto bye = client_.post("/logout", {});
    EXPECT_GE(bye.header_list("Set-Cookie").size(), 1U);
    EXPECT_EQ(client_.get("/").body, "nobody likes nothing");
}

TEST_P(AppWithEveryFormat, AnotherApplicationOfThatKeySharesTheLogin)
{
    const auto hello = client_.post("/login", {});
    std::string field;
    for (const std::string_view cookie : hello.header_list("Set-Cookie"))
        field.append(field.empty() ? "" : "; ").append(cookie.substr(0, cookie.find(';')));
    App other = make_app(GetParam().make(key));
    costrel::TestClient there(other);
    EXPECT_EQ(there.get("/", {{"Cookie", field}}).body, "alice likes nothing");
    App stranger = make_app(GetParam().make(std::string(32, 'o')));
    costrel::TestClient elsewhere(stranger);
    EXPECT_EQ(elsewhere.get("/", {{"Cookie", field}}).body, "nobody likes nothing");
}

TEST_P(AppWithEveryFormat, AResponseWhoseSessionWasOnlyReadSetsNoCookie)
{
    client_.post("/login", {});
    const auto read = client_.get("/");
    EXPECT_EQ(read.header("Set-Cookie"), "");
    EXPECT_EQ(read.header("Vary"), "Cookie");
}

TEST_P(AppWithEveryFormat, EntriesOfFlasksOwnDoNotLeakIntoTheSession)
{
    client_.post("/login", {});
    const std::string& name = GetParam().name;
    for (const auto& [path, function, keeper] : {std::tuple{"/flash", "flash()", "Rails"},
                                                 {"/permanence", "set_permanent()", "Django"},
                                                 {"/id", "id()", "none"}}) {
        const auto response = client_.post(path, {});
        if (name == keeper) { // entries_test.cpp
            EXPECT_EQ(response.body, "kept");
            continue;
        }
        EXPECT_THAT(response.body, HasSubstr(function));
        EXPECT_EQ(response.header("Set-Cookie"), "");
    }
    client_.post("/renew", {});
    EXPECT_EQ(client_.get("/").body, "alice likes nothing");
}

// What the application says when it starts, or "started".
std::string started(SessionConfig config, std::shared_ptr<const SessionFormat> format)
{
    config.session_format = std::move(format);
    try {
        const SessionInterface sessions(config);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "started";
}

class NoRevocations final : public RevocationList {
public:
    Verdict check(const SessionFacts&, std::chrono::sys_seconds) const noexcept override
    {
        return Verdict::good;
    }
    void end_session(const SessionFacts&, std::chrono::sys_seconds,
                     std::chrono::sys_seconds) override
    {
    }
    void end_user(std::string_view, std::chrono::sys_seconds) override {}
    void end_all(std::chrono::sys_seconds) override {}
    std::optional<std::chrono::seconds> max_staleness() const noexcept override { return 0s; }
    std::chrono::sys_seconds earliest_birth(std::string_view,
                                            std::chrono::sys_seconds now) const noexcept override
    {
        return now;
    }
};

TEST_P(AppWithEveryFormat, AnEndThatNobodyCouldSeeIsRejectedAtTheStart)
{
    const auto format = GetParam().make(key);
    const FormatTraits traits = format->traits();
    EXPECT_EQ(started({}, format), "started");
    EXPECT_THAT(started({.session_absolute_timeout = 1h}, format),
                ::testing::AllOf(HasSubstr("session_absolute_timeout"), HasSubstr("when it began"),
                                 HasSubstr(traits.framework)));
    EXPECT_THAT(started({.session_idle_timeout = 1h}, format),
                traits.keeps_active ? HasSubstr("started") : HasSubstr("session_idle_timeout"));
    EXPECT_THAT(started({.session_revocations = std::make_shared<NoRevocations>()}, format),
                HasSubstr("session_revocations"));
}

// What a format says that it keeps is what its cookies tell.
TEST_P(AppWithEveryFormat, KeepsTheTimesThatItSaysItKeeps)
{
    const auto format = GetParam().make(key);
    const std::string random(128, 'r');
    const std::chrono::sys_seconds noon(1'700'000'000s);
    const auto cookies = format->save({Dict{{"user", "alice"}}, noon, noon, Handle{std::byte{1}},
                                       std::as_bytes(std::span(random))});
    std::string field;
    for (const OutCookie& cookie : *cookies)
        field += (field.empty() ? "" : "; ") + cookie.name + '=' + cookie.value;
    const SealedContent found = format->open(CookieField(field), noon);
    ASSERT_EQ(found.origin, SessionOrigin::opened);
    EXPECT_EQ(found.active.has_value(), format->traits().keeps_active);
    EXPECT_EQ(found.created.has_value(), format->traits().keeps_created);
    EXPECT_EQ(found.handle.has_value(), format->traits().keeps_handle);
}

INSTANTIATE_TEST_SUITE_P(Interop, AppWithEveryFormat, ::testing::ValuesIn(interop::every_format),
                         [](const auto& instance) { return instance.param.name; });

} // namespace
