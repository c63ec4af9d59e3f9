#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::crowd {

// One blocking connection to the server.
class Client {
public:
    explicit Client(std::uint16_t port);
    Client(Client&& other) noexcept;
    Client& operator=(Client&& other) noexcept;
    ~Client();

    // False when the connection has ended.
    bool send(std::string_view bytes) const;
    // Sends a request and waits for its whole answer, at most a minute.
    bool ask() const;

private:
    int descriptor_;
};

// Connections that sent one request and are silent since.
std::vector<Client> idle_clients(std::uint16_t port, std::size_t count);

// Sends the bytes of `count` requests one at a time, to each connection one in `interval`, half of
// them within the head and half within the body, until `stop`; connections that the server ended
// are replaced.
void send_slowly(std::uint16_t port, std::size_t count, std::chrono::milliseconds interval,
                 const std::atomic<bool>& stop);

// How long each of `requests` ordinary ones took, sorted: one after the other, every other one by a
// connection of its own. One that failed is not among them.
std::vector<std::chrono::microseconds> ask_often(std::uint16_t port, std::size_t requests);

} // namespace costrel::inline v1::crowd
