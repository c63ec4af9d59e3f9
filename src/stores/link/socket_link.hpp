#pragma once

#include "stores/link/addresses.hpp"
#include "stores/link/link.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::stores {

// A connection by a stream socket: TCP, or in the file system. What is said by it is for those
// derived.
class SocketLink : public Link {
public:
    ~SocketLink() override { disconnect(); }

    // In a step, so that deadlines are looked at however fast a server talks.
    static constexpr int most_pieces = 64;

protected:
    // `server`: what it is, for the sentences of errors.
    SocketLink(std::string server, Addresses addresses);

    // There is a connection: says what has to be said first, or opened().
    virtual void connected() = 0;
    // Bytes that came. False when the connection failed by them.
    virtual bool take(std::string_view received) = 0;
    // Before something is sent. False when the connection failed.
    virtual bool about_to_send() { return true; }
    // Nothing is left of what was said by the connection.
    virtual void reset() noexcept = 0;

    // The server is not the one that the name should lead to, which is looked up again.
    void leave() noexcept;
    // What is to be sent.
    std::string& output() noexcept { return out_; }
    // Sends what can be sent at once, for the last time.
    void send_last() noexcept;
    bool is_connected() const noexcept { return is_connected_; }
    bool has_socket() const noexcept { return socket_ >= 0; }

    void open() final;
    void opening_is_late() noexcept final;
    detail::Direction go_on_opening() final;
    detail::Direction transfer() final;
    void close() noexcept final;
    int descriptor() const noexcept final { return socket_; }
    bool is_alive() noexcept final;

private:
    void disconnect() noexcept;
    void renew_addresses() noexcept;
    bool connect_to_next();
    bool send_some();
    bool receive_some();

    const std::string server_;
    const Addresses addresses_;
    std::vector<Address> untried_;
    std::optional<Address> tried_; // last
    std::optional<Address> late_;  // the last one that let nothing be opened in time
    int socket_ = -1;
    bool is_connected_ = false;
    std::string out_;
    std::size_t sent_ = 0; // of it
};

} // namespace costrel::inline v1::stores

#pragma GCC visibility pop
