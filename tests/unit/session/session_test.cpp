#include "visit.hpp"

#include <costrel/session.hpp>
#include <costrel/session/interface.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace {

using costrel::Dict;
using costrel::List;
using costrel::Session;
using costrel::SessionConfig;
using costrel::SessionInterface;
using costrel::SessionKey;
using costrel::SessionKeyError;
using costrel::SessionTypeError;
using costrel::Value;
using costrel::Visit;
using namespace std::chrono_literals;

TEST(Session, BeginsUnusedAndUnchanged)
{
    const Session session;
    EXPECT_FALSE(session.accessed());
    EXPECT_FALSE(session.modified());
}

TEST(Session, NotesEveryReadAsAnAccess)
{
    const auto marks = [](auto&& operation) {
        Session session;
        operation(session);
        return session.accessed();
    };
    EXPECT_TRUE(marks([](Session& s) { (void)s.contains("a"); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.size(); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.empty(); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.begin(); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.items(); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.find<int>("a"); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.get("a", 1); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s["a"].find<int>(); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.permanent(); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.modified(); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.origin(); }));
    EXPECT_FALSE(marks([](Session&) {}));
}

TEST(Session, IsModifiedByChangesAndOnlyByThem)
{
    const auto marks = [](auto&& operation) {
        Session session;
        session["a"] = 1;
        session.set_modified(false);
        operation(session);
        return session.modified();
    };
    EXPECT_TRUE(marks([](Session& s) { s["a"] = 1; }));
    EXPECT_TRUE(marks([](Session& s) { s.set("b", 2); }));
    EXPECT_TRUE(marks([](Session& s) { s.erase("a"); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.pop("a"); }));
    EXPECT_TRUE(marks([](Session& s) { (void)s.popitem(); }));
    EXPECT_TRUE(marks([](Session& s) { s.clear(); }));
    EXPECT_TRUE(marks([](Session& s) { s.update({}); })); // as in Flask, even with nothing
    EXPECT_TRUE(marks([](Session& s) { s.setdefault("b", 2); }));
    EXPECT_TRUE(marks([](Session& s) { s.set_permanent(false); }));
    EXPECT_FALSE(marks([](Session& s) { s.setdefault("a", 2); }));
    EXPECT_FALSE(marks([](Session& s) { (void)s.pop("b"); }));
    EXPECT_FALSE(marks([](Session& s) { s.erase("b"); }));
    EXPECT_FALSE(marks([](Session& s) { (void)s["a"].get<int>(); }));
    EXPECT_FALSE(marks([](Session& s) { (void)s.get<int>("a"); }));
}

TEST(Session, GivesTypedValues)
{
    Session session;
    session["name"] = "admin";
    session["count"] = 42;
    session["ratio"] = 0.5;
    session["on"] = true;
    EXPECT_EQ(session.get<std::string>("name"), "admin");
    EXPECT_EQ(session.get<int>("count"), 42);
    EXPECT_EQ(session.get<double>("count"), 42.0);
    EXPECT_EQ(session.get<double>("ratio"), 0.5);
    EXPECT_TRUE(session.get<bool>("on"));
    EXPECT_EQ(session.find<std::string>("count"), std::nullopt);
    EXPECT_EQ(session.find<std::int8_t>("gone"), std::nullopt);
    EXPECT_EQ(session.get("gone", "nobody"), "nobody");
    EXPECT_EQ(session.get("gone", 7), 7);
}

TEST(Session, ThrowsForWhatIsNotThereAndForAnotherType)
{
    Session session;
    session["name"] = "admin";
    EXPECT_THROW((void)session.get<int>("gone"), SessionKeyError);
    EXPECT_THROW((void)session["gone"].get<int>(), SessionKeyError);
    EXPECT_THROW((void)session.get<int>("name"), SessionTypeError);
    session["big"] = 300;
    EXPECT_THROW((void)session.get<std::uint8_t>("big"), SessionTypeError);
}

TEST(Session, HasTypedKeys)
{
    constexpr SessionKey<std::int64_t> views{"views"};
    Session session;
    session.set(views, session.find(views).value_or(0) + 1);
    EXPECT_EQ(session.find(views), 1);
}

TEST(Session, PopsWithAndWithoutAFallback)
{
    Session session;
    session["a"] = 1;
    EXPECT_EQ(session.pop("a"), Value(1));
    EXPECT_EQ(session.pop("a"), std::nullopt);
    EXPECT_EQ(session.pop("a", "none"), Value("none"));
}

TEST(Session, KeepsTheOrderOfItsEntries)
{
    Session session;
    session["z"] = 1;
    session["a"] = 2;
    session["z"] = 3;
    std::string keys;
    for (const auto& [key, value] : session)
        keys += key;
    EXPECT_EQ(keys, "za");
    EXPECT_EQ(session.popitem()->key, "a");
}

TEST(Session, IsPermanentByTheTruthOfItsEntry)
{
    Session session;
    EXPECT_FALSE(session.permanent());
    session.set_permanent(true);
    EXPECT_TRUE(session.permanent());
    EXPECT_TRUE(session.get<bool>("_permanent"));
    session["_permanent"] = 0;
    EXPECT_FALSE(session.permanent());
}

TEST(SessionRef, ChangesBelowTheTopAreNoticed)
{
    Session session;
    session["cart"] = Dict{{"items", List{1, 2}}};
    session.set_modified(false);
    session["cart"]["items"].append(42);
    EXPECT_TRUE(session.modified());
    EXPECT_EQ(session["cart"]["items"].size(), 3U);
    EXPECT_EQ(session["cart"]["items"][2].get<int>(), 42);

    session.set_modified(false);
    session["cart"]["items"][0] = "first";
    EXPECT_TRUE(session.modified());

    session.set_modified(false);
    session["cart"]["items"].clear();
    EXPECT_TRUE(session.modified());
    EXPECT_EQ(session["cart"]["items"].size(), 0U);

    session.set_modified(false);
    EXPECT_TRUE(session["cart"].erase("items"));
    EXPECT_TRUE(session.modified());
}

TEST(SessionRef, ReadingBelowTheTopMarksNothing)
{
    Session session;
    session["cart"]["items"].append(1);
    session.set_modified(false);
    EXPECT_TRUE(session["cart"].contains("items"));
    EXPECT_EQ(session["cart"]["items"][0].get<int>(), 1);
    EXPECT_EQ(session["cart"]["items"][1].find<int>(), std::nullopt);
    EXPECT_EQ(session["cart"]["none"].get("x"), "x");
    EXPECT_FALSE(session["cart"].erase("none"));
    EXPECT_FALSE(session.modified());
}

TEST(SessionRef, MakesDictsOnTheWay)
{
    Session session;
    session["a"]["b"]["c"] = 1;
    EXPECT_EQ(session["a"]["b"]["c"].get<int>(), 1);
}

TEST(SessionRef, AddsToNumbersAndTextsThatAreThere)
{
    Session session;
    session["n"] = 40;
    session["n"] += 2;
    session["x"] = 1.5;
    session["x"] += 1;
    session["n2"] = 1;
    session["n2"] += 0.5;
    session["text"] = "a";
    session["text"] += "b";
    session["cart"]["count"] = 1;
    session["cart"]["count"] += 2U;
    session.set_modified(false);
    EXPECT_EQ(session.get<int>("n"), 42);
    EXPECT_EQ(session.get<double>("x"), 2.5);
    EXPECT_EQ(session.get<double>("n2"), 1.5);
    EXPECT_EQ(session.get<std::string>("text"), "ab");
    EXPECT_EQ(session["cart"]["count"].get<int>(), 3);
    session["cart"]["count"] += 1;
    EXPECT_TRUE(session.modified());
}

TEST(SessionRef, AddingToNothingThrowsAsInPython)
{
    Session session;
    session["text"] = "a";
    session["most"] = std::numeric_limits<std::int64_t>::max();
    session["list"]["of"] = std::numeric_limits<std::int64_t>::min();
    session.set_modified(false);
    EXPECT_THROW(session["missing"] += 1, SessionKeyError);
    EXPECT_THROW(session["missing"] += "a", SessionKeyError);
    EXPECT_THROW(session["text"] += 1, SessionTypeError);
    EXPECT_THROW(session["most"] += "a", SessionTypeError);
    EXPECT_THROW(session["most"] += 1, std::overflow_error);
    EXPECT_THROW(session["list"]["of"] += -1, std::overflow_error);
    EXPECT_THROW(session["most"] += std::numeric_limits<std::uint64_t>::max(), std::overflow_error);
    EXPECT_FALSE(session.modified());
}

TEST(SessionRef, IsComparedWithoutTakingTheValueOut)
{
    Session session;
    EXPECT_FALSE(session["user"] == "ann");
    EXPECT_TRUE(session["user"] != "ann");
    session["user"] = "ann";
    session["n"] = 1;
    session["share"] = 1.0;
    session["markup"] = costrel::Html("<b>");
    session["none"] = nullptr;
    session["cart"]["ids"] = List{1, 2};
    session.set_modified(false);
    EXPECT_TRUE(session["user"] == "ann");
    EXPECT_TRUE("ann" == session["user"]);
    EXPECT_TRUE(session["user"] == std::string("ann"));
    EXPECT_FALSE(session["user"] == "bob");
    EXPECT_FALSE(session["user"] == 1);
    EXPECT_TRUE(session["n"] == 1);
    EXPECT_TRUE(session["n"] == 1.0);
    EXPECT_TRUE(session["share"] == 1);
    EXPECT_FALSE(session["share"] == 2U);
    EXPECT_FALSE(session["n"] == "1");
    EXPECT_TRUE(session["markup"] == "<b>");
    EXPECT_TRUE(session["none"] == nullptr);
    EXPECT_FALSE(session["missing"] == nullptr);
    EXPECT_TRUE((session["cart"]["ids"] == List{1, 2}));
    EXPECT_FALSE(session.modified());
}

TEST(SessionRef, CopiesFromAnotherPlace)
{
    Session session;
    session["a"] = List{1, 2};
    session["b"] = session["a"];
    EXPECT_EQ(session.get<List>("b"), (List{1, 2}));
}

TEST(SessionRef, AMistakeLeavesNothingBehind)
{
    Session session;
    session["name"] = "admin";
    session["none"] = nullptr;
    session.set_modified(false);
    EXPECT_THROW(session["name"]["first"] = 1, SessionTypeError);
    EXPECT_THROW(session["none"]["first"] = 1, SessionTypeError);
    EXPECT_THROW(session["name"].append(1), SessionTypeError);
    EXPECT_THROW(session["new"]["list"][0] = 1, SessionKeyError);
    EXPECT_THROW(session["name"].clear(), SessionTypeError);
    EXPECT_FALSE(session.modified());
    EXPECT_FALSE(session.contains("new"));
    EXPECT_EQ(session.get<std::string>("name"), "admin");
}

TEST(SessionRef, MessagesNameThePlace)
{
    Session session;
    session["cart"]["total"] = "9.99";
    try {
        session["cart"]["total"]["net"] = 1;
        FAIL() << "nothing was thrown";
    } catch (const SessionTypeError& error) {
        EXPECT_STREQ(error.what(),
                     R"(costrel: "cart.total" in the session is not a dict but of type str)");
    }
}

TEST(Session, WithoutASecretKeyReadsAsEmptyAndRefusesChanges)
{
    const SessionInterface sessions{SessionConfig{}};
    Visit visit(sessions, "session=e30.ZVPxAA.x", std::chrono::sys_seconds(0s));
    Session& session = visit.session;
    EXPECT_FALSE(session.contains("username"));
    EXPECT_EQ(session.find<int>("a"), std::nullopt);
    EXPECT_THROW(session["username"] = "admin", costrel::NullSessionError);
    EXPECT_THROW(session["a"]["b"] = 1, costrel::NullSessionError);
    EXPECT_THROW((void)session.pop("username"), costrel::NullSessionError);
    EXPECT_THROW(session.clear(), costrel::NullSessionError);
    EXPECT_THROW(session.update({}), costrel::NullSessionError);
    EXPECT_THROW(session.set_permanent(true), costrel::NullSessionError);
    EXPECT_EQ(session.origin(), costrel::SessionOrigin::no_key);
}

TEST(Session, GivesNullForWhatIsNotThereAsFlaskGivesNone)
{
    Session session;
    session["n"] = 1;
    EXPECT_EQ(session.get("n"), Value(1));
    EXPECT_TRUE(session.get("x").is_null());
    EXPECT_TRUE(session.get("n") == 1);
}

TEST(Session, ConvertsNumbersWhereNothingIsLost)
{
    Session session;
    session["whole"] = 3.0;
    session["half"] = 0.5;
    session["large"] = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(session.get<int>("whole"), 3);
    EXPECT_THROW(session.get<int>("half"), SessionTypeError);
    EXPECT_EQ(session.get<std::uint64_t>("large"), std::numeric_limits<std::uint64_t>::max());
}

} // namespace
