// Applications whose sessions are in a store that has to be awaited.
#include "log_taker.hpp"

#include <costrel/costrel.hpp>
#include <costrel/session/errors.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session/store.hpp>
#include <costrel/sleep.hpp>
#include <costrel/stream.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using Client = costrel::TestClient;

// A database: each call lets others have their turn first. It notes what it is asked.
class Database final : public SessionStore {
public:
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        note("load");
        co_await sleep_for(0ms);
        if (is_down)
            co_return StoreError{.message = "the disk is on fire"};
        co_return co_await memory_->load(std::move(key), deadline);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        note("insert");
        co_await sleep_for(0ms);
        if (is_down)
            co_return StoreError{.message = "the disk is on fire"};
        co_return co_await memory_->insert(std::move(key), std::move(record), deadline);
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        note("replace");
        co_await sleep_for(0ms);
        if (is_down)
            co_return StoreError{.message = "the disk is on fire"};
        if (on_replace)
            std::exchange(on_replace, nullptr)();
        co_return co_await memory_->replace(std::move(key), expected, std::move(record), deadline);
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        note("touch");
        co_await sleep_for(0ms);
        co_return co_await memory_->touch(std::move(key), renewed, expires, deadline);
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        note("erase");
        co_await sleep_for(0ms);
        if (erases_nothing)
            co_return StoreError{.message = "the disk is full"};
        co_return co_await memory_->erase(std::move(key), durable, deadline);
    }

    std::string take_asked() { return std::exchange(asked_, {}); }

    bool is_down = false;
    bool erases_nothing = false;
    std::function<void()> on_replace;

private:
    void note(std::string_view call) { asked_.append(asked_.empty() ? "" : " ").append(call); }

    std::shared_ptr<SessionStore> memory_ = memory_store();
    std::string asked_;
};

std::string count(Session& session)
{
    return std::to_string(session.add("visits"));
}
Task<std::string> count_later(Session& session)
{
    co_await sleep_for(0ms);
    co_return std::to_string(session.add("visits"));
}
Stream count_in_pieces(Session& session)
{
    co_yield std::to_string(session.add("visits"));
    co_yield "!";
}
std::string look(const Session& session)
{
    return std::to_string(session.get("visits", 0));
}
std::string ask_nobody()
{
    return "nobody was asked";
}
std::string use_unnamed(Request& request)
{
    return std::to_string(request.session().get("visits", 0));
}
Task<std::string> maybe(Request& request, LazySession& lazy)
{
    if (request.args.get("wanted").empty())
        co_return lazy.has_cookie() ? "there is a cookie" : "there is none";
    Session& session = co_await lazy.open();
    co_return std::to_string(session.add("visits"));
}
std::string fail_together(Session& session)
{
    session["seat"] = session.get("seat", 0) + 1;
    return "taken";
}
std::string end(Session& session)
{
    session.clear();
    return "bye";
}

class AppInAStore : public ::testing::Test {
protected:
    AppInAStore()
    {
        app.get<count>("/count");
        app.get<count_later>("/later");
        app.get<count_in_pieces>("/pieces");
        app.get<look>("/look");
        app.get<ask_nobody>("/nobody");
        app.get<use_unnamed>("/unnamed");
        app.get("/named", use_unnamed).loads_session();
        app.get<maybe>("/maybe");
        app.get<fail_together>("/seat");
        app.get<end>("/end");
    }

    std::shared_ptr<Database> database = std::make_shared<Database>();
    App app{{.secret_key = "a key of more than sixteen bytes",
             .session_store = database,
             .session_merge = {{"seat", MergeRule::fail}}}};
};

TEST_F(AppInAStore, ASessionIsLoadedBeforeAHandlerThatNamesItAndKeptAfterIt)
{
    Client client(app);
    EXPECT_EQ(client.get("/count").body, "1");
    EXPECT_EQ(database->take_asked(), "insert") << "without a cookie there is nothing to load";
    const auto again = client.get("/count");
    EXPECT_EQ(again.body, "2");
    EXPECT_EQ(again.header("Vary"), "Cookie");
    EXPECT_EQ(database->take_asked(), "load replace");
    EXPECT_EQ(client.get("/look").body, "2");
    EXPECT_EQ(database->take_asked(), "load");
    client.get("/end");
    EXPECT_EQ(database->take_asked(), "load erase");
    EXPECT_FALSE(client.cookie("session"));
}

TEST_F(AppInAStore, EveryKindOfHandlerHasItsSession)
{
    Client client(app);
    EXPECT_EQ(client.get("/count").body, "1");
    EXPECT_EQ(client.get("/later").body, "2");
    EXPECT_EQ(client.get("/pieces").body, "3!");
    EXPECT_EQ(client.get("/look").body, "3");
}

TEST_F(AppInAStore, WhoNeverNamesTheSessionDoesNotTouchTheStore)
{
    Client client(app);
    client.get("/count");
    database->take_asked();
    const auto response = client.get("/nobody");
    EXPECT_EQ(response.body, "nobody was asked");
    EXPECT_EQ(response.header("Vary"), "");
    EXPECT_EQ(client.get("/missing").status, 404);
    EXPECT_EQ(database->take_asked(), "");
}

TEST_F(AppInAStore, ASessionThatNobodyNamedIsAnErrorThatSaysWhatToDo)
{
    app.config.debug = true;
    Client client(app);
    const auto response = client.get("/unnamed");
    EXPECT_EQ(response.status, 500);
    EXPECT_THAT(response.body, HasSubstr("take Session&amp;, or say .loads_session()"));
    client.get("/count");
    EXPECT_EQ(client.get("/named").body, "1");
}

TEST_F(AppInAStore, ALazySessionIsLoadedWhenItIsOpened)
{
    Client client(app);
    EXPECT_EQ(client.get("/maybe").body, "there is none");
    client.get("/count");
    database->take_asked();
    const auto unopened = client.get("/maybe");
    EXPECT_EQ(unopened.body, "there is a cookie");
    EXPECT_EQ(unopened.header("Vary"), "");
    EXPECT_EQ(database->take_asked(), "");
    EXPECT_EQ(client.get("/maybe?wanted=1").body, "2");
    EXPECT_EQ(database->take_asked(), "load replace");
}

TEST_F(AppInAStore, WhatRunsBeforeARequestCanNameTheSession)
{
    app.before_request([](const Session& session) -> std::optional<Response> {
        if (session.get("visits", 0) > 1)
            return Response("enough");
        return std::nullopt;
    });
    Client client(app);
    client.get("/count");
    EXPECT_EQ(client.get("/nobody").body, "nobody was asked");
    EXPECT_EQ(client.get("/unnamed").body, "1");
    EXPECT_EQ(client.get("/missing").status, 404);
    client.get("/count");
    EXPECT_EQ(client.get("/missing").body, "enough");
}

TEST_F(AppInAStore, AStoreOutOfReachIsA503BeforeTheHandlerRuns)
{
    Client client(app);
    client.get("/count");
    database->is_down = true;
    const auto response = client.get("/count");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.header("Retry-After"), "1");
    EXPECT_EQ(response.header("Set-Cookie"), "");
    EXPECT_EQ(client.get("/maybe?wanted=1").status, 503);
    EXPECT_EQ(client.get("/nobody").status, 200);
    database->is_down = false;
    EXPECT_EQ(client.get("/look").body, "1");
}

TEST_F(AppInAStore, AChangeThatCouldNotBeStoredIsA503AndNotReportedAsDone)
{
    Client client(app);
    database->is_down = true;
    for (const char* path : {"/count", "/later", "/pieces", "/maybe?wanted=1"}) {
        const auto response = client.get(path); // without a cookie nothing is loaded
        EXPECT_EQ(response.status, 503) << path;
        EXPECT_EQ(response.header("Retry-After"), "1") << path;
        EXPECT_EQ(response.header("Set-Cookie"), "") << path;
    }
}

TEST_F(AppInAStore, ALogoutThatCouldNotBeStoredIsA503ThatDeletesTheCookieAllTheSame)
{
    Client client(app);
    const auto counted = client.get("/count");
    const std::string set(counted.header("Set-Cookie"));
    database->erases_nothing = true;
    const auto response = client.get("/end");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.header("Retry-After"), "1");
    EXPECT_THAT(response.header("Set-Cookie"), HasSubstr("session=; Expires=Thu, 01 Jan 1970"));
    EXPECT_EQ(response.header("Cache-Control"), "private");
    EXPECT_EQ(response.header("Vary"), "Cookie");
    EXPECT_EQ(client.get("/look", {{"Cookie", set.substr(0, set.find(';'))}}).body, "0")
        << "of a copy";
}

TEST_F(AppInAStore, AnOutageIsALineASecondAndNotOneOfEachRequest)
{
    Client client(app);
    client.get("/count");
    database->is_down = true;
    LogTaker log;
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(client.get(i % 2 == 0 ? "/count" : "/later").status, 503);
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
    const std::vector<std::string> lines = log.lines();
    ASSERT_FALSE(lines.empty());
    EXPECT_LE(lines.size(), static_cast<std::size_t>(seconds) + 2) << log.text();
    EXPECT_THAT(lines[0], HasSubstr("error: the store of sessions failed: the disk is on fire (1 "
                                    "since the last such line)"));
}

TEST_F(AppInAStore, NothingOfASessionStandsInTheLog)
{
    LogTaker log;
    Client client(app);
    const auto counted = client.get("/count");
    const std::string cookie = std::string(counted.header("Set-Cookie")).substr(0, 51);
    const std::string id = cookie.substr(std::string("session=").size());
    ASSERT_EQ(id.size(), 43U);
    client.get("/look", {{"Cookie", cookie + ".forged"}});
    client.get("/unnamed");
    client.get("/seat");
    database->is_down = true;
    for (const char* path : {"/count", "/look", "/later", "/pieces"})
        client.get(path);
    database->is_down = false;
    database->erases_nothing = true;
    EXPECT_EQ(client.get("/end").status, 503);
    EXPECT_FALSE(log.lines().empty());
    for (const std::string& line : log.lines()) {
        EXPECT_THAT(line, Not(HasSubstr(id)));
        EXPECT_THAT(line, Not(HasSubstr("a key of more than sixteen bytes")));
    }
}

TEST_F(AppInAStore, AHandlerOfErrorsCanSayThatTheStoreIsOutOfReach)
{
    app.errorhandler<StoreUnavailableError>(
        [](Request&, const StoreUnavailableError&) { return Response("later, please"); });
    Client client(app);
    client.get("/count");
    database->is_down = true;
    EXPECT_EQ(client.get("/count").body, "later, please");
}

TEST_F(AppInAStore, AConflictThatTheConfigurationDoesNotMergeIsA409)
{
    Client client(app);
    client.get("/seat");
    database->on_replace = [this, cookie = *client.cookie("session")] {
        Client other(app);
        other.set_cookie("session", cookie);
        EXPECT_EQ(other.get("/seat").status, 200);
        EXPECT_EQ(other.get("/seat").status, 200) << "and once more, or both had the same seat";
    };
    EXPECT_EQ(client.get("/seat").status, 409);
}

TEST(AppInCookies, InDebugModeTheLogSaysOnceWhoUsesASessionThatItDoesNotName)
{
    LogTaker log;
    App app({.secret_key = "a key of more than sixteen bytes", .debug = true});
    app.get<use_unnamed>("/unnamed");
    app.get("/marked", use_unnamed).loads_session();
    app.get<count>("/count");
    app.get<ask_nobody>("/nobody");
    app.get<maybe>("/maybe");
    Client client(app);
    for (const char* path : {"/count", "/nobody", "/marked", "/maybe?wanted=1"})
        client.get(path);
    EXPECT_THAT(log.text(), Not(HasSubstr("session is used")));
    client.get("/unnamed");
    const std::string once = log.text();
    client.get("/unnamed");
    EXPECT_THAT(once, HasSubstr("the session is used by requests to \"use_unnamed\""));
    EXPECT_EQ(log.text(), once);
}

TEST_F(AppInAStore, ATestChangesTheSessionBetweenRequests)
{
    Client client(app);
    client.session_transaction([](Session& session) { session["visits"] = 7; });
    EXPECT_EQ(client.get("/count").body, "8");
    client.session_transaction([](Session& session) { EXPECT_EQ(session.get<int>("visits"), 8); });
}

TEST(AppInMemory, ABlockingHandlerLoadsItsSessionInItsThread)
{
    App app({.secret_key = "a key of more than sixteen bytes", .session_store = "memory:"});
    app.get("/", [](Request& request) { return std::to_string(request.session().add("visits")); })
        .blocking();
    Client client(app);
    EXPECT_EQ(client.get("/").body, "1");
    EXPECT_EQ(client.get("/").body, "2");
}

TEST(AppInMemory, TheSessionHasToBeNamedThereAsWell)
{
    App app({.secret_key = "a key of more than sixteen bytes", .session_store = "memory:"});
    app.get<use_unnamed>("/unnamed");
    app.get<count>("/count");
    Client client(app);
    EXPECT_EQ(client.get("/count").body, "1");
    EXPECT_EQ(client.get("/count").body, "2");
    EXPECT_EQ(client.get("/unnamed").status, 500) << "as in every other store";
}

} // namespace
