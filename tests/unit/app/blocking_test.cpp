#include "app/blocking_pool.hpp"

#include <costrel/costrel.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::HasSubstr;

Response report(Request& request, Session& session, int id)
{
    session["seen"] = id;
    return std::to_string(id) + " " + request.args.get("q") + " " + request.form.get("f");
}
Task<Response> slow()
{
    co_return "slow";
}

class Blocking : public ::testing::Test {
protected:
    std::string logged(TestClient& client, std::string_view path, int status)
    {
        ::testing::internal::CaptureStderr();
        EXPECT_EQ(client.get(path).status, status);
        return ::testing::internal::GetCapturedStderr();
    }

    App app{{.secret_key = "dev"}};
};

TEST_F(Blocking, HandlersAndWhatRunsAroundThemRunInAThreadOfThePool)
{
    std::vector<std::thread::id> threads;
    const auto note = [&] { threads.push_back(std::this_thread::get_id()); };
    app.before_request([=](Request&) { note(); });
    app.after_request([=](Request&, Response&) { note(); });
    app.teardown_request([=](Request&, const std::exception*) { note(); });
    app.get("/",
            [=] {
                note();
                return std::string("x");
            })
        .blocking();
    app.get("/plain", [=] {
        note();
        return std::string("x");
    });
    TestClient client(app);
    EXPECT_EQ(client.get("/").body, "x");
    ASSERT_EQ(threads.size(), 4U);
    EXPECT_NE(threads[0], std::this_thread::get_id());
    EXPECT_THAT(threads, Each(threads[0]));
    threads.clear();
    client.get("/plain");
    EXPECT_THAT(threads, Each(std::this_thread::get_id()));
}

TEST_F(Blocking, HandlersHaveTheirRequestAndTheirSession)
{
    app.route<report>("/report/<int:id>", {GET, POST}).blocking();
    TestClient client(app);
    EXPECT_EQ(client.post("/report/7?q=a", {{"f", "b"}}).body, "7 a b");
    client.session_transaction([](Session& session) { EXPECT_EQ(session.get("seen", 0), 7); });
    EXPECT_EQ(client.get("/report/x").status, 404);
    EXPECT_EQ(client.get("/report/99999999999").status, 404);
    EXPECT_EQ(client.open("OPTIONS", "/report/7").header("Allow"), "GET, HEAD, POST, OPTIONS");
}

TEST_F(Blocking, RoutesOfABlueprintCanBe)
{
    std::thread::id thread;
    Blueprint admin("admin", {.url_prefix = "/admin"});
    admin
        .get("/",
             [&] {
                 thread = std::this_thread::get_id();
                 return std::string("x");
             })
        .blocking()
        .name("index");
    app.register_blueprint(std::move(admin));
    TestClient client(app);
    EXPECT_EQ(client.get("/admin/").body, "x");
    EXPECT_NE(thread, std::this_thread::get_id());
}

TEST_F(Blocking, BlueprintsRunAllTheirPlainFunctionsInThePool)
{
    std::vector<std::thread::id> threads;
    const auto handler = [&] {
        threads.push_back(std::this_thread::get_id());
        return std::string("x");
    };
    Blueprint users("users", {.url_prefix = "/users"});
    users.get("/", handler).name("users");
    Blueprint admin("admin", {.url_prefix = "/admin"});
    admin.get("/before", handler).name("before");
    admin.blocking().get<slow>("/slow");
    admin.get("/after", handler).name("after");
    admin.register_blueprint(std::move(users));
    app.register_blueprint(std::move(admin));
    app.get("/plain", handler).name("plain");
    TestClient client(app);
    EXPECT_EQ(client.get("/admin/slow").body, "slow"); // a Task needs no thread
    client.get("/admin/before");
    client.get("/admin/after");
    client.get("/admin/users/");
    ASSERT_EQ(threads.size(), 3U);
    EXPECT_THAT(threads, Each(::testing::Ne(std::this_thread::get_id())));
    threads.clear();
    client.get("/plain");
    EXPECT_THAT(threads, Each(std::this_thread::get_id()));
}

TEST_F(Blocking, ExceptionsAreA500WithALine)
{
    app.get("/fails", []() -> Response { throw std::runtime_error("on purpose"); }).blocking();
    app.get("/number", []() -> Response { throw 42; }).blocking();
    app.get("/aborts", []() -> Response { abort(409); }).blocking();
    app.errorhandler<std::out_of_range>(
        [](Request&, const std::out_of_range&) { return Response("handled").with_status(418); });
    app.get("/handled", []() -> Response { throw std::out_of_range("x"); }).blocking();
    TestClient client(app);
    EXPECT_THAT(logged(client, "/fails", 500), HasSubstr("Exception on /fails [GET]: on purpose"));
    EXPECT_THAT(logged(client, "/number", 500), HasSubstr("Exception on /number [GET]: something"));
    EXPECT_EQ(logged(client, "/aborts", 409), "");
    EXPECT_EQ(logged(client, "/handled", 418), "");
}

TEST_F(Blocking, ExceptionsOfHooksAreA500WithALine)
{
    std::string failing;
    app.before_request([&](Request&) {
        if (failing == "before")
            throw std::runtime_error("in before");
    });
    app.after_request([&](Request&, Response&) {
        if (failing == "after")
            throw std::runtime_error("in after");
        if (failing == "number")
            throw 42;
    });
    app.teardown_request([&](Request&, const std::exception*) {
        if (failing == "teardown")
            throw 42;
    });
    app.get("/", [] { return std::string("x"); }).blocking();
    TestClient client(app);
    for (const char* where : {"before", "after", "number"}) {
        failing = where;
        EXPECT_THAT(logged(client, "/", 500), HasSubstr("Exception on / [GET]: ")) << where;
    }
    failing = "teardown";
    EXPECT_THAT(logged(client, "/", 200), HasSubstr("Exception on / [GET]: "));
}

TEST_F(Blocking, IsNotForTasks)
{
    EXPECT_THROW(app.get<slow>("/slow").blocking(), std::invalid_argument);
}

TEST_F(Blocking, NeedsAThread)
{
    for (const unsigned threads : {0U, 1025U}) {
        App other({.blocking_threads = threads});
        EXPECT_THROW(TestClient{other}, ConfigError);
    }
}

// Tasks that enter a pool and stay there until they are let out.
class Pool : public ::testing::Test {
protected:
    Task<void> enter(BlockingPool& pool)
    {
        const bool entered = co_await pool.enter();
        if (entered) {
            ++inside;
            out.wait();
            --inside;
            ++done;
        } else {
            ++refused;
        }
    }
    Task<void>& start(BlockingPool& pool)
    {
        tasks.push_back(enter(pool));
        tasks.back().set_loop(loop);
        tasks.back().start();
        return tasks.back();
    }
    static void wait_for(const std::atomic<int>& number, int value)
    {
        const auto end = std::chrono::steady_clock::now() + 60s;
        while (number != value && std::chrono::steady_clock::now() < end)
            std::this_thread::sleep_for(1ms);
        EXPECT_EQ(number, value);
    }

    detail::TaskLoop loop{nullptr};
    std::deque<Task<void>> tasks;
    std::promise<void> gate;
    std::shared_future<void> out{gate.get_future()};
    std::atomic<int> inside = 0;
    std::atomic<int> done = 0;
    std::atomic<int> refused = 0;
};

TEST_F(Pool, RunsAsManyAsItHasThreadsAndRefusesWhoFindsNoPlace)
{
    BlockingPool pool(2, 3);
    for (int i = 0; i < 5; ++i)
        start(pool);
    wait_for(inside, 2);
    EXPECT_EQ(refused, 0);
    start(pool);
    start(pool);
    EXPECT_EQ(refused, 2);
    EXPECT_EQ(pool.refused(), 2U);
    gate.set_value();
    wait_for(done, 5);
    start(pool);
    wait_for(done, 6);
}

TEST_F(Pool, WithoutAQueueTakesWhatItCanRun)
{
    BlockingPool pool(2, 0);
    start(pool);
    start(pool);
    wait_for(inside, 2);
    start(pool);
    EXPECT_EQ(refused, 1);
    gate.set_value();
}

TEST_F(Pool, EndsWhenWhatItRunsHasEnded)
{
    {
        BlockingPool pool(2, 3);
        for (int i = 0; i < 4; ++i)
            start(pool);
        wait_for(inside, 2);
        gate.set_value();
    }
    EXPECT_EQ(done, 4);
}

TEST_F(Pool, DoesNotBeginWhatItsLoopHasGivenUp)
{
    {
        BlockingPool pool(1, 3);
        start(pool);
        wait_for(inside, 1);
        start(pool);
        loop.cancel();
        start(pool);
        gate.set_value();
    }
    EXPECT_EQ(done, 1);
    EXPECT_EQ(refused, 0);
    EXPECT_NO_THROW(tasks[0].result());
    EXPECT_THROW(tasks[1].result(), TaskCancelled);
    EXPECT_THROW(tasks[2].result(), TaskCancelled);
}

} // namespace
