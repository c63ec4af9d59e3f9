// The engine without any real format, list or clock: what an exchange is told, and what it asks and
// says.
#include "visit.hpp"

#include <costrel/session/revocation.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using std::chrono::sys_seconds;

constexpr sys_seconds T(1'700'000'000s);

// What was asked, in its order: "open read check:user".
using Calls = std::shared_ptr<std::string>;

void note(const Calls& calls, std::string_view call)
{
    calls->append(calls->empty() ? "" : " ").append(call);
}

// A format whose cookie is whatever the test says.
class Scripted final : public SessionFormat {
public:
    Scripted(Calls calls, SealedContent found) : calls_(std::move(calls)), found_(std::move(found))
    {
    }

    SealedContent open(const CookieField& cookies, sys_seconds) const override
    {
        note(calls_, "open");
        return cookies.header().empty() ? SealedContent{} : found_;
    }
    std::optional<Dict> read(std::string_view content) const override
    {
        note(calls_, "read");
        return content == "unreadable" ? std::nullopt : SessionFormat::read(content);
    }
    Result<std::vector<OutCookie>, CannotCarry> save(const SessionToSave& session) const override
    {
        note(calls_, "save");
        if (session.values.contains("too much"))
            return CannotCarry{"too much", "it is too much"};
        const auto seconds = [](auto time) { return std::to_string((time - T).count()); };
        return std::vector<OutCookie>{
            {"session", "created:" + seconds(session.created) +
                            "/opened:" + seconds(*session.opened) + "/now:" + seconds(session.now) +
                            (session.handle == Handle{} ? "" : "/handle")}};
    }
    std::vector<std::string> cookie_names() const override { return {"session"}; }
    bool may_refresh_unused(const CookieField&) const override
    {
        note(calls_, "may_refresh_unused");
        return found_.content.find("_permanent") != std::string::npos;
    }
    bool refreshes_permanent() const noexcept override { return true; }
    std::size_t random_bytes() const noexcept override { return 1; }

private:
    Calls calls_;
    SealedContent found_;
};

// A list that has one verdict about everything.
class ScriptedList final : public RevocationList {
public:
    ScriptedList(Calls calls, Verdict verdict) : calls_(std::move(calls)), verdict_(verdict) {}

    Verdict check(const SessionFacts& facts, sys_seconds) const noexcept override
    {
        note(calls_, facts.user ? "check:" + std::string(*facts.user) : "check");
        return facts.user || verdict_ == Verdict::unknown ? verdict_ : Verdict::good;
    }
    void end_session(const SessionFacts& facts, sys_seconds from, sys_seconds until) override
    {
        note(calls_, "end:" + std::string(facts.user.value_or("")) +
                         (from == sys_seconds{} ? "" : ":later") + ":" +
                         std::to_string((until - T).count()));
    }
    void end_user(std::string_view, sys_seconds) override {}
    void end_all(sys_seconds) override {}
    std::optional<std::chrono::seconds> max_staleness() const noexcept override { return 0s; }
    sys_seconds earliest_birth(std::string_view, sys_seconds now) const noexcept override
    {
        return now + 1s;
    }

private:
    Calls calls_;
    Verdict verdict_;
};

SealedContent good(std::string content = R"({"_user_id":"ann"})")
{
    SealedContent found;
    found.origin = SessionOrigin::opened;
    found.content = std::move(content);
    found.created = T - 100s;
    found.active = T - 10s;
    found.handle = Handle{std::byte{1}};
    return found;
}

// One request: the cookie gives `found`, the handler does `handler`, and it is saved a second
// later.
struct Played {
    std::string calls{};
    SessionOrigin origin = SessionOrigin::none;
    std::string said{}; // the cookie's value; "deleted"; or nothing
    bool vary = false;
    bool ended_meanwhile = false;
};

struct Script {
    SealedContent found = good();
    std::optional<RevocationList::Verdict> list{};
    void (*handler)(Session&) = [](Session&) {};
    SessionConfig config{};
    bool has_cookie = true;
};

Played play(Script script)
{
    const auto calls = std::make_shared<std::string>();
    script.config.session_format = std::make_shared<Scripted>(calls, script.found);
    if (script.list)
        script.config.session_revocations = std::make_shared<ScriptedList>(calls, *script.list);
    sys_seconds now = T;
    const SessionInterface sessions(script.config, [&now] { return now; });
    SessionExchange exchange(sessions);
    if (script.has_cookie)
        exchange.add_cookie_field("session=x");
    script.handler(exchange.session());
    now += 1s;
    const SavedSession saved = exchange.finish();
    Played played{.calls = *calls};
    played.origin = exchange.session().content().origin;
    played.vary = saved.vary_cookie;
    played.ended_meanwhile = saved.ended_meanwhile;
    if (!saved.set_cookies.empty()) {
        const std::string& field = saved.set_cookies[0];
        const std::string value = field.substr(8, field.find(';') - 8);
        played.said = value.empty() ? "deleted" : value;
    }
    return played;
}

void look(Session& session)
{
    (void)session.contains("a");
}
void change(Session& session)
{
    session["a"] = 1;
}

TEST(Engine, AsksNothingForASessionThatNobodyUses)
{
    const Played played = play({});
    EXPECT_EQ(played.calls, "may_refresh_unused");
    EXPECT_EQ(played.said, "");
    EXPECT_FALSE(played.vary);
    EXPECT_EQ(play({.has_cookie = false}).calls, "");
}

TEST(Engine, OpensOnceAndReadsOnlyWhatIsAuthenticAndInTime)
{
    const auto twice = [](Session& session) {
        look(session);
        look(session);
    };
    EXPECT_EQ(play({.handler = twice}).calls, "open read");

    struct Row {
        const char* what;
        SealedContent found;
        SessionConfig config;
        SessionOrigin origin;
        const char* calls;
    };
    SealedContent forged = good();
    forged.origin = SessionOrigin::bad_signature;
    SealedContent future = good();
    future.active = T + 1s;
    SealedContent over = good();
    over.ends = T;
    const Row rows[] = {
        {"forged", forged, {}, SessionOrigin::bad_signature, "open"},
        {"of the future", future, {}, SessionOrigin::from_the_future, "open"},
        {"over", over, {}, SessionOrigin::expired, "open"},
        {"old", good(), {.permanent_session_lifetime = 9s}, SessionOrigin::expired, "open"},
        {"idle", good(), {.session_idle_timeout = 9s}, SessionOrigin::idle, "open"},
        {"too long", good(), {.session_absolute_timeout = 99s}, SessionOrigin::expired, "open"},
        {"unreadable", good("unreadable"), {}, SessionOrigin::unreadable, "open read"},
        {"good", good(), {.session_absolute_timeout = 100s}, SessionOrigin::opened, "open read"},
    };
    for (const Row& row : rows) {
        SCOPED_TRACE(row.what);
        const Played played = play({.found = row.found, .handler = look, .config = row.config});
        EXPECT_EQ(played.origin, row.origin);
        EXPECT_EQ(played.calls, row.calls);
        EXPECT_EQ(played.said, "");
        EXPECT_TRUE(played.vary);
    }
}

TEST(Engine, InflatesOnlyWhatItsFormatSaysIsCompressedAndNotTooMuch)
{
    // zlib.compress(b'{"a":1}')
    const std::string stream("\x78\x9c\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\x08\x2a\x02\x09", 15);
    SealedContent found = good(stream);
    found.compressed = true;
    EXPECT_EQ(play({.found = found, .handler = look}).origin, SessionOrigin::opened);
    EXPECT_EQ(
        play({.found = found, .handler = look, .config = {.session_inflate_limit = 6}}).origin,
        SessionOrigin::too_large);
    found.content.pop_back();
    EXPECT_EQ(play({.found = found, .handler = look}).origin, SessionOrigin::unreadable);
}

TEST(Engine, AsksTheListBeforeReadingAndForTheUserAfterwards)
{
    using Verdict = RevocationList::Verdict;
    const Played alive = play({.list = Verdict::good, .handler = look});
    EXPECT_EQ(alive.calls, "open check read check:ann");
    EXPECT_EQ(alive.origin, SessionOrigin::opened);

    const Played ended = play({.list = Verdict::ended, .handler = look});
    EXPECT_EQ(ended.calls, "open check read check:ann");
    EXPECT_EQ(ended.origin, SessionOrigin::revoked);
    EXPECT_EQ(ended.said, "");

    const Played unknown = play({.list = Verdict::unknown, .handler = look});
    EXPECT_EQ(unknown.calls, "open check");
    EXPECT_EQ(unknown.origin, SessionOrigin::unverified);
}

TEST(Engine, ASessionOfWhichNobodyKnowsWhetherItEndedCannotBeChanged)
{
    const Played played =
        play({.list = RevocationList::Verdict::unknown, .handler = [](Session& session) {
                  EXPECT_TRUE(session.empty());
                  EXPECT_THROW(session["a"] = 1, StoreUnavailableError);
              }});
    EXPECT_EQ(played.said, "");
}

TEST(Engine, SendsAChangeAndKeepsTheBeginning)
{
    const Played changed = play({.handler = change});
    EXPECT_EQ(changed.calls, "open read save");
    EXPECT_EQ(changed.said, "created:-100/opened:0/now:1/handle");
    const Played fresh = play({.handler = change, .has_cookie = false});
    EXPECT_EQ(fresh.said, "created:1/opened:0/now:1/handle");
    const Played emptied = play({.handler = [](Session& session) { session.clear(); }});
    EXPECT_EQ(emptied.calls, "open read");
    EXPECT_EQ(emptied.said, "deleted");
    EXPECT_EQ(
        play({.handler = [](Session& session) { session.clear(); }, .has_cookie = false}).said,
        "deleted");
}

TEST(Engine, SendsAUsedSessionAgainWhenItsKeyIsOldOrItsTimeHasCome)
{
    SealedContent old_key = good();
    old_key.rewrite = true;
    EXPECT_EQ(play({.found = old_key}).said, "") << "not used";
    EXPECT_NE(play({.found = old_key, .handler = look}).said, "");

    EXPECT_EQ(play({.handler = look, .config = {.session_idle_timeout = 44s}}).said, "");
    EXPECT_NE(play({.handler = look, .config = {.session_idle_timeout = 40s}}).said, "");
    EXPECT_EQ(play({.config = {.session_idle_timeout = 40s}}).said, "") << "not used";
    EXPECT_NE(
        play({.handler = look, .config = {.session_idle_timeout = 44s, .session_renew_after = 10s}})
            .said,
        "");
}

TEST(Engine, RefreshesAPermanentSessionWhetherUsedOrNot)
{
    const SealedContent permanent = good(R"({"_permanent":true})");
    const Played unused = play({.found = permanent});
    EXPECT_EQ(unused.calls, "may_refresh_unused open read save");
    EXPECT_NE(unused.said, "");
    EXPECT_TRUE(unused.vary);
    EXPECT_NE(play({.found = permanent, .handler = look}).said, "");
    const SessionConfig never{.session_refresh_each_request = false};
    EXPECT_EQ(play({.found = permanent, .config = never}).calls, "");
    EXPECT_EQ(play({.found = permanent, .handler = look, .config = never}).said, "");
}

// Or the response of a slow request undoes the logout that came after it began.
TEST(Engine, RefreshesAPermanentSessionAsSeldomAsItIsTold)
{
    const SealedContent permanent = good(R"({"_permanent":true})"); // sent ten seconds ago
    for (auto* handler : {+[](Session&) {}, &look}) {
        EXPECT_EQ(
            play({.found = permanent, .handler = handler, .config = {.session_renew_after = 12s}})
                .said,
            "");
        EXPECT_NE(
            play({.found = permanent, .handler = handler, .config = {.session_renew_after = 10s}})
                .said,
            "");
    }
    EXPECT_NE(
        play({.found = permanent, .handler = change, .config = {.session_renew_after = 12s}}).said,
        "");
    SealedContent without_times = permanent;
    without_times.active.reset();
    EXPECT_NE(play({.found = without_times, .config = {.session_renew_after = 12s}}).said, "");
}

TEST(Engine, WhatItsFormatCannotCarryIsAnErrorOnlyOfWhoChangedIt)
{
    const auto add = [](Session& session) { session["too much"] = 1; };
    try {
        (void)play({.handler = add});
        FAIL();
    } catch (const SessionFormatError& error) {
        EXPECT_STREQ(error.what(),
                     "costrel: the session cannot be saved: it is too much (too much)");
    }
    SealedContent found = good(R"({"too much":1})");
    found.rewrite = true;
    EXPECT_EQ(play({.found = found, .handler = look}).said, "");
}

TEST(Engine, PutsASessionOnTheListWhenItIsLeft)
{
    const auto clear = [](Session& session) { session.clear(); };
    const auto regenerate = [](Session& session) { session.regenerate(); };
    const SessionConfig config{.session_idle_timeout = 40s, .session_clock_skew = 5s};
    const Played cleared =
        play({.list = RevocationList::Verdict::good, .handler = clear, .config = config});
    EXPECT_EQ(cleared.calls, "open check read check:ann end:ann:46");
    EXPECT_EQ(cleared.said, "deleted");
    const Played regenerated =
        play({.list = RevocationList::Verdict::good, .handler = regenerate, .config = config});
    EXPECT_EQ(regenerated.calls, "open check read check:ann check:ann save end:ann:46");
    EXPECT_EQ(
        play({.found = good(R"({"a":1})"), .list = RevocationList::Verdict::good, .handler = clear})
            .calls,
        "open check read check")
        << "an anonymous one proves nothing";
}

TEST(Engine, LooksAtTheListAgainBeforeItSends)
{
    // It ends while the request is under way: the list says so at the third question.
    class Late final : public RevocationList {
    public:
        Verdict check(const SessionFacts&, sys_seconds) const noexcept override
        {
            return ++asked_ > 2 ? Verdict::ended : Verdict::good;
        }
        void end_session(const SessionFacts&, sys_seconds, sys_seconds) override {}
        void end_user(std::string_view, sys_seconds) override {}
        void end_all(sys_seconds) override {}
        std::optional<std::chrono::seconds> max_staleness() const noexcept override { return 0s; }
        sys_seconds earliest_birth(std::string_view, sys_seconds now) const noexcept override
        {
            return now;
        }

    private:
        mutable int asked_ = 0;
    };
    const Played played =
        play({.handler = change, .config = {.session_revocations = std::make_shared<Late>()}});
    EXPECT_EQ(played.said, "deleted");
    EXPECT_TRUE(played.ended_meanwhile);
}

TEST(Engine, ASessionWhoseResponseIsOnItsWayCannotBeUsed)
{
    (void)play({.handler = [](Session& session) {
        session.finish();
        EXPECT_THROW(change(session), std::logic_error);
        EXPECT_THROW(look(session), std::logic_error) << "it was not opened";
    }});
}

TEST(Engine, TellsTheTimesAndTheHandleOfASession)
{
    (void)play({.handler =
                    [](Session& session) {
                        EXPECT_EQ(session.created(), T - 100s);
                        EXPECT_EQ(session.expires(), T + 30s);
                        EXPECT_EQ(session.handle(), "AQAAAAAAAAAAAAAAAAAAAA");
                    },
                .config = {.session_idle_timeout = 40s}});
    (void)play({.handler =
                    [](Session& session) {
                        change(session);
                        EXPECT_EQ(session.created(), std::nullopt);
                        EXPECT_EQ(session.expires(), std::nullopt);
                        EXPECT_EQ(session.handle(), std::nullopt);
                    },
                .has_cookie = false});
}

} // namespace
