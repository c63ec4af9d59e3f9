// Sessions when memory runs out: each allocation fails in turn. What fails gives std::bad_alloc and
// nothing else, leaves the session as it was, and works when it is tried again.
#include "faults/allocation.hpp"
#include "visit.hpp"

#include <costrel/flash.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/tagged_json.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace costrel;
using costrel::faults::Fault;
using costrel::faults::with_each_allocation_failing;

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));
const std::string long_text = "a text that is too long to lie within a string";
const std::string long_key = "a key that is too long to lie within a string";

SessionConfig make_config()
{
    SessionConfig config;
    config.secret_key = "the current key, longer than a string holds without allocating";
    config.secret_key_fallbacks = {"an old key, longer than a string holds without allocating"};
    return config;
}

const SessionInterface& sessions()
{
    static const SessionInterface interface(make_config());
    return interface;
}

// The Cookie field of a client that has these entries.
std::string cookie_of(const Dict& entries)
{
    Visit visit(sessions(), "", now);
    Session& session = visit.session;
    session.update(entries);
    const std::string cookie = visit.set_cookie();
    return cookie.substr(0, cookie.find(';'));
}

struct Named {
    const char* name;
    std::string cookie;
};

// The sessions that are opened and changed here.
const std::vector<Named>& cookies()
{
    static const std::vector<Named> all = {
        {"small", cookie_of({{"user", "admin"}, {"list", List{1, 2}}})},
        {"compressed", cookie_of({{"text", std::string(2000, 'x')}, {"user", long_text}})},
        {"nested", cookie_of({{"cart", Dict{{"items", List{long_text, Tuple{{1, long_text}}}},
                                            {"when", DateTime{now}}}},
                              {"list", List{List{long_text}}},
                              {"bytes", Bytes{long_text}},
                              {"markup", escape(long_text)},
                              {"number", BigInteger{std::string(60, '7')}},
                              {" t", Dict{{" t", 1}}},
                              {"another key that is too long", long_text},
                              {"_flashes", List{Tuple{{"message", long_text}}}},
                              {"id", Uuid{}}})},
    };
    return all;
}

// Everything about a session that a client could come to see.
struct State {
    explicit State(const Session& session)
        : json(TaggedJSONSerializer::dumps(session.items())), modified(session.modified()),
          origin(session.origin())
    {
    }

    std::string json;
    bool modified;
    SessionOrigin origin;

    friend bool operator==(const State&, const State&) = default;
    friend void PrintTo(const State& state, std::ostream* out)
    {
        *out << state.json << (state.modified ? " modified" : "");
    }
};

Visit visit_of(const Named& cookie)
{
    return Visit(sessions(), cookie.cookie, now);
}

// That `change` of each session is done or not done, and can be done again after it failed.
template <class F>
void expect_whole(F change)
{
    for (const Named& cookie : cookies()) {
        SCOPED_TRACE(cookie.name);
        const State before(visit_of(cookie).session);
        Visit changing = visit_of(cookie);
        Session& changed = changing.session;
        change(changed);
        const State after(changed);

        with_each_allocation_failing([&](Fault& fault) {
            Visit visit = visit_of(cookie);
            Session& session = visit.session;
            const bool failed = fault.during([&] { change(session); });
            if (failed) {
                EXPECT_EQ(State(session), before);
                change(session);
            }
            EXPECT_EQ(State(session), after);
        });
    }
}

TEST(OutOfMemory, AnInterfaceIsMadeOrNot)
{
    with_each_allocation_failing([](Fault& fault) {
        const SessionConfig config = make_config();
        fault.during([&] { const SessionInterface made(config); });
    });
}

TEST(OutOfMemory, OpeningCanBeTriedAgain)
{
    expect_whole([](Session& session) { EXPECT_EQ(session.origin(), SessionOrigin::opened); });
}

TEST(OutOfMemory, OpeningACookieThatIsRefusedCanBeTriedAgain)
{
    const std::string good = cookies()[1].cookie;
    std::vector<Named> refused = {{"quoted", "session=\"\\054" + good.substr(8) + "\""},
                                  {"forged", good.substr(0, good.size() - 2) + "AA"}};
    for (const Named& cookie : refused) {
        SCOPED_TRACE(cookie.name);
        with_each_allocation_failing([&](Fault& fault) {
            Visit visit = visit_of(cookie);
            const Session& session = visit.session;
            fault.during([&] { (void)session.origin(); });
            EXPECT_EQ(session.origin(), SessionOrigin::bad_signature);
            EXPECT_TRUE(session.empty());
        });
    }
}

TEST(OutOfMemory, SettingIsWhole)
{
    expect_whole([](Session& session) { session.set(long_key, long_text); });
    expect_whole([](Session& session) { session.set("user", List{long_text, long_text}); });
    expect_whole([](Session& session) { session.set_permanent(true); });
    expect_whole([](Session& session) { (void)session.setdefault(long_key, long_text); });
    expect_whole([](Session& session) { session[long_key] = long_text; });
}

TEST(OutOfMemory, TakingOutIsWhole)
{
    expect_whole([](Session& session) { (void)session.pop("list"); });
    expect_whole([](Session& session) { (void)session.pop("none", long_text); });
    expect_whole([](Session& session) { (void)session.popitem(); });
    expect_whole([](Session& session) { (void)session.erase("user"); });
    expect_whole([](Session& session) { session.clear(); });
}

TEST(OutOfMemory, UpdatingIsWhole)
{
    const Dict few{{"user", long_text}, {"b", long_text}, {long_key, 1}};
    expect_whole([&](Session& session) { session.update(few); });
    Dict many;
    for (int i = 0; i < 40; ++i)
        many.set(std::to_string(i) + long_key, long_text);
    many.set("user", long_text);
    expect_whole([&](Session& session) { session.update(many); });
}

TEST(OutOfMemory, ChangingBelowTheTopIsWhole)
{
    expect_whole([](Session& session) { session["cart"]["total"] = long_text; });
    expect_whole([](Session& session) { session["cart"]["a"][long_key]["b"] = long_text; });
    expect_whole([](Session& session) { session[long_key][long_key][long_key] = List{long_text}; });
    expect_whole([](Session& session) { session["list"].append(long_text); });
    expect_whole([](Session& session) { session[long_key][long_key].append(long_text); });
    expect_whole([](Session& session) { session["made"]["list"].append(long_text); });
    expect_whole([](Session& session) { (void)session["cart"].erase("items"); });
    expect_whole([](Session& session) { (void)session["cart"].pop("items"); });
    expect_whole([](Session& session) {
        if (session.contains("cart"))
            session["cart"]["items"].clear();
    });
    expect_whole([](Session& session) {
        if (session.contains("list"))
            session["list"][0] = Dict{{long_key, long_text}};
    });
}

TEST(OutOfMemory, FlashingIsWhole)
{
    expect_whole([](Session& session) { flash(session, long_text, "a category of many letters"); });
}

TEST(OutOfMemory, FlashedMessagesAreNotLost)
{
    const Named& cookie = cookies()[2];
    with_each_allocation_failing([&](Fault& fault) {
        Visit visit = visit_of(cookie);
        Session& session = visit.session;
        fault.during([&] { (void)get_flashed_messages(session); });
        ASSERT_EQ(get_flashed_messages(session).size(), 1U);
        EXPECT_EQ(get_flashed_messages(session)[0].message, Value(long_text));
    });
}

TEST(OutOfMemory, AnIdIsMadeOrNot)
{
    with_each_allocation_failing([](Fault& fault) {
        Visit visit = visit_of(cookies()[0]);
        Session& session = visit.session;
        const State before(session);
        std::string id;
        if (fault.during([&] { id = session.id(); })) {
            EXPECT_EQ(State(session), before);
            id = session.id();
        }
        EXPECT_EQ(session.id(), id);
        if (fault.happened())
            return;
        session.regenerate();
        EXPECT_NE(session.id(), id);
    });
}

TEST(OutOfMemory, ReadingChangesNothing)
{
    expect_whole([](Session& session) { (void)session.get<std::string>("user", long_text); });
    expect_whole([](Session& session) { (void)session.find<List>("list"); });
    expect_whole([](Session& session) {
        if (session.contains("cart"))
            (void)session["cart"]["items"].get<List>();
    });
}

TEST(OutOfMemory, AMistakeChangesNothing)
{
    expect_whole([](Session& session) {
        try {
            (void)session.get<int>(long_key);
            ADD_FAILURE();
        } catch (const SessionKeyError&) {
        }
    });
    expect_whole([](Session& session) {
        try {
            session["user"]["made"][long_key] = long_text;
        } catch (const SessionTypeError&) {
        }
    });
}

TEST(OutOfMemory, SavingChangesNothingAndCanBeTriedAgain)
{
    for (const Named& cookie : cookies()) {
        SCOPED_TRACE(cookie.name);
        Visit visit = visit_of(cookie);
        Session& session = visit.session;
        session["saved"] = long_text;
        session.set_permanent(true);
        const State before(session);
        const std::string expected = visit.set_cookie();
        with_each_allocation_failing([&](Fault& fault) {
            const std::uint64_t count = sessions().counters().saved;
            SavedSession saved;
            const bool failed = fault.during([&] { saved = visit.save(); });
            EXPECT_EQ(sessions().counters().saved, count + (failed ? 0 : 1));
            EXPECT_EQ(set_cookie_of(saved), failed ? "" : expected);
            EXPECT_EQ(State(session), before);
            EXPECT_EQ(visit.set_cookie(), expected);
        });
    }
}

TEST(OutOfMemory, ACookieIsDeletedOrNot)
{
    Visit visit = visit_of(cookies()[0]);
    visit.session.clear();
    const std::string expected = visit.set_cookie();
    with_each_allocation_failing([&](Fault& fault) {
        const std::uint64_t count = sessions().counters().deleted;
        SavedSession saved;
        const bool failed = fault.during([&] { saved = visit.save(); });
        EXPECT_EQ(sessions().counters().deleted, count + (failed ? 0 : 1));
        EXPECT_EQ(set_cookie_of(saved), failed ? "" : expected);
    });
}

TEST(OutOfMemory, AnUnusedPermanentSessionIsRefreshedOrNot)
{
    Dict entries{{"_permanent", true}, {"text", std::string(2000, 'x')}};
    const Named cookie{"permanent", cookie_of(entries)};
    with_each_allocation_failing([&](Fault& fault) {
        Visit visit = visit_of(cookie);
        SavedSession saved;
        const bool failed = fault.during([&] { saved = visit.save(); });
        EXPECT_EQ(set_cookie_of(saved).empty(), failed);
        EXPECT_FALSE(visit.set_cookie().empty());
    });
}

} // namespace
