#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace costrel::inline v1::stores {

// A server on loopback that takes commands as Redis does, and replies what it is told to.
class FakeRedis {
public:
    using Words = std::vector<std::string>;
    // The bytes that a command is replied by; nothing: the connection is closed.
    using Answer = std::function<std::optional<std::string>(const Words& command)>;

    explicit FakeRedis(Answer answer);
    ~FakeRedis();
    FakeRedis(const FakeRedis&) = delete;
    FakeRedis& operator=(const FakeRedis&) = delete;

    std::string url(const std::string& user = "") const;
    std::string place() const; // host:port
    void set_answer(Answer answer);
    // Closes the connections that there are.
    void close_all();
    // Sends replies in pieces of that size.
    std::atomic<std::size_t> piece = 1'000'000;

    std::atomic<int> connections = 0;
    std::atomic<int> commands = 0;
    std::atomic<int> receives = 0; // reads that brought something

private:
    struct Connection;

    void serve(const std::stop_token& stop);
    bool serve(Connection& connection);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::mutex mutex_;
    Answer answer_;
    std::atomic<bool> closing_ = false;
    std::jthread thread_;
};

} // namespace costrel::inline v1::stores
