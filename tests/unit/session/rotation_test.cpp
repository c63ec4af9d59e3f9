// Sessions in a store whose IDs are replaced in turn, without a login.
#include "formats/rotated_ids.hpp"
#include "session/rotation.hpp"
#include "unit/session/play.hpp"
#include "visit.hpp"

#include <costrel/session/errors.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session_observer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace costrel;
using play::ann;
using play::Play;
using play::T;
using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;

class Alarm final : public SessionObserver {
public:
    void id_reused() noexcept override { ++reused; }
    int reused = 0;
};

class Rotated : public testing::Test {
protected:
    static constexpr std::chrono::sys_seconds due = T + 10min;

    // A client whose session has one entry.
    std::string log_in()
    {
        Visit visit(sessions, "", T);
        visit.session["_user_id"] = "ann";
        return cookie_of(visit.set_cookie());
    }
    static std::string cookie_of(const std::string& set_cookie)
    {
        return set_cookie.substr(0, set_cookie.find(';'));
    }
    // What a request that reads the session is sent.
    std::string look(const std::string& cookie, std::chrono::sys_seconds now)
    {
        Visit visit(sessions, cookie, now);
        (void)visit.session.empty();
        return cookie_of(visit.set_cookie());
    }
    SessionOrigin origin(const std::string& cookie, std::chrono::sys_seconds now)
    {
        return Visit(sessions, cookie, now).session.origin();
    }

    Alarm alarm;
    SessionInterface sessions{{.secret_key = "a key of more than sixteen bytes",
                               .session_store = "memory:",
                               .session_observer = &alarm,
                               .session_rotate_after = 10min,
                               .session_rotate_grace = 30s}};
    const std::string before = log_in();
};

TEST_F(Rotated, ASessionThatIsUsedGoesOnUnderANewIdInItsTime)
{
    EXPECT_EQ(look(before, due - 1s), "");
    const std::string handle = *Visit(sessions, before, due - 1s).session.handle();
    const std::string after = look(before, due);
    EXPECT_THAT(after, testing::StartsWith("session="));
    EXPECT_NE(after, before);
    Visit visit(sessions, after, due + 1s);
    EXPECT_EQ(visit.session.get<std::string>("_user_id"), "ann");
    EXPECT_EQ(visit.session.handle(), handle) << "the session is the same";
    EXPECT_EQ(visit.session.created(), T);
    EXPECT_EQ(look(after, due + 1s), "") << "not again";
    EXPECT_EQ(look(after, due + 9min), "");
    EXPECT_NE(look(after, due + 10min), "") << "but the next time";
    EXPECT_EQ(sessions.counters().rotated, 2U);
}

TEST_F(Rotated, AnUnusedSessionKeepsItsId)
{
    Visit visit(sessions, before, due);
    EXPECT_EQ(visit.set_cookie(), "");
    EXPECT_EQ(sessions.counters().rotated, 0U);
}

TEST_F(Rotated, WithinItsGraceTheIdBeforeIsGoodAndItsClientIsSentTheNewOne)
{
    const std::string after = look(before, due);
    Visit late(sessions, before, due + 30s);
    EXPECT_EQ(late.session.origin(), SessionOrigin::opened);
    late.session["late"] = true;
    EXPECT_EQ(cookie_of(late.set_cookie()), after);
    EXPECT_TRUE(Visit(sessions, after, due + 30s).session.contains("late"));
    EXPECT_EQ(look(before, due + 30s), after) << "who only reads as well";
}

TEST_F(Rotated, AfterItsGraceAnIdThatComesBackEndsTheSession)
{
    const std::string after = look(before, due);
    EXPECT_EQ(origin(before, due + 91s), SessionOrigin::revoked);
    EXPECT_EQ(origin(after, due + 91s), SessionOrigin::unknown_id);
    EXPECT_EQ(alarm.reused, 1);
    EXPECT_EQ(sessions.counters().reused_after_rotation, 1U);
}

TEST_F(Rotated, AHostWhoseClockIsAheadTakesNoRequestOfTheGraceForACopy)
{
    const std::string after = look(before, due);
    EXPECT_EQ(origin(before, due + 90s), SessionOrigin::opened) << "by the default skew of 60 s";
    EXPECT_EQ(origin(after, due + 90s), SessionOrigin::opened);
    EXPECT_EQ(alarm.reused, 0);
}

TEST_F(Rotated, AnIdThatWasReplacedTwiceWithinItsGraceStillLeadsToTheSession)
{
    sessions = SessionInterface({.secret_key = "a key of more than sixteen bytes",
                                 .session_store = "memory:",
                                 .session_rotate_after = 1min,
                                 .session_rotate_grace = 30s});
    const std::string first = log_in();
    const std::string second = look(first, T + 119s);
    const std::string third = look(second, T + 120s);
    ASSERT_NE(third, "");
    Visit late(sessions, first, T + 125s);
    late.session["late"] = true;
    EXPECT_EQ(cookie_of(late.set_cookie()), third);
    EXPECT_TRUE(Visit(sessions, third, T + 125s).session.contains("late"));
}

TEST_F(Rotated, AnOldIdEndsTheSessionWhereverItIsByNow)
{
    const std::string second = look(before, due);
    const std::string third = look(second, due + 10min);
    EXPECT_EQ(origin(before, due + 10min + 1s), SessionOrigin::revoked);
    EXPECT_EQ(origin(third, due + 10min + 1s), SessionOrigin::unknown_id);
    EXPECT_EQ(origin(second, due + 10min + 1s), SessionOrigin::unknown_id);
}

TEST_F(Rotated, AChangeThatWasUnderWayGoesAlong)
{
    Visit under_way(sessions, before, due);
    under_way.session.add("views");
    const std::string after = look(before, due);
    EXPECT_EQ(cookie_of(under_way.set_cookie()), after);
    EXPECT_EQ(Visit(sessions, after, due).session.get<int>("views"), 1);
    EXPECT_EQ(sessions.counters().rotated, 1U);
}

TEST_F(Rotated, ALogoutThatWasUnderWayEndsIt)
{
    Visit logout(sessions, before, due);
    logout.session.clear();
    const std::string after = look(before, due);
    EXPECT_THAT(logout.set_cookie(), HasSubstr("session=; Expires=Thu, 01 Jan 1970"));
    EXPECT_EQ(origin(after, due), SessionOrigin::unknown_id);
    EXPECT_EQ(origin(before, due), SessionOrigin::unknown_id);
}

TEST_F(Rotated, WhatEndedMeanwhileGetsNoNewId)
{
    Visit under_way(sessions, before, due);
    (void)under_way.session.empty();
    Visit logout(sessions, before, due);
    logout.session.clear();
    (void)logout.save();
    const SavedSession saved = under_way.save();
    EXPECT_TRUE(saved.ended_meanwhile);
    EXPECT_TRUE(saved.set_cookies.empty());
    EXPECT_EQ(sessions.counters().rotated, 0U);
}

TEST_F(Rotated, ALoginThatWasUnderWayEndsTheNewIdToo)
{
    Visit login(sessions, before, due);
    login.session["_user_id"] = "eve";
    const std::string after = look(before, due);
    const std::string hers = cookie_of(login.set_cookie());
    EXPECT_EQ(Visit(sessions, hers, due).session.get<std::string>("_user_id"), "eve");
    EXPECT_EQ(origin(after, due), SessionOrigin::unknown_id);
    EXPECT_EQ(origin(before, due), SessionOrigin::unknown_id);
}

TEST_F(Rotated, OfTwoRequestsThatAreDueOneGivesTheId)
{
    Visit first(sessions, before, due);
    Visit second(sessions, before, due);
    first.session.add("views");
    second.session.add("views");
    const std::string after = cookie_of(first.set_cookie());
    EXPECT_EQ(cookie_of(second.set_cookie()), after);
    EXPECT_EQ(Visit(sessions, after, due).session.get<int>("views"), 2);
    EXPECT_EQ(sessions.counters().rotated, 1U);
}

TEST_F(Rotated, ManyRequestsAtOnceLoseNothing)
{
    constexpr int threads = 8;
    constexpr int rounds = 20;
    std::string cookie = before;
    for (int round = 1; round <= rounds; ++round) {
        const auto now = T + round * 10min;
        std::mutex mutex;
        std::string newest;
        std::vector<std::thread> visitors;
        for (int i = 0; i < threads; ++i)
            visitors.emplace_back([&] {
                Visit visit(sessions, cookie, now);
                visit.session.add("views");
                const std::string sent = cookie_of(visit.set_cookie());
                const std::lock_guard lock(mutex);
                if (!sent.empty())
                    newest = sent;
            });
        for (std::thread& visitor : visitors)
            visitor.join();
        ASSERT_NE(newest, "");
        cookie = newest;
    }
    EXPECT_EQ(Visit(sessions, cookie, T + rounds * 10min).session.get<int>("views"),
              threads * rounds);
    EXPECT_EQ(sessions.counters().rotated, static_cast<unsigned>(rounds));
    EXPECT_EQ(alarm.reused, 0);
}

TEST_F(Rotated, AKeyThatIsGoneTakesTheIdsBeforeWithIt)
{
    const auto store = memory_store();
    const auto with_keys = [&](std::string key, std::vector<std::string> fallbacks) {
        return SessionInterface({.secret_key = std::move(key),
                                 .secret_key_fallbacks = std::move(fallbacks),
                                 .session_store = store,
                                 .session_rotate_after = 10min});
    };
    sessions = with_keys("a key of more than sixteen bytes", {});
    const std::string old = log_in();
    const std::string after = look(old, due);
    sessions =
        with_keys("another key of more than sixteen bytes", {"a key of more than sixteen bytes"});
    EXPECT_EQ(origin(old, due + 1s), SessionOrigin::opened) << "older keys still lead there";
    EXPECT_EQ(origin(after, due + 1s), SessionOrigin::opened);
}

SessionConfig every_minute()
{
    return {.session_rotate_after = 1min, .session_rotate_grace = 30s};
}

TEST(RotatedId, IsInsertedBeforeTheOldOneLeadsThere)
{
    Play play(every_minute());
    play.load(play.record(ann, 5, T - 70s)); // it began at T - 100 s
    const StoreKey old = play.call().key;
    (void)play.session().empty();
    play.commit();
    EXPECT_EQ(play.asked(), "load, done, insert");
    EXPECT_NE(play.call().key, old);
    const StoreKey made = play.call().key;
    play.told(true);
    EXPECT_EQ(play.asked(), "load, done, insert, replace 5");
    EXPECT_EQ(play.call().key, old);
    EXPECT_EQ(play.call().record.expires, T + 30s + 10min) << "as a tripwire";
    EXPECT_THAT(play.call().record.bytes, testing::Not(HasSubstr("ann")));
    EXPECT_THAT(play.call().record.bytes, testing::Not(HasSubstr(made.bytes)));
    play.told(Replaced{});
    EXPECT_THAT(play.asked(), EndsWith("done"));
    EXPECT_EQ(play.saved().set_cookies.size(), 1U);
}

TEST(RotatedId, ThatNobodyHeardOfIsNotGivenTwice)
{
    Play play(every_minute());
    play.load(play.record(ann, 5, T - 70s));
    (void)play.session().empty();
    play.commit();
    play.told(true);
    const StoredRecord left = play.call().record;
    play.told(StoreError{.code = StoreError::Code::timed_out});
    play.told(Replaced{.outcome = Replaced::Outcome::conflict, .current = left});
    EXPECT_EQ(play.asked(), "load, done, insert, replace 5, replace 5, done");
    EXPECT_EQ(play.counters().rotated, 1U);
    EXPECT_EQ(play.counters().own_write_found, 1U);
}

TEST(RotatedId, TakesTheVersionsBeforeAlong)
{
    Play play(every_minute());
    play.load(play.record(ann, 5, T - 70s));
    play.session().add("views");
    play.commit();
    std::string_view data;
    const auto header = formats::RecordHeader::read(play.call().record.bytes, data);
    EXPECT_EQ(header->recent[0], 5U) << "who wrote it finds out that it was written";
}

TEST(RotatedId, IsNotGivenWhereTheStoreDoesNotTakeIt)
{
    Play play(every_minute());
    play.load(play.record(ann, 5, T - 70s));
    (void)play.session().empty();
    play.commit();
    play.told(StoreError{.code = StoreError::Code::full});
    EXPECT_EQ(play.asked(), "load, done, insert, done");
    EXPECT_NO_THROW(play.stored().throw_problem()) << "nothing was changed, so nothing is lost";
    EXPECT_TRUE(play.saved().set_cookies.empty());
    EXPECT_EQ(play.counters().saved, 0U);
}

TEST(RotatedId, FailsWithTheChangeThatWasToGoThere)
{
    Play play(every_minute());
    play.load(play.record(ann, 5, T - 70s));
    play.session()["views"] = 2;
    play.commit();
    play.told(StoreError{.code = StoreError::Code::full});
    EXPECT_THROW(play.stored().throw_problem(), StoreUnavailableError);
}

// Another host has a key that this one does not know yet.
TEST(RotatedId, ThatCannotBeFollowedIsNotWrittenOver)
{
    Play play(every_minute());
    const StoredRecord read = play.record(ann, 5);
    play.load(read);
    play.session()["views"] = 2;
    play.commit();
    play.told(Replaced{.outcome = Replaced::Outcome::conflict,
                       .current = session::left_behind(read, 6, "no trace of a key", T + 30s)});
    EXPECT_EQ(play.asked(), "load, done, replace 5, done");
    EXPECT_TRUE(play.saved().ended_meanwhile);
}

TEST(RotatedIds, FollowFromTheIdTheKeyAndTheTraceAlone)
{
    const KeyRing ring{{{.secret = "one key of more than 32 bytes, for tests"},
                        {.secret = "another key of more than 32 bytes, for tests"}}};
    const formats::RotatedIds ids(ring, {});
    const formats::RotatedIds::Random random{std::byte{1}};
    const auto step = ids.next("id", random, T);
    ASSERT_TRUE(step);
    EXPECT_EQ(step->id.size(), 43U);
    EXPECT_EQ(step->trace.size(), 28U);
    EXPECT_EQ(ids.follow("id", step->trace), step->id);
    EXPECT_NE(ids.follow("another id", step->trace), step->id);
    EXPECT_NE(formats::RotatedIds(ring, {.session_application = "shop"}).follow("id", step->trace),
              step->id);
    EXPECT_EQ(formats::RotatedIds({{ring.keys[0]}}, {}).follow("id", step->trace), std::nullopt);
    EXPECT_EQ(ids.follow("id", ""), std::nullopt);
    EXPECT_EQ(ids.follow("id", step->trace + "x"), std::nullopt);
    KeyRing revoked = ring;
    revoked.keys[1].revoked = true;
    EXPECT_EQ(formats::RotatedIds(revoked, {}).follow("id", step->trace), std::nullopt);
}

TEST(Rotation, IsConfiguredAsItCanWork)
{
    const auto message = [](auto change) -> std::string {
        SessionConfig config{.secret_key = "a key of more than sixteen bytes",
                             .session_store = "memory:",
                             .session_rotate_after = 10min};
        change(config);
        try {
            const SessionInterface sessions(config);
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "accepted";
    };
    EXPECT_EQ(message([](SessionConfig&) {}), "accepted");
    EXPECT_THAT(message([](SessionConfig& c) { c.session_rotate_after = 59s; }),
                HasSubstr("session_rotate_after must be at least a minute"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_rotate_grace = 10min; }),
                HasSubstr("session_rotate_grace must be shorter"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_rotate_grace = -1s; }),
                HasSubstr("session_rotate_grace must not be negative"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_store = {}; }),
                HasSubstr("session_store is not set"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_record = RecordFormat::costrel(); }),
                HasSubstr("session_rotate_after needs costrel's own records"));
}

} // namespace
