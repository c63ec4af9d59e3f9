#pragma once

#include "net/cohort.hpp"
#include "net/date_clock.hpp"
#include "net/event_loop.hpp"
#include "net/listening/listener.hpp"
#include "net/open_connection.hpp"
#include "net/service.hpp"
#include "net/socket.hpp"
#include "net/sweep_timer.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace costrel::inline v1::net {

// One thread's share of the server: listeners of its own and the connections that came in by them.
// A connection never leaves its loop. One timer looks at all of them ten times a second; no
// operation has a timer of its own.
class Loop {
public:
    // Serves while one thread runs `context`. `on_drained` is called in that thread when the loop
    // was told to stop and has no connection any more; and before that, when those that it has are
    // left behind.
    Loop(boost::asio::io_context& context, std::function<void()> on_drained);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Accepts connections for `service` from a socket that listens. Before the loop serves.
    void add(Service& service, Listening listening, std::shared_ptr<const TlsContext> tls);

    struct Stop {
        std::chrono::milliseconds drain;   // go on as before for so long
        std::chrono::milliseconds longest; // and from then on at most so long
        std::function<void()> begins;      // called between the two
    };
    // Lets nobody else in, and ends each connection after the request in flight or on its way; cuts
    // what has not ended in time. As all that follows, in the thread that runs the context.
    void stop(Stop stop);
    // Gives the connections to come another certificate.
    void set_tls(const Service& service, const std::shared_ptr<const TlsContext>& tls);
    // Ends each connection now, and each wait of a task. What waits for something that this cannot
    // end, or runs, is left behind when it does not end within the cancel_timeout of its service.
    void cut();
    // From any thread: whether something was left behind that may still be resumed, so that what it
    // refers to has to stay.
    bool has_left_behind() const noexcept { return left_behind_.load(); }

    // For its listeners and connections:
    Executor executor() noexcept { return context_.get_executor(); }
    const boost::asio::any_io_executor& task_executor() const noexcept { return task_executor_; }
    EventLoop& events() const noexcept { return *events_; }
    Cohort& cohort() const noexcept { return cohort_; }
    std::string_view date() const noexcept { return date_.text(); }
    bool is_stopping() const noexcept { return stopping_; }
    void about_to_open();
    // Closes those of a service's connections that have been idle for longest, a few at once.
    // Whether there were any.
    bool make_room(const Service& service) noexcept;
    void opened(OpenConnection& connection) noexcept;
    void closed(OpenConnection& connection) noexcept;
    void has_place() noexcept; // for one more connection
    void keep_sweeping();

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    template <class Action>
    void for_each_connection(Action action);
    void stop_now();
    void end_if_drained() noexcept;
    void give_up() noexcept;
    void resume_listeners();
    void sweep();

    boost::asio::io_context& context_;
    std::function<void()> on_drained_;
    const boost::asio::any_io_executor task_executor_{context_.get_executor()};
    const std::shared_ptr<EventLoop> events_ = EventLoop::of(task_executor_);
    Cohort& cohort_;
    std::deque<Listener> listeners_; // a Listener cannot be moved
    SweepTimer sweep_timer_;
    DateClock date_;
    OpenConnections connections_;
    OpenConnections::iterator next_ = connections_.end(); // to be looked at

    bool stopping_ = false;
    bool cut_ = false;
    bool drained_ = false;
    std::optional<Stop> stop_;
    TimePoint stop_at_ = TimePoint::max();
    std::chrono::milliseconds longest_cancel_{};
    TimePoint cut_at_ = TimePoint::max();
    TimePoint give_up_at_ = TimePoint::max();
    std::atomic<bool> left_behind_ = false;
};

} // namespace costrel::inline v1::net
