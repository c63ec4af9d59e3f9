#include "net/server.hpp"

#include "http/bounded_limits.hpp"
#include "log/log.hpp"
#include "net/left_behind.hpp"
#include "net/listening/endpoint.hpp"
#include "net/loop.hpp"
#include "net/signal_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace costrel::net {

namespace {

// From the moment when all should have ended, or was left behind, until whatever still runs is
// given up.
constexpr std::chrono::seconds last_delay{1};

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

} // namespace

class Server::Loops {
public:
    explicit Loops(unsigned threads) : undrained_(std::max(threads, 1U))
    {
        for (unsigned i = 0; i < undrained_; ++i)
            loops_.emplace_back([this, is_drained = false]() mutable { drained(is_drained); });
    }

    Loops(const Loops&) = delete;
    Loops& operator=(const Loops&) = delete;
    // Of a server that could not be run there may be connections, which need their loop to end.
    ~Loops()
    {
        signals_.reset(); // before what it acts on
        for (OwnLoop& own : loops_) {
            own.loop.cut();
            own.context.restart();
            own.context.poll();
        }
    }

    void add(http::Responder& responder, ServerOptions options)
    {
        const std::lock_guard lock(mutex_);
        options.limits = http::bounded_limits(options.limits);
        drain_ = std::max(drain_, options.limits.drain_time);
        longest_stop_ = std::max(longest_stop_, options.limits.graceful_timeout);
        longest_cancel_ = std::max(longest_cancel_, options.limits.cancel_timeout);
        applications_.push_back({responder, std::move(options)});
    }

    void listen()
    {
        if (listening())
            return;
        std::unique_lock lock(mutex_);
        std::size_t wanted = 0;
        for (const Application& application : applications_)
            wanted += application.options.limits.max_connections;
        const std::size_t affordable = affordable_connections(wanted);
        PassedSockets passed = PassedSockets::from_environment();
        std::vector<std::size_t> ends; // of each application's addresses
        for (Application& application : applications_) {
            const ServerOptions& options = application.options;
            Service& service = services_.emplace_back(
                application.responder, options.limits, options.max_body,
                share_of_connections(options.limits.max_connections, wanted, affordable),
                options.status);
            application.service = &service;
            if (!options.certificates().empty())
                application.tls = TlsContext::read(options.certificates());
            for (Endpoint& endpoint : open_endpoints(options, loops_.size(), passed))
                add(application, std::move(endpoint));
            ends.push_back(addresses_.size());
        }
        if (stopping_) // before there was anything to stop
            remove_files();
        lock.unlock(); // a hook may stop the server
        for (const std::string& name : passed.left())
            log::warning({"systemd passed a socket named \"", name, "\" that nothing listens on"});
        for (const std::string& address : addresses_)
            log::info({"listening on ", address});
        std::size_t next = 0;
        for (std::size_t i = 0; i < applications_.size(); ++i)
            for (; next < ends[i]; ++next)
                if (applications_[i].options.on_listening)
                    applications_[i].options.on_listening(addresses_[next]);
    }

    int run()
    {
        listen();
        {
            std::vector<std::jthread> threads;
            try {
                for (std::size_t i = 1; i < loops_.size(); ++i)
                    threads.emplace_back([this, i] { loops_[i].context.run(); });
            } catch (const std::system_error&) {
                // Without all of its threads there is no server.
                for (OwnLoop& own : loops_)
                    own.context.stop();
                throw;
            }
            loops_.front().context.run();
        }
        if (!has_left_behind())
            for (const Application& application : applications_)
                application.responder.wait_until_idle();
        signals_.reset();
        log::info({"stopped"});
        return has_left_behind() ? 1 : 0;
    }

    void stop()
    {
        const std::lock_guard lock(mutex_);
        for (const Application& application : applications_)
            if (application.options.status)
                application.options.status->set_stopping();
        if (stopping_.exchange(true))
            return;
        if (drain_.count() > 0) {
            log::info({"stopping in ", drain_.count(),
                       " ms; until then new connections are served, too"});
        } else {
            say_that_it_stops();
            remove_files();
        }
        for (OwnLoop& own : loops_)
            boost::asio::post(own.context, [this, &loop = own.loop] {
                loop.stop({drain_, longest_stop_, [this] { drain_is_over(); }});
            });
    }

    void cut()
    {
        for (OwnLoop& own : loops_)
            boost::asio::post(own.context, [&loop = own.loop] { loop.cut(); });
    }

    void reload()
    {
        boost::asio::post(loops_.front().context, [this] { reload_now(); });
    }

    void on_reload(std::function<void()> hook) { reload_hooks_.push_back(std::move(hook)); }

    void stop_on_signals()
    {
        bool reloads = !reload_hooks_.empty();
        for (const Application& application : applications_)
            reloads = reloads || !application.options.certificates().empty();
        SignalThread::Actions actions{.stop = [this] { stop(); },
                                      .cut = [this] { cut(); },
                                      .give_up = [this] { give_up(); },
                                      .reload = {}};
        if (reloads)
            actions.reload = [this] { reload(); };
        signals_.emplace(std::move(actions), drain_ + longest_stop_ + longest_cancel_ + last_delay);
    }

    // What is left behind may still be resumed, and needs its loop then.
    bool has_left_behind() const noexcept
    {
        return std::any_of(loops_.begin(), loops_.end(),
                           [](const OwnLoop& own) { return own.loop.has_left_behind(); });
    }

    bool listening() const noexcept { return !addresses_.empty(); }
    std::uint16_t port() const noexcept { return port_; }
    const std::vector<std::string>& addresses() const noexcept { return addresses_; }

private:
    void add(const Application& application, Endpoint endpoint)
    {
        if (addresses_.empty())
            port_ = endpoint.port;
        addresses_.push_back(std::move(endpoint.address));
        if (endpoint.local)
            files_.push_back(std::move(*endpoint.local));
        for (std::size_t i = 0; i < loops_.size(); ++i)
            loops_[i].loop.add(*application.service,
                               {std::move(endpoint.sockets[i]), endpoint.is_inherited},
                               endpoint.tls ? application.tls : nullptr);
    }

    // Whoever comes now finds no socket, not a dead one.
    void remove_files() noexcept
    {
        for (UnixListening& file : files_)
            file.remove_file();
    }

    void reload_now()
    {
        for (Application& application : applications_) {
            if (!application.tls)
                continue;
            application.tls =
                TlsContext::reread(application.options.certificates(), application.tls);
            for (OwnLoop& own : loops_)
                boost::asio::post(own.context,
                                  [&own, service = application.service, tls = application.tls] {
                                      own.loop.set_tls(*service, tls);
                                  });
        }
        for (const std::function<void()>& hook : reload_hooks_)
            hook();
    }

    void say_that_it_stops() const
    {
        log::info({"stopping; requests in flight have ", longest_stop_.count(), " ms to end"});
    }

    // In the loop that is the first to say so.
    void drain_is_over()
    {
        const std::lock_guard lock(mutex_);
        if (drain_.count() == 0 || std::exchange(drain_is_over_, true))
            return;
        say_that_it_stops();
        remove_files();
    }

    // A handler that has not returned by now never may, and nothing in a process can end it but the
    // end of the process.
    [[noreturn]] void give_up() noexcept
    {
        std::string names;
        for (const Application& application : applications_)
            for (const std::string& name : application.responder.unfinished())
                names.append(names.empty() ? "" : ", ").append(name);
        const auto waited = (drain_ + longest_stop_ + longest_cancel_).count();
        if (names.empty())
            log::error(
                {waited, " ms after the signal the server has not stopped; the process ends"});
        else
            log::error(
                {waited,
                 " ms after the signal the process ends without the handlers that have not: ",
                 names});
        log::flush();
        for (const Application& application : applications_)
            application.responder.flush_log();
        std::_Exit(EXIT_FAILURE);
    }

    // The loops end together.
    void drained(bool& is_drained)
    {
        if (!std::exchange(is_drained, true) && undrained_.fetch_sub(1) == 1)
            release();
    }

    void release()
    {
        for (OwnLoop& own : loops_)
            boost::asio::post(own.context, [&own] {
                own.work.reset();
                if (own.loop.has_left_behind()) // whose operations may never end
                    own.context.stop();
            });
    }

    std::mutex mutex_; // of what stop() reads, which may come while another thread still prepares
    std::vector<Application> applications_;
    std::deque<Service> services_; // as a Loop, it cannot be moved
    std::deque<OwnLoop> loops_;
    std::vector<std::function<void()>> reload_hooks_;
    std::vector<UnixListening> files_;
    std::vector<std::string> addresses_;
    std::uint16_t port_ = 0;
    std::chrono::milliseconds drain_{};
    std::chrono::milliseconds longest_stop_{};
    std::chrono::milliseconds longest_cancel_{};
    std::atomic<unsigned> undrained_;
    std::atomic<bool> stopping_ = false;
    bool drain_is_over_ = false;
    std::optional<SignalThread> signals_;
};

Server::Server(unsigned threads) : loops_(std::make_unique<Loops>(threads)) {}

Server::Server(http::Responder& responder, ServerOptions options) : Server(options.threads)
{
    add(responder, std::move(options));
}

Server::~Server()
{
    if (has_left_behind())
        leave_behind(std::move(loops_));
}

bool Server::has_left_behind() const noexcept
{
    return loops_->has_left_behind();
}

void Server::add(http::Responder& responder, ServerOptions options)
{
    loops_->add(responder, std::move(options));
}

void Server::listen()
{
    loops_->listen();
}

const std::vector<std::string>& Server::addresses() const
{
    return loops_->addresses();
}

std::uint16_t Server::port() const
{
    return loops_->port();
}

const std::string& Server::address() const
{
    return loops_->addresses().front();
}

int Server::run()
{
    return loops_->run();
}

void Server::stop()
{
    loops_->stop();
}

void Server::cut()
{
    loops_->cut();
}

void Server::reload()
{
    loops_->reload();
}

void Server::on_reload(std::function<void()> hook)
{
    loops_->on_reload(std::move(hook));
}

void Server::stop_on_signals()
{
    loops_->stop_on_signals();
}

int serve(Server& server)
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a file at the limit of its size: write() says so
    server.stop_on_signals();      // first: who hears that it listens may already send one
    try {
        server.listen();
    } catch (const ListenError& error) {
        log::error({error.what()});
        return 1;
    }
    return server.run();
}

int serve(http::Responder& responder, const ServerOptions& options)
{
    Server server(responder, options);
    return serve(server);
}

} // namespace costrel::net
