// Clients that leave while their session is on its way from or to its store.
#include "app/dispatcher.hpp"
#include "lifetime/waits.hpp"
#include "wire/client.hpp"
#include "wire/running_server.hpp"

#include <costrel/app.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session/store.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace costrel::inline v1::lifetime {
namespace {

using namespace std::chrono_literals;
using wire::Client;

// A store that waits for a descriptor before each call.
class WaitingStore final : public SessionStore {
public:
    explicit WaitingStore(Waits& waits) : waits_(waits) {}

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        const Witness witness(waits_);
        if (waits_for_loads)
            co_await waits_.wait();
        co_return co_await memory_->load(std::move(key), deadline);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        const Witness witness(waits_);
        for (int i = 0; i < 2; ++i) // and so one wait begins after the client has left
            co_await waits_.wait();
        const auto result = co_await memory_->insert(std::move(key), std::move(record), deadline);
        ++inserted;
        co_return result;
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        co_return co_await memory_->replace(std::move(key), expected, std::move(record), deadline);
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        co_return co_await memory_->touch(std::move(key), renewed, expires, deadline);
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        co_return co_await memory_->erase(std::move(key), durable, deadline);
    }

    std::atomic<bool> waits_for_loads = false;
    std::atomic<int> inserted = 0;

private:
    Waits& waits_;
    std::shared_ptr<SessionStore> memory_ = memory_store();
};

class StoredApp : public App {
public:
    explicit StoredApp(std::shared_ptr<SessionStore> store)
        : App({.secret_key = "dev", .session_store = std::move(store)})
    {
        get("/", [] { return std::string("hello"); });
        get("/count", [](Session& session) { return std::to_string(session.add("visits")); });
    }
    RouteTable& routes() { return *routes_; }
};

class StoreLifetime : public ::testing::Test {
protected:
    void serve()
    {
        server.emplace(dispatcher, Limits{.max_connections = 1, .cancel_timeout = 20s}, 1U);
    }
    // The field of a session that is stored.
    std::string cookie()
    {
        waits.release();
        Client client(server->port());
        client.send(wire::get("/count"));
        const auto response = client.read_answer();
        if (!response || !response->field("Set-Cookie"))
            return "";
        const std::string field = *response->field("Set-Cookie");
        return "Cookie: " + field.substr(0, field.find(';')) + "\r\n";
    }
    void wait_until_inserted() const
    {
        const auto end = std::chrono::steady_clock::now() + 60s;
        while (store->inserted == 0 && std::chrono::steady_clock::now() < end)
            std::this_thread::sleep_for(1ms);
        EXPECT_EQ(store->inserted, 1);
    }

    Waits waits{Source::wait};
    const std::shared_ptr<WaitingStore> store = std::make_shared<WaitingStore>(waits);
    StoredApp app{store};
    Dispatcher dispatcher{app.routes(), app.config};
    std::optional<wire::RunningServer> server;
};

TEST_F(StoreLifetime, WhatARequestStoresIsStoredThoughItsClientLeft)
{
    serve();
    {
        Client client(server->port());
        client.send(wire::get("/count"));
        waits.wait_until_begun(1);
    }
    wire::expect_answers(server->port(), 1); // and its place is free
    EXPECT_EQ(store->inserted, 0);
    waits.release();
    wait_until_inserted();
    EXPECT_EQ(waits.begun, 2);
    waits.wait_until_gone();
}

TEST_F(StoreLifetime, WhatARequestStoresIsStoredThoughItsServerIsCut)
{
    serve();
    Client client(server->port());
    client.send(wire::get("/count"));
    waits.wait_until_begun(1);
    (*server)->cut();
    waits.release();
    EXPECT_EQ(server->join(), 0);
    EXPECT_EQ(store->inserted, 1);
    EXPECT_EQ(waits.alive, 0);
}

TEST_F(StoreLifetime, WhatARequestStoresIsStoredWhenItsServerStops)
{
    serve();
    Client client(server->port());
    client.send(wire::get("/count"));
    waits.wait_until_begun(1);
    (*server)->stop();
    waits.release();
    EXPECT_EQ(client.read_status(), 200);
    EXPECT_EQ(server->join(), 0);
    EXPECT_EQ(store->inserted, 1);
}

TEST_F(StoreLifetime, WhatARequestLoadsIsNotWaitedForWhenItsClientLeft)
{
    serve();
    const std::string field = cookie();
    ASSERT_NE(field, "");
    waits.take_back();
    store->waits_for_loads = true;
    {
        const int before = waits.begun;
        Client client(server->port());
        client.send(wire::get("/count", field));
        waits.wait_until_begun(before + 1);
        EXPECT_EQ(waits.alive, 1);
    }
    waits.wait_until_gone();
    wire::expect_answers(server->port(), 1);
}

} // namespace
} // namespace costrel::inline v1::lifetime
