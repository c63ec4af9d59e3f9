#include "app/dispatcher.hpp"
#include "lifetime/waits.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"

#include <costrel/app.hpp>
#include <costrel/stream.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <sstream>
#include <tuple>

namespace costrel::inline v1::lifetime {
namespace {

using namespace std::chrono_literals;
using ::testing::Values;
using wire::Client;

enum class Handler : std::uint8_t { plain, task, stream, blocking };

std::ostream& operator<<(std::ostream& out, Handler handler)
{
    static constexpr const char* names[] = {"Plain", "Task", "Stream", "Blocking"};
    return out << names[static_cast<std::size_t>(handler)];
}

using Case = std::tuple<Handler, Source, unsigned>; // the last: event loops

// An application with one handler of each kind, which waits twice, where it can.
class WaitingApp : public App {
public:
    explicit WaitingApp(Waits& waits)
        : App({.secret_key = "dev", .blocking_threads = 2}), waits_(waits)
    {
        get("/", [] { return std::string("hello"); });
        get("/plain", [this] { return plain(); });
        get("/task", [this](Request& request) { return task(request); });
        get("/stream", [this](Request& request) { return stream(request); });
        get("/blocking", [this] { return blocking(); }).blocking();
        teardown_request([this](Request&, const std::exception*) { ++torn_down; });
    }
    RouteTable& routes() { return *routes_; }

    std::atomic<bool> open = false; // what blocks goes on
    std::atomic<int> torn_down = 0;

    static constexpr std::size_t large_size = 8 * 1024 * 1024;
    static std::string large() { return std::string(large_size, 'x'); }

private:
    std::string plain()
    {
        ++waits_.begun;
        return large();
    }
    Task<std::string> task(Request& request)
    {
        const Witness witness(waits_);
        for (int i = 0; i < 2; ++i) {
            co_await waits_.wait();
            EXPECT_EQ(witness.look(), 64U);
            EXPECT_EQ(request.path, "/task");
        }
        co_return large();
    }
    Stream stream(Request& request)
    {
        const Witness witness(waits_);
        co_await waits_.wait();
        co_yield "begun\n";
        for (int i = 0; i < 2; ++i) {
            co_await waits_.wait();
            EXPECT_EQ(witness.look(), 64U);
            EXPECT_EQ(request.path, "/stream");
            co_yield "went on\n";
        }
        const std::string some(16 * 1024, 'x');
        for (std::size_t sent = 0; sent < large_size; sent += some.size())
            co_yield some;
        co_await waits_.wait();
        co_yield "the end\n";
    }
    std::string blocking()
    {
        const Witness witness(waits_);
        ++waits_.begun;
        const auto end = std::chrono::steady_clock::now() + 10s;
        while (!open && std::chrono::steady_clock::now() < end)
            std::this_thread::sleep_for(1ms);
        EXPECT_EQ(witness.look(), 64U);
        return large();
    }

    Waits& waits_;
};

class Lifetime : public ::testing::TestWithParam<Case> {
protected:
    Lifetime()
    {
        std::ostringstream text;
        text << '/' << handler();
        path = text.str();
        path[1] = static_cast<char>(path[1] - 'A' + 'a');
    }
    ~Lifetime() override
    {
        if (!server)
            return;
        release();
        (*server)->cut();
        const bool left_behind = server->join() != 0;
        EXPECT_EQ(left_behind, expects_left_behind);
        server.reset();
        if (left_behind) {
            while (waits.resume_what_is_left_behind()) {
            }
        } else {
            waits.wait_until_gone();
        }
    }

    static Handler handler() { return std::get<0>(GetParam()); }
    static Source source() { return std::get<1>(GetParam()); }
    static bool never_ends()
    {
        return source() == Source::never &&
               (handler() == Handler::task || handler() == Handler::stream);
    }
    void release()
    {
        if (std::exchange(released, true))
            return;
        waits.release();
        app.open = true;
    }
    void serve(std::chrono::milliseconds write_stall = 20s)
    {
        const auto grace = never_ends() ? 200ms : 20s;
        server.emplace(dispatcher,
                       Limits{.write_stall = write_stall,
                              .max_connections = 1,
                              .graceful_timeout = grace,
                              .cancel_timeout = grace},
                       std::get<2>(GetParam()));
        expects_left_behind = never_ends();
    }
    // One client with a request that waits; a plain one has been answered.
    std::unique_ptr<Client> waiting_client(int receive_buffer = 0)
    {
        auto client = std::make_unique<Client>(server->port(), receive_buffer);
        client->send(wire::get(path));
        waits.wait_until_begun(1);
        return client;
    }
    // There is one place, and it is free.
    void expect_place() { wire::expect_answers(server->port(), 1); }

    Waits waits{source()};
    WaitingApp app{waits};
    Dispatcher dispatcher{app.routes(), app.config};
    std::optional<wire::RunningServer> server;
    std::string path;
    bool released = false;
    bool expects_left_behind = false;
};

TEST_P(Lifetime, OfARequestWhoseClientLeavesBeforeItBegins)
{
    serve();
    waits.forever = true;
    for (int i = 0; i < 4; ++i) {
        Client client(server->port());
        client.send(wire::get(path));
        if (i % 2 == 0)
            client.reset();
    }
    expect_place();
    expects_left_behind = never_ends() && waits.begun > 0;
}

TEST_P(Lifetime, OfARequestWhoseClientClosesWhileItWaits)
{
    serve();
    waits.forever = true;
    waiting_client();
    expect_place();
    release();
    expect_place();
}

TEST_P(Lifetime, OfARequestWhoseClientResetsWhileItWaits)
{
    serve();
    waits.forever = true;
    waiting_client()->reset();
    expect_place();
    release();
    expect_place();
}

TEST_P(Lifetime, OfARequestWhoseClientHasSentMoreAndClosesWhileItWaits)
{
    serve();
    waits.forever = true;
    waiting_client()->send(wire::get("/") + wire::get(path));
    expect_place();
}

TEST_P(Lifetime, OfARequestWhoseClientLeavesAfterAWait)
{
    serve();
    const auto client = waiting_client();
    release();
    if (handler() == Handler::task && !never_ends())
        waits.wait_until_begun(2);
    if (handler() == Handler::stream && !never_ends()) {
        EXPECT_FALSE(client->read_some(64).empty());
    }
    client->reset();
    expect_place();
}

TEST_P(Lifetime, OfARequestWhoseClientDoesNotRead)
{
    serve(200ms);
    const auto client = waiting_client(4096);
    release();
    if (!never_ends())
        expect_place();
}

TEST_P(Lifetime, OfARequestWhoseServerIsCut)
{
    serve();
    waits.forever = true;
    const auto client = waiting_client();
    (*server)->cut();
    release(); // what cannot be cancelled
    EXPECT_EQ(server->join(), never_ends() ? 1 : 0);
}

TEST_P(Lifetime, OfARequestWhoseServerStops)
{
    serve();
    auto client = waiting_client();
    (*server)->stop();
    release();
    const std::string received = client->read_to_end();
    if (!never_ends()) {
        EXPECT_GT(received.size(), WaitingApp::large_size);
    }
    client.reset(); // or the server would linger for two seconds
    EXPECT_EQ(server->join(), never_ends() ? 1 : 0);
}

TEST_P(Lifetime, OfARequestIsTornDownOnce)
{
    if (never_ends())
        return;
    serve();
    const auto client = waiting_client();
    release();
    client->reset();
    waits.wait_until_gone();
    server.reset();
    EXPECT_EQ(app.torn_down, 1);
}

std::string name_of(const ::testing::TestParamInfo<Case>& info)
{
    std::ostringstream name;
    name << std::get<0>(info.param) << std::get<1>(info.param) << std::get<2>(info.param);
    return name.str();
}

INSTANTIATE_TEST_SUITE_P(Waits, Lifetime,
                         ::testing::Combine(Values(Handler::task, Handler::stream),
                                            Values(Source::thread, Source::descriptor,
                                                   Source::never, Source::sleep, Source::asio,
                                                   Source::wait),
                                            Values(1U, 2U)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Others, Lifetime,
                         ::testing::Combine(Values(Handler::plain, Handler::blocking),
                                            Values(Source::thread), Values(1U, 2U)),
                         name_of);

} // namespace
} // namespace costrel::inline v1::lifetime
