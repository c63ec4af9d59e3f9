#include <costrel/costrel.hpp>
#include <costrel/sleep.hpp>
#include <costrel/testing.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <stdexcept>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

Task<void> rest()
{
    co_await sleep_for(1ms);
}
Task<std::string> slow(Session& session, std::string name)
{
    co_await rest();
    session["seen"] = name;
    co_await rest();
    co_return name;
}
Task<Response> fails_after_a_wait()
{
    co_await rest();
    throw std::runtime_error("after the wait");
}
Task<void> nothing_that_is_known()
{
    co_await rest();
    throw 42;
}
Task<Response> fails_with_a_number()
{
    co_await nothing_that_is_known();
    co_return "never";
}
Task<Response> aborts_after_a_wait()
{
    co_await rest();
    abort(409);
}
Task<Response> is_cancelled()
{
    co_await rest();
    throw TaskCancelled();
}

class TaskHandler : public ::testing::Test {
protected:
    TaskHandler()
    {
        app.get<slow>("/slow/<name>");
        app.get<fails_after_a_wait>("/fails");
        app.get<fails_with_a_number>("/number");
        app.get<aborts_after_a_wait>("/aborts");
        app.get<is_cancelled>("/cancelled");
        app.after_request([this](Request&, Response& response) {
            ++answered;
            response.headers.set("X-After", "yes");
        });
        app.teardown_request([this](Request&, const std::exception* error) {
            torn_down = error ? error->what() : "nothing";
        });
    }
    std::string logged(std::string_view path, int status)
    {
        ::testing::internal::CaptureStderr();
        EXPECT_EQ(client->get(path).status, status);
        return ::testing::internal::GetCapturedStderr();
    }

    App app{{.secret_key = "dev"}};
    int answered = 0;
    std::string torn_down;
    std::optional<TestClient> client;

    void SetUp() override { client.emplace(app); }
};

TEST_F(TaskHandler, Waits)
{
    EXPECT_EQ(client->get("/slow/ann").body, "ann");
    EXPECT_TRUE(client->cookie("session"));
    EXPECT_EQ(client->get("/slow/ann").header("X-After"), "yes");
    EXPECT_EQ(torn_down, "nothing");
}

TEST_F(TaskHandler, ReturnsAResponseWithItsStatusInBraces)
{
    App tasks;
    tasks.get("/<name>", [](std::string name) -> Task<Response> {
        co_return {html("<p>There is no {}</p>", name), 404};
    });
    TestClient visitor(tasks);
    EXPECT_EQ(visitor.get("/ann").status, 404);
    EXPECT_EQ(visitor.get("/ann").body, "<p>There is no ann</p>");
}

TEST_F(TaskHandler, ThatThrowsAfterAWaitIsA500WithALine)
{
    EXPECT_THAT(logged("/fails", 500), HasSubstr("Exception on /fails [GET]: after the wait"));
    EXPECT_EQ(answered, 1);
    EXPECT_EQ(torn_down, "after the wait");
}

TEST_F(TaskHandler, ThatThrowsWhatIsNoExceptionIsA500WithALine)
{
    EXPECT_THAT(logged("/number", 500),
                HasSubstr("Exception on /number [GET]: something that is no std::exception"));
    EXPECT_EQ(answered, 1);
}

TEST_F(TaskHandler, CanAbortAfterAWait)
{
    EXPECT_EQ(logged("/aborts", 409), "");
}

TEST_F(TaskHandler, ThatIsCancelledIsNoErrorOfTheProgram)
{
    EXPECT_EQ(logged("/cancelled", 499), ""); // the client has left: the server is not stopping
    EXPECT_EQ(torn_down, "nothing");
}

} // namespace
