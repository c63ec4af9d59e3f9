#pragma once

#include "net/listening/addresses.hpp"
#include "net/loop.hpp"
#include "net/server_options.hpp"
#include "net/service.hpp"
#include "net/signal_thread.hpp"

#include <costrel/detail/function.hpp>

#include <boost/asio/executor_work_guard.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace costrel::inline v1::net {

// The loops of a server, what they serve, and how they end together. Server says what each call is
// for; it keeps them apart from itself, because they may have to be left behind.
class ServerLoops {
public:
    explicit ServerLoops(unsigned threads);
    ServerLoops(const ServerLoops&) = delete;
    ServerLoops& operator=(const ServerLoops&) = delete;
    // Of a server that could not be run there may be connections, which need their loop to end.
    ~ServerLoops();

    void add(http::Responder& responder, ServerOptions options);
    void listen();
    int run();
    void stop();
    void cut();
    void reload();
    void on_reload(detail::Function<void()> hook) { reload_hooks_.push_back(std::move(hook)); }
    void stop_on_signals();

    // What is left behind may still be resumed, and needs its loop then.
    bool has_left_behind() const noexcept;

    const Addresses& addresses() const noexcept { return addresses_; }

private:
    struct Application {
        http::Responder& responder;
        ServerOptions options;
        std::shared_ptr<const TlsContext> tls = {};
        Service* service = nullptr; // once it listens
    };

    // A loop with a thread and an io_context of its own.
    struct OwnLoop {
        explicit OwnLoop(std::function<void()> on_drained) : loop(context, std::move(on_drained)) {}

        boost::asio::io_context context{1};
        boost::asio::executor_work_guard<Executor> work{context.get_executor()};
        Loop loop;
    };

    void add(const Application& application, Endpoint endpoint);

    void reload_now();
    void say_that_it_stops() const;
    // In the loop that is the first to say so.
    void drain_is_over();
    // A handler that has not returned by now never may, and nothing in a process can end it but the
    // end of the process.
    [[noreturn]] void give_up() noexcept;
    // The loops end together.
    void drained(bool& is_drained);
    void release();

    std::mutex mutex_; // of what stop() reads, which may come while another thread still prepares
    std::vector<Application> applications_;
    std::deque<Service> services_; // as a Loop, it cannot be moved
    std::deque<OwnLoop> loops_;
    std::vector<detail::Function<void()>> reload_hooks_;
    Addresses addresses_;
    std::chrono::milliseconds drain_{};
    std::chrono::milliseconds longest_stop_{};
    std::chrono::milliseconds longest_cancel_{};
    std::atomic<unsigned> undrained_;
    std::atomic<bool> stopping_ = false;
    bool drain_is_over_ = false;
    std::optional<SignalThread> signals_;
};

} // namespace costrel::inline v1::net
