#pragma once

#include "descriptor.hpp"
#include "net/log_throttle.hpp"
#include "net/operation_memory.hpp"
#include "net/service.hpp"
#include "net/socket.hpp"
#include "net/tls/tls_context.hpp"

#include <chrono>
#include <memory>
#include <string_view>

namespace costrel::inline v1::net {

class Loop;

// A socket that listens, for one loop.
struct Listening {
    Descriptor socket;
    // Another process has it as well, systemd for one: whoever waits in its queue is served by the
    // next process that takes it.
    bool is_inherited = false;
};

// One listening socket in one loop: accepts what comes by it and starts a connection for each.
class Listener {
public:
    // Without a context it is plain HTTP that it accepts.
    Listener(Loop& loop, Service& service, Listening listening,
             std::shared_ptr<const TlsContext> tls);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    void start();
    // Lets nobody else in, and closes as soon as all are accepted whom the system has let in
    // already: they take a connection that the system has made for a promise. Goes on in sweep().
    void finish();
    void sweep(std::chrono::steady_clock::time_point now);
    void close() noexcept;
    bool is_closed() const noexcept { return !acceptor_.is_open(); }

    // Accepting pauses when there are too many connections, or no descriptors or memory for one
    // more. The loop lets it try again when a connection closes and at each sweep.
    bool needs_sweeps() const noexcept { return paused_ || (finishing_ && !is_closed()); }
    void resume();

    Service& service() const noexcept { return service_; }
    http::Traffic& traffic() noexcept { return traffic_; }
    const std::shared_ptr<const TlsContext>& tls() const noexcept { return tls_; }
    // For the connections to come.
    void set_tls(std::shared_ptr<const TlsContext> tls) noexcept { tls_ = std::move(tls); }
    void handshake_failed(std::string_view address, std::string_view why) noexcept;

    static constexpr std::chrono::milliseconds retry_interval{100};

private:
    class Incoming;

    void accept_waiting();
    bool accept_one();
    bool accept_failed(int error);

    Loop& loop_;
    Service& service_;
    http::Traffic unread_traffic_; // counted in when nobody asked for a status
    http::Traffic& traffic_;
    Acceptor acceptor_;
    const bool is_inherited_;
    const std::shared_ptr<OperationMemory> memory_ = std::make_shared<OperationMemory>();
    std::shared_ptr<const TlsContext> tls_;
    LogThrottle handshake_log_;
    LogThrottle limit_log_;
    LogThrottle error_log_;
    bool paused_ = false;
    bool finishing_ = false;
    std::chrono::steady_clock::time_point close_at_{}; // at the earliest
};

} // namespace costrel::inline v1::net
