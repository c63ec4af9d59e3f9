#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <thread>

namespace costrel::inline v1::net {

// Receives signals in a thread of its own: a loop whose handler never returns would not hear them,
// and nobody else could see to it that the process ends. Signals are caught from its construction
// on; after its end they mean again what they meant before.
class SignalThread {
public:
    struct Actions {
        std::function<void()> stop;    // at the first SIGTERM or SIGINT
        std::function<void()> cut;     // at the second; the third kills the process
        std::function<void()> give_up; // `patience` after the first one, if this still lives
        std::function<void()> reload;  // at SIGHUP, which without this keeps its meaning
    };

    // The actions are called in its thread, and never wait. Throws std::system_error when the
    // system has no more threads.
    SignalThread(Actions actions, std::chrono::milliseconds patience);
    ~SignalThread();
    SignalThread(const SignalThread&) = delete;
    SignalThread& operator=(const SignalThread&) = delete;

private:
    void wait_for_end();
    void wait_for_reload();

    const Actions actions_;
    const std::chrono::milliseconds patience_;
    boost::asio::io_context context_{1};
    boost::asio::signal_set end_{context_, SIGTERM, SIGINT};
    std::optional<boost::asio::signal_set> hang_up_;
    boost::asio::steady_timer timer_{context_};
    std::thread thread_;
};

} // namespace costrel::inline v1::net
