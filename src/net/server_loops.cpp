#include "net/server_loops.hpp"

#include "http/bounded_limits.hpp"
#include "log/log.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <thread>

namespace costrel::inline v1::net {

namespace {

// From the moment when all should have ended, or was left behind, until whatever still runs is
// given up.
constexpr std::chrono::seconds last_delay{1};

} // namespace

ServerLoops::ServerLoops(unsigned threads) : undrained_(std::max(threads, 1U))
{
    for (unsigned i = 0; i < undrained_; ++i)
        loops_.emplace_back([this, is_drained = false]() mutable { drained(is_drained); });
}

ServerLoops::~ServerLoops()
{
    signals_.reset(); // before what it acts on
    for (OwnLoop& own : loops_) {
        own.loop.cut();
        own.context.restart();
        own.context.poll();
    }
}

void ServerLoops::add(http::Responder& responder, ServerOptions options)
{
    const std::lock_guard lock(mutex_);
    options.limits = http::bounded_limits(options.limits);
    drain_ = std::max(drain_, options.limits.drain_time);
    longest_stop_ = std::max(longest_stop_, options.limits.graceful_timeout);
    longest_cancel_ = std::max(longest_cancel_, options.limits.cancel_timeout);
    applications_.push_back({responder, std::move(options)});
}

void ServerLoops::listen()
{
    if (!addresses_.empty())
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
        ends.push_back(addresses_.texts().size());
    }
    if (stopping_) // before there was anything to stop
        addresses_.remove_files();
    lock.unlock(); // a hook may stop the server
    for (const std::string& name : passed.left())
        log::warning({"systemd passed a socket named \"", name, "\" that nothing listens on"});
    for (const std::string& address : addresses_.texts())
        log::info({"listening on ", address});
    std::size_t next = 0;
    for (std::size_t i = 0; i < applications_.size(); ++i)
        for (; next < ends[i]; ++next)
            if (applications_[i].options.on_listening)
                applications_[i].options.on_listening(addresses_.texts()[next]);
}

int ServerLoops::run()
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

void ServerLoops::stop()
{
    const std::lock_guard lock(mutex_);
    for (const Application& application : applications_)
        if (application.options.status)
            application.options.status->set_stopping();
    if (stopping_.exchange(true))
        return;
    if (drain_.count() > 0) {
        log::info(
            {"stopping in ", drain_.count(), " ms; until then new connections are served, too"});
    } else {
        say_that_it_stops();
        addresses_.remove_files();
    }
    for (OwnLoop& own : loops_)
        boost::asio::post(own.context, [this, &loop = own.loop] {
            loop.stop({drain_, longest_stop_, [this] { drain_is_over(); }});
        });
}

void ServerLoops::cut()
{
    for (OwnLoop& own : loops_)
        boost::asio::post(own.context, [&loop = own.loop] { loop.cut(); });
}

void ServerLoops::reload()
{
    boost::asio::post(loops_.front().context, [this] { reload_now(); });
}

void ServerLoops::stop_on_signals()
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

bool ServerLoops::has_left_behind() const noexcept
{
    return std::any_of(loops_.begin(), loops_.end(),
                       [](const OwnLoop& own) { return own.loop.has_left_behind(); });
}

void ServerLoops::add(const Application& application, Endpoint endpoint)
{
    addresses_.add(endpoint);
    for (std::size_t i = 0; i < loops_.size(); ++i)
        loops_[i].loop.add(*application.service,
                           {std::move(endpoint.sockets[i]), endpoint.is_inherited},
                           endpoint.tls ? application.tls : nullptr);
}

void ServerLoops::reload_now()
{
    for (Application& application : applications_) {
        if (!application.tls)
            continue;
        application.tls = TlsContext::reread(application.options.certificates(), application.tls);
        for (OwnLoop& own : loops_)
            boost::asio::post(own.context,
                              [&own, service = application.service, tls = application.tls] {
                                  own.loop.set_tls(*service, tls);
                              });
    }
    for (detail::Function<void()>& hook : reload_hooks_)
        hook();
}

void ServerLoops::say_that_it_stops() const
{
    log::info({"stopping; requests in flight have ", longest_stop_.count(), " ms to end"});
}

void ServerLoops::drain_is_over()
{
    const std::lock_guard lock(mutex_);
    if (drain_.count() == 0 || std::exchange(drain_is_over_, true))
        return;
    say_that_it_stops();
    addresses_.remove_files();
}

void ServerLoops::give_up() noexcept
{
    std::string names;
    for (const Application& application : applications_)
        for (const std::string& name : application.responder.unfinished())
            names.append(names.empty() ? "" : ", ").append(name);
    const auto waited = (drain_ + longest_stop_ + longest_cancel_).count();
    if (names.empty())
        log::error({waited, " ms after the signal the server has not stopped; the process ends"});
    else
        log::error(
            {waited,
             " ms after the signal the process ends without the handlers that have not: ", names});
    log::flush();
    for (const Application& application : applications_)
        application.responder.flush_log();
    std::_Exit(EXIT_FAILURE);
}

void ServerLoops::drained(bool& is_drained)
{
    if (!std::exchange(is_drained, true) && undrained_.fetch_sub(1) == 1)
        release();
}

void ServerLoops::release()
{
    for (OwnLoop& own : loops_)
        boost::asio::post(own.context, [&own] {
            own.work.reset();
            if (own.loop.has_left_behind()) // whose operations may never end
                own.context.stop();
        });
}

} // namespace costrel::inline v1::net
