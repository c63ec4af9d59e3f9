#pragma once

#include "net/date_clock.hpp"
#include "net/listening/listener.hpp"
#include "net/open_connection.hpp"
#include "net/service.hpp"
#include "net/socket.hpp"

#include <costrel/detail/task_loop.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string_view>

namespace costrel::net {

// One thread's share of the server: listeners of its own and the connections that came in by them.
// A connection never leaves its loop. One timer looks at all of them ten times a second; no
// operation has a timer of its own.
class Loop {
public:
    // Serves while one thread runs `context`. `on_drained` is called once, in that thread, when the
    // loop was told to stop and its last connection is closed.
    Loop(boost::asio::io_context& context, std::function<void()> on_drained);
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Accepts connections for `service` from a socket that listens. Before the loop serves.
    void add(Service& service, Descriptor socket, std::shared_ptr<const TlsContext> tls);

    // Accepts no more, and ends each connection after the request in flight; cuts what has not
    // ended after `longest`. As all that follows, in the thread that runs the context.
    void stop(std::chrono::milliseconds longest);
    // Gives the connections to come another certificate.
    void set_tls(const Service& service, const std::shared_ptr<const TlsContext>& tls);
    // Ends each connection now, and each wait of a task; one whose handler runs ends when that
    // returns.
    void cut();

    // For its listeners and connections:
    Executor executor() noexcept { return context_.get_executor(); }
    detail::TaskLoop& tasks() noexcept { return tasks_; }
    std::string_view date() const noexcept { return date_.text(); }
    bool is_stopping() const noexcept { return stopping_; }
    void about_to_open();
    void opened(OpenConnection& connection) noexcept;
    void closed(OpenConnection& connection) noexcept;
    void keep_sweeping();

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    void drained() noexcept;
    void resume_listeners();
    void sweep();

    boost::asio::io_context& context_;
    std::function<void()> on_drained_;
    const boost::asio::any_io_executor task_executor_{context_.get_executor()};
    detail::TaskLoop tasks_{&task_executor_};
    std::deque<Listener> listeners_; // a Listener cannot be moved
    Timer sweep_timer_{context_};
    DateClock date_;
    OpenConnections connections_;

    bool sweeping_ = false;
    bool stopping_ = false;
    std::chrono::milliseconds longest_stop_{};
    TimePoint cut_at_ = TimePoint::max();
};

} // namespace costrel::net
