#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace costrel::inline v1::stores {

// A server on loopback of which each connection has a thread, and does there what it is told to.
class FakeServer {
public:
    class Connection {
    public:
        explicit Connection(int accepted) : socket_(accepted) {}
        // What came: at most so many bytes; none: the peer has closed the connection.
        std::string receive(std::size_t most = 65'536) const;
        // Exactly so many, or none.
        std::string receive_all(std::size_t size) const;
        // False when the peer has closed the connection.
        bool send(std::string_view bytes) const;

    private:
        int socket_;
    };
    using Serve = std::function<void(Connection connection)>;

    // Listens at that address; port 0: any.
    explicit FakeServer(Serve serve, const char* address = "127.0.0.1", std::uint16_t port = 0);
    ~FakeServer();
    FakeServer(const FakeServer&) = delete;
    FakeServer& operator=(const FakeServer&) = delete;

    std::uint16_t port() const noexcept { return port_; }

    std::atomic<int> connections = 0;

private:
    void accept_all();

    const Serve serve_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::mutex mutex_;
    std::vector<int> sockets_;
    std::vector<std::jthread> threads_;
    std::jthread accepting_;
};

} // namespace costrel::inline v1::stores
