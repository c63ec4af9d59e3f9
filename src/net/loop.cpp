#include "net/loop.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace costrel::net {

using boost::system::error_code;
using std::chrono::steady_clock;

Loop::Loop(boost::asio::io_context& context, std::function<void()> on_drained)
    : context_(context), on_drained_(std::move(on_drained))
{
}

void Loop::add(Service& service, Descriptor socket, std::shared_ptr<const TlsContext> tls)
{
    listeners_.emplace_back(*this, service, std::move(socket), std::move(tls)).start();
}

void Loop::set_tls(const Service& service, const std::shared_ptr<const TlsContext>& tls)
{
    for (Listener& listener : listeners_)
        if (&listener.service() == &service && listener.tls())
            listener.set_tls(tls);
}

void Loop::stop(std::chrono::milliseconds longest)
{
    if (std::exchange(stopping_, true))
        return;
    for (Listener& listener : listeners_)
        listener.close();
    const auto now = steady_clock::now();
    longest_stop_ = longest;
    cut_at_ = now + longest;
    for (OpenConnection& connection : connections_)
        connection.finish(now);
    if (connections_.empty())
        drained();
}

void Loop::cut()
{
    stop({});
    cut_at_ = TimePoint::max();
    for (OpenConnection& connection : connections_)
        connection.cut();
    tasks_.cancel();
}

void Loop::drained() noexcept
{
    sweep_timer_.cancel();
    on_drained_();
}

void Loop::about_to_open()
{
    if (!sweeping_) // nobody looked at the clock for a while
        date_.refresh(std::chrono::system_clock::now());
}

void Loop::opened(OpenConnection& connection) noexcept
{
    connections_.push_back(connection);
}

void Loop::closed(OpenConnection& connection) noexcept
{
    connections_.erase(connections_.iterator_to(connection));
    if (!stopping_)
        resume_listeners();
    else if (connections_.empty())
        drained();
}

void Loop::resume_listeners()
{
    for (Listener& listener : listeners_)
        listener.resume();
}

void Loop::keep_sweeping()
{
    bool needed = !connections_.empty();
    for (const Listener& listener : listeners_)
        needed = needed || listener.is_paused();
    if (sweeping_ || !needed)
        return;
    sweeping_ = true;
    sweep_timer_.expires_after(Listener::retry_interval);
    sweep_timer_.async_wait([this](error_code error) {
        sweeping_ = false;
        if (!error)
            sweep();
    });
}

void Loop::sweep()
{
    const auto now = steady_clock::now();
    date_.refresh(std::chrono::system_clock::now());
    if (!stopping_)
        resume_listeners();
    if (now >= cut_at_) {
        spdlog::warn("{} connections did not end within {} ms and are cut", connections_.size(),
                     longest_stop_.count());
        cut();
    }
    for (OpenConnection& connection : connections_)
        connection.tick(now);
    keep_sweeping();
}

} // namespace costrel::net
