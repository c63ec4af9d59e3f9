// A session in a store without any store: what it is told, and what it asks next.
#include "unit/session/play.hpp"

#include <costrel/session/errors.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using namespace costrel;
using namespace costrel::play;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(StoredSession, WithoutACookieTheStoreIsNotAsked)
{
    Play play;
    play.open();
    EXPECT_EQ(play.session().origin(), SessionOrigin::none);
    play.commit();
    EXPECT_EQ(play.asked(), "done");
    EXPECT_TRUE(play.saved().set_cookies.empty());
}

TEST(StoredSession, AnIdThatIsNotSignedByUsIsNotAskedFor)
{
    Play play;
    const auto origin = [](std::string_view field) {
        Play each;
        EXPECT_EQ(each.stored().load(field, T).kind, StoreCall::Kind::none) << field;
        each.open();
        return each.session().origin();
    };
    EXPECT_EQ(origin("session=x"), SessionOrigin::malformed);
    EXPECT_EQ(origin("session="), SessionOrigin::none);
    std::string forged = play.cookie();
    forged.back() = forged.back() == 'A' ? 'E' : 'A';
    EXPECT_EQ(origin(forged), SessionOrigin::bad_signature);
    EXPECT_EQ(Play().stored().load(forged + "; " + play.cookie(), T).kind, StoreCall::Kind::load)
        << "the first that is good";
}

TEST(StoredSession, OpensWhatTheStoreHas)
{
    Play play;
    play.load(play.record(ann, 5));
    EXPECT_EQ(play.asked(), "load, done");
    EXPECT_EQ(play.call().key.bytes.size(), 32U) << "the hash of the ID";
    EXPECT_EQ(play.session().origin(), SessionOrigin::opened);
    EXPECT_EQ(play.session().items(), ann);
    EXPECT_EQ(play.session().created(), T - 100s);
    EXPECT_THAT(*play.session().handle(), StartsWith("Bw"));
}

TEST(StoredSession, ARecordIsJudgedByTheEnginesOwnClock)
{
    const auto origin = [](const SessionConfig& config, auto change) {
        Play play(config);
        StoredRecord record = play.record(ann, 5, T - 50s);
        change(record);
        play.load(record);
        return play.session().origin();
    };
    const auto as_it_is = [](StoredRecord&) {};
    EXPECT_EQ(origin({}, as_it_is), SessionOrigin::opened);
    EXPECT_EQ(origin({.session_idle_timeout = 49s}, as_it_is), SessionOrigin::idle);
    EXPECT_EQ(origin({.session_idle_timeout = 50s}, as_it_is), SessionOrigin::opened);
    EXPECT_EQ(origin({.session_absolute_timeout = 99s}, as_it_is), SessionOrigin::expired);
    EXPECT_EQ(origin({.session_absolute_timeout = 100s}, as_it_is), SessionOrigin::opened);
    EXPECT_EQ(origin({}, [](StoredRecord& record) { record.expires = T - 1s; }),
              SessionOrigin::opened)
        << "the store may forget it, that is all";
    EXPECT_EQ(origin({}, [](StoredRecord& record) { record.bytes[5] = 1; }),
              SessionOrigin::unknown_id)
        << "it has moved";
    EXPECT_EQ(origin({}, [](StoredRecord& record) { record.bytes[5] = 2; }),
              SessionOrigin::unreadable);
    EXPECT_EQ(origin({.session_idle_timeout = 49s},
                     [](StoredRecord& record) { write_renewed(record.bytes, T - 1s); }),
              SessionOrigin::opened)
        << "it was touched";
    EXPECT_EQ(origin({}, [](StoredRecord& record) { record.bytes[0] = 'x'; }),
              SessionOrigin::unreadable);
    EXPECT_EQ(origin({}, [](StoredRecord& record) { record.bytes.pop_back(); }),
              SessionOrigin::unreadable);
    EXPECT_EQ(origin({}, [](StoredRecord& record) { record.bytes.clear(); }),
              SessionOrigin::unreadable);
}

TEST(StoredSession, AnIdThatTheStoreDoesNotKnowIsNeverGivenASession)
{
    Play play;
    play.load(std::nullopt);
    EXPECT_EQ(play.session().origin(), SessionOrigin::unknown_id);
    play.session()["a"] = 1;
    play.commit();
    EXPECT_EQ(play.asked(), "load, done, insert");
    play.told(true);
    const SavedSession saved = play.saved();
    ASSERT_EQ(saved.set_cookies.size(), 1U);
    EXPECT_THAT(saved.set_cookies[0], testing::Not(HasSubstr(std::string(43, 'A'))));
}

TEST(StoredSession, AnOutageIsNotAnEmptySession)
{
    Play play;
    (void)play.stored().load(play.cookie(), T);
    (void)play.stored().told(StoreError{.code = StoreError::Code::unavailable});
    EXPECT_THROW(play.stored().throw_problem(), StoreUnavailableError);
    Play late;
    (void)late.stored().load(late.cookie(), T);
    late.stored().late();
    EXPECT_THROW(late.stored().throw_problem(), StoreUnavailableError);
}

TEST(StoredSession, AnUnchangedSessionIsTouchedSeldom)
{
    Play fresh;
    fresh.load(fresh.record(ann, 5, T - 59s));
    (void)fresh.session().contains("views");
    fresh.commit();
    EXPECT_EQ(fresh.asked(), "load, done, done");

    Play due({.session_idle_timeout = 1h});
    due.load(due.record(ann, 5, T - 60s));
    (void)due.session().contains("views");
    due.commit();
    EXPECT_EQ(due.asked(), "load, done, touch");
    EXPECT_EQ(due.call().renewed, T);
    EXPECT_EQ(due.call().record.expires, T + 1h);
    due.told(true);
    EXPECT_TRUE(due.saved().set_cookies.empty());

    Play unused;
    unused.load(unused.record(ann, 5, T - 60s));
    unused.stored().commit(unused.session().content(), T);
    EXPECT_EQ(unused.asked(), "load, done") << "nobody used it";
}

TEST(StoredSession, AChangeReplacesTheVersionThatWasRead)
{
    Play play;
    play.load(play.record(ann, 5));
    play.session()["views"] = 2;
    play.commit();
    EXPECT_EQ(play.asked(), "load, done, replace 5");
    EXPECT_EQ(play.written(), (Dict{{"_user_id", "ann"}, {"views", 2}}));
    EXPECT_NE(play.call().record.version, 5U);
    play.told(Replaced{});
    EXPECT_NO_THROW(play.stored().throw_problem());
    EXPECT_TRUE(play.saved().set_cookies.empty()) << "the client's cookie stays";
}

TEST(StoredSession, AConflictIsMergedAndTriedAgain)
{
    Play play;
    play.load(play.record(ann, 5));
    play.session()["mine"] = 1;
    play.session().add("views");
    play.commit();
    const StoredRecord theirs = play.record({{"_user_id", "ann"}, {"views", 9}, {"theirs", 1}}, 6);
    play.told(Replaced{.outcome = Replaced::Outcome::conflict, .current = theirs});
    EXPECT_EQ(play.asked(), "load, done, replace 5, replace 6");
    EXPECT_EQ(play.written(),
              (Dict{{"_user_id", "ann"}, {"views", 10}, {"theirs", 1}, {"mine", 1}}));
    play.told(Replaced{});
    EXPECT_NO_THROW(play.stored().throw_problem());
}

TEST(StoredSession, WhatAnotherRequestIsKnownToHaveStoredIsMergedAtOnce)
{
    Play play;
    play.load(play.record(Dict{{"a", 1}}, 5));
    play.session()["mine"] = 1;
    play.commit_after(play.record(Dict{{"a", 1}, {"theirs", 1}}, 6));
    EXPECT_EQ(play.asked(), "load, done, replace 6");
    EXPECT_EQ(play.written(), (Dict{{"a", 1}, {"theirs", 1}, {"mine", 1}}));
    play.told(Replaced{});
    EXPECT_EQ(play.stored().take_replacement()->bytes, play.call().record.bytes);
}

TEST(StoredSession, AChangeThatWasAppliedThoughNobodyHeardIsNotAppliedTwice)
{
    Play play;
    play.load(play.record(ann, 5));
    play.session().add("views");
    play.commit();
    const std::uint64_t tried = play.call().record.version;
    play.told(StoreError{.code = StoreError::Code::timed_out});
    EXPECT_EQ(play.asked(), "load, done, replace 5, replace 5") << "the very same again";
    EXPECT_EQ(play.call().record.version, tried);
    play.told(Replaced{.outcome = Replaced::Outcome::conflict,
                       .current = play.after(play.record(ann, 6), tried)});
    EXPECT_EQ(play.asked(), "load, done, replace 5, replace 5, done");
    EXPECT_NO_THROW(play.stored().throw_problem());
}

TEST(StoredSession, WhatCouldNotBeStoredIsNotReportedAsDone)
{
    Play play;
    play.load(play.record(ann, 5));
    play.session()["a"] = 1;
    play.commit();
    play.told(StoreError{.code = StoreError::Code::full});
    EXPECT_THROW(play.stored().throw_problem(), StoreUnavailableError);
    EXPECT_TRUE(play.saved().set_cookies.empty());

    Play late;
    late.load(late.record(ann, 5));
    late.session()["a"] = 1;
    late.commit();
    late.stored().late();
    EXPECT_THROW(late.stored().throw_problem(), StoreUnavailableError);
}

TEST(StoredSession, ManyConflictsInARowReadTheRecordAnewAndInTheEndFail)
{
    Play play;
    play.load(play.record(ann, 5));
    play.session()["a"] = 1;
    play.commit();
    const auto conflict = [&](std::uint64_t version) {
        return Replaced{.outcome = Replaced::Outcome::conflict,
                        .current = play.record(ann, version)};
    };
    for (std::uint64_t version = 100; version < 107; ++version)
        play.told(conflict(version));
    EXPECT_EQ(play.call().kind, StoreCall::Kind::replace);
    EXPECT_EQ(play.stored().pause(), 0us);
    play.told(conflict(107));
    EXPECT_EQ(play.call().kind, StoreCall::Kind::load) << "after eight";
    EXPECT_GT(play.stored().pause(), 0us) << "not between the load and the replacement";
    EXPECT_LT(play.stored().pause(), 400us);
    play.told(std::optional(play.record(ann, 108)));
    EXPECT_EQ(play.call().expected, 108U);
    EXPECT_EQ(play.stored().pause(), 0us);
    int replacements = 8;
    for (std::uint64_t version = 109; version < 200 && !play.is_over(); ++version) {
        if (play.call().kind == StoreCall::Kind::load) {
            play.told(std::optional(play.record(ann, version)));
        } else {
            ++replacements;
            play.told(conflict(version));
        }
    }
    EXPECT_EQ(replacements, 64);
    EXPECT_EQ(play.counters().gave_up, 1U);
    EXPECT_EQ(play.counters().merged, 63U);
    EXPECT_THROW(play.stored().throw_problem(), StoreUnavailableError);
}

TEST(StoredSession, ARuleThatFailsEndsTheRequest)
{
    Play play({.session_merge = {{"views", MergeRule::fail}}});
    play.load(play.record(ann, 5));
    play.session()["views"] = 2;
    play.commit();
    play.told(Replaced{.outcome = Replaced::Outcome::conflict,
                       .current = play.record({{"views", 3}}, 6)});
    EXPECT_THROW(play.stored().throw_problem(), SessionConflictError);
}

TEST(StoredSession, WhatEndedMeanwhileStaysEnded)
{
    Play changed;
    changed.load(changed.record(ann, 5));
    changed.session()["a"] = 1;
    changed.commit();
    changed.told(Replaced{.outcome = Replaced::Outcome::gone});
    EXPECT_EQ(changed.asked(), "load, done, replace 5, done");
    EXPECT_TRUE(changed.saved().ended_meanwhile);
    EXPECT_TRUE(changed.saved().set_cookies.empty());

    Play touched;
    touched.load(touched.record(ann, 5, T - 60s));
    (void)touched.session().empty();
    touched.commit();
    touched.told(false);
    EXPECT_TRUE(touched.saved().ended_meanwhile);
}

TEST(StoredSession, AnEmptiedSessionIsErasedAndItsCookieDeleted)
{
    Play play;
    play.load(play.record(ann, 5));
    play.session().clear();
    play.session().set_permanent(true); // alone it makes no session
    play.commit();
    EXPECT_EQ(play.asked(), "load, done, erase");
    play.told(StoreError{.code = StoreError::Code::timed_out});
    EXPECT_EQ(play.asked(), "load, done, erase, erase");
    play.told(false);
    EXPECT_THAT(play.saved().set_cookies, ElementsAre(StartsWith("session=; Expires=Thu, 01 Jan")));
}

TEST(StoredSession, ANewSessionIsInsertedUnderANewId)
{
    Play play;
    play.open();
    play.session()["a"] = 1;
    play.commit();
    EXPECT_EQ(play.asked(), "insert");
    play.told(true);
    EXPECT_EQ(play.saved().set_cookies.size(), 1U);
    EXPECT_THAT(play.saved().set_cookies[0], HasSubstr("; HttpOnly; Path=/"));
}

TEST(StoredSession, AnInsertionThatNobodyHeardOfIsLookedFor)
{
    Play play;
    play.open();
    play.session()["a"] = 1;
    play.commit();
    const StoredRecord mine = play.call().record;
    play.told(StoreError{.code = StoreError::Code::broken});
    play.told(false);
    EXPECT_EQ(play.asked(), "insert, insert, load");
    play.told(std::optional(mine));
    EXPECT_EQ(play.asked(), "insert, insert, load, done");

    Play other;
    other.open();
    other.session()["a"] = 1;
    other.commit();
    const StoreKey first = other.call().key;
    other.told(false);
    other.told(std::optional(other.record(ann, 1)));
    EXPECT_EQ(other.asked(), "insert, load, insert") << "somebody else's";
    EXPECT_NE(other.call().key, first);
}

TEST(StoredSession, ALoginWhoseInsertionNobodyHeardOfMakesNoSecondOne)
{
    Play play;
    play.load(play.record({{"cart", 1}}, 5));
    play.session()["_user_id"] = "ann";
    play.commit();
    const StoreKey made = play.call().key;
    play.told(StoreError{.code = StoreError::Code::broken});
    EXPECT_EQ(play.call().key, made);
    play.told(false);
    EXPECT_EQ(play.asked(), "load, done, insert, insert, replace 5");
    EXPECT_EQ(play.counters().own_write_found, 1U);
}

TEST(StoredSession, ALoginGoesOnUnderANewIdAndTheOldOneEnds)
{
    Play play;
    play.load(play.record({{"cart", 1}}, 5));
    const StoreKey old = play.call().key;
    play.session()["_user_id"] = "ann";
    play.commit();
    EXPECT_EQ(play.asked(), "load, done, insert");
    EXPECT_NE(play.call().key, old);
    EXPECT_EQ(play.written(), (Dict{{"_user_id", "ann"}, {"cart", 1}}));
    play.told(true);
    EXPECT_EQ(play.asked(), "load, done, insert, replace 5");
    EXPECT_EQ(play.call().key, old);
    EXPECT_EQ(play.call().record.expires, T) << "unusable at once";
    play.told(Replaced{});
    EXPECT_EQ(play.asked(), "load, done, insert, replace 5, erase");
    EXPECT_EQ(play.call().key, old);
    play.told(true);
    EXPECT_EQ(play.saved().set_cookies.size(), 1U);
}

TEST(StoredSession, ALoginTakesOverWhatOthersChangedMeanwhile)
{
    Play play;
    play.load(play.record({{"cart", 1}}, 5));
    play.session().regenerate();
    play.commit();
    play.told(true);
    const std::uint64_t inserted = play.call().record.version;
    play.told(Replaced{.outcome = Replaced::Outcome::conflict,
                       .current = play.record({{"cart", 1}, {"seen", true}}, 6)});
    EXPECT_THAT(play.asked(), testing::EndsWith("replace " + std::to_string(inserted)));
    EXPECT_TRUE(play.written().contains("seen"));
    play.told(Replaced{});
    EXPECT_THAT(play.asked(), testing::EndsWith("replace 6"));
    play.told(Replaced{});
    play.told(true);
    EXPECT_EQ(play.saved().set_cookies.size(), 1U);
}

TEST(StoredSession, ALoginWhoseMergeNobodyHeardOfGoesOn)
{
    Play play;
    play.load(play.record({{"cart", 1}}, 5));
    play.session().regenerate();
    play.commit();
    play.told(true);
    play.told(Replaced{.outcome = Replaced::Outcome::conflict,
                       .current = play.record({{"cart", 1}, {"seen", true}}, 6)});
    const StoredRecord merged = play.call().record;
    play.told(StoreError{.code = StoreError::Code::broken});
    play.told(Replaced{.outcome = Replaced::Outcome::conflict, .current = merged});
    EXPECT_THAT(play.asked(), testing::EndsWith("replace 6"));
}

TEST(StoredSession, WhatASessionLeftBehindIsNeverReplaced)
{
    Play play;
    play.load(play.record(ann, 5));
    play.session()["a"] = 1;
    play.commit();
    play.told(Replaced{.outcome = Replaced::Outcome::conflict,
                       .current = session::tombstone_of(play.record(ann, 6), 6, T)});
    EXPECT_EQ(play.asked(), "load, done, replace 5, done") << "by a clock that is ahead";
    EXPECT_TRUE(play.saved().ended_meanwhile);
}

TEST(StoredSession, ALogoutWinsAgainstALogin)
{
    Play play;
    play.load(play.record({{"cart", 1}}, 5));
    play.session()["_user_id"] = "ann";
    play.commit();
    const StoreKey made = play.call().key;
    play.told(true);
    play.told(Replaced{.outcome = Replaced::Outcome::gone});
    EXPECT_EQ(play.asked(), "load, done, insert, replace 5, erase");
    EXPECT_EQ(play.call().key, made);
    play.told(true);
    EXPECT_TRUE(play.saved().ended_meanwhile);
    EXPECT_TRUE(play.saved().set_cookies.empty());
}

TEST(StoredSession, APermanentSessionsCookieLastsAsLongAsTheSession)
{
    Play play({.session_idle_timeout = 1h});
    play.load(play.record(ann, 5));
    play.session().set_permanent(true);
    play.commit();
    play.told(Replaced{});
    ASSERT_EQ(play.saved().set_cookies.size(), 1U);
    EXPECT_THAT(play.saved().set_cookies[0], HasSubstr("Expires=Tue, 14 Nov 2023 23:13:20 GMT"));
}

TEST(StoredSession, WhatTheRecordCannotHoldIsAnError)
{
    Play text;
    text.load(text.record(ann, 5));
    text.session()["a"] = "\xff";
    text.commit();
    EXPECT_THROW(text.stored().throw_problem(), SessionFormatError);

    Play large({.session_max_record = 100});
    large.open();
    large.session()["a"] = std::string(100, 'x');
    large.commit();
    EXPECT_THROW(large.stored().throw_problem(), SessionFormatError);
}

TEST(StoredSession, AnIdThatAnOlderKeySignedIsSentAgain)
{
    Play before;
    const std::string cookie = before.cookie();
    SessionConfig rotated{.secret_key = "another key of more than sixteen bytes",
                          .secret_key_fallbacks = {"a key of more than sixteen bytes"},
                          .session_store = memory_store()};
    const session::Setup setup(rotated, [] { return SysMillis(T); });
    StoredSession stored(setup, counting);
    ASSERT_EQ(stored.load(cookie, T).kind, StoreCall::Kind::load);
    (void)stored.told(std::optional(before.record(ann, 5)));
    detail::SessionContent content;
    stored.open(T, content);
    content.accessed = true;
    EXPECT_EQ(stored.commit(content, T).kind, StoreCall::Kind::none);
    const SavedSession saved = stored.saved(content, T);
    ASSERT_EQ(saved.set_cookies.size(), 1U);
    EXPECT_THAT(saved.set_cookies[0], StartsWith("session=" + std::string(43, 'A')));
}

} // namespace
