#pragma once

#include "http/reply.hpp"
#include "net/connection_limit.hpp"
#include "net/date_clock.hpp"
#include "net/log_throttle.hpp"
#include "net/open_connection.hpp"
#include "net/server_options.hpp"
#include "net/socket.hpp"

#include <costrel/detail/task_loop.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <string_view>

namespace costrel::net {

// One thread's share of the server: an acceptor of its own and the connections that came in by it.
// A connection never leaves its loop. One timer looks at all of them ten times a second; no
// operation has a timer of its own.
class Loop {
public:
    // `on_drained` is called once, in this loop, when it was told to stop and its last connection
    // is closed.
    Loop(http::Responder& responder, const ServerOptions& options, ConnectionLimit& limit,
         std::function<void()> on_drained);

    boost::asio::io_context& context() noexcept { return context_; }
    void accept_from(Acceptor acceptor);

    // Serves until release(), which on_drained leads to.
    void run() { context_.run(); }

    // These three may be called from any thread.
    void stop();    // accepts no more; ends each connection after the request in flight
    void cut();     // ends each connection now, and each wait of a task; one whose handler runs
                    // ends when that returns
    void release(); // lets run() return

    // For its connections:
    http::Responder& responder() noexcept { return responder_; }
    const ServerOptions& options() const noexcept { return options_; }
    Executor executor() noexcept { return context_.get_executor(); }
    detail::TaskLoop& tasks() noexcept { return tasks_; }
    std::string_view date() const noexcept { return date_.text(); }
    http::Traffic& traffic() noexcept { return traffic_; }
    void opened(OpenConnection& connection) noexcept;
    void closed(OpenConnection& connection) noexcept;

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    void wait_for_connections();
    void accept_waiting();
    bool accept_one();
    bool accept_failed(int error);

    void keep_sweeping();
    void sweep();

    http::Responder& responder_;
    const ServerOptions& options_;
    ConnectionLimit& limit_;
    http::Traffic unread_traffic_; // counted in when nobody asked for a status
    http::Traffic& traffic_;
    std::function<void()> on_drained_;

    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<Executor> work_{context_.get_executor()};
    const boost::asio::any_io_executor task_executor_{context_.get_executor()};
    detail::TaskLoop tasks_{&task_executor_};
    Acceptor acceptor_{context_};
    Timer sweep_timer_{context_};
    DateClock date_;
    OpenConnections connections_;
    LogThrottle limit_log_;
    LogThrottle error_log_;

    bool sweeping_ = false;
    bool accepting_paused_ = false;
    bool stopping_ = false;
    TimePoint cut_at_ = TimePoint::max();
};

} // namespace costrel::net
