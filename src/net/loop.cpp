#include "net/loop.hpp"

#include "log/log.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace costrel::inline v1::net {

using std::chrono::steady_clock;

Loop::Loop(boost::asio::io_context& context, std::function<void()> on_drained)
    : context_(context), on_drained_(std::move(on_drained)), cohort_(Cohort::of(context)),
      sweep_timer_(context.get_executor(), [this] { sweep(); })
{
}

// Connections that are left behind refer to it no longer.
Loop::~Loop()
{
    for (OpenConnection& connection : connections_)
        connection.loop_ended();
    connections_.clear();
}

void Loop::add(Service& service, Listening listening, std::shared_ptr<const TlsContext> tls)
{
    listeners_.emplace_back(*this, service, std::move(listening), std::move(tls)).start();
}

void Loop::set_tls(const Service& service, const std::shared_ptr<const TlsContext>& tls)
{
    for (Listener& listener : listeners_)
        if (&listener.service() == &service && listener.tls())
            listener.set_tls(tls);
}

// What `action` does to a connection may end that one, and others.
template <class Action>
void Loop::for_each_connection(Action action)
{
    for (auto connection = connections_.begin(); connection != connections_.end();
         connection = next_) {
        next_ = std::next(connection);
        action(*connection);
    }
}

void Loop::stop(Stop stop)
{
    if (stopping_ || stop_)
        return;
    stop_ = std::move(stop);
    if (stop_->drain.count() > 0) {
        stop_at_ = steady_clock::now() + stop_->drain;
        keep_sweeping();
    } else {
        stop_now();
    }
}

void Loop::stop_now()
{
    stopping_ = true;
    stop_->begins();
    const auto now = steady_clock::now();
    stop_at_ = TimePoint::max();
    cut_at_ = now + stop_->longest;
    for_each_connection([now](OpenConnection& connection) { connection.finish(now); });
    for (Listener& listener : listeners_)
        listener.finish();
    keep_sweeping();
    end_if_drained();
}

void Loop::cut()
{
    if (std::exchange(cut_, true))
        return;
    stopping_ = true;
    stop_at_ = cut_at_ = TimePoint::max();
    for (Listener& listener : listeners_) {
        listener.close();
        longest_cancel_ = std::max(longest_cancel_, listener.service().limits.cancel_timeout);
    }
    give_up_at_ = steady_clock::now() + longest_cancel_;
    for_each_connection([](OpenConnection& connection) { connection.hang_up(); });
    end_if_drained();
}

void Loop::end_if_drained() noexcept
{
    bool is_drained = stopping_ && connections_.empty();
    for (const Listener& listener : listeners_)
        is_drained = is_drained && listener.is_closed();
    if (!is_drained || std::exchange(drained_, true))
        return;
    left_behind_ = false;
    sweep_timer_.cancel();
    on_drained_();
}

// Of what still waits nothing is destroyed: whoever resumes it has to find it.
void Loop::give_up() noexcept
{
    log::error({connections_.size(), " requests did not end within ", longest_cancel_.count(),
                " ms after the end of the grace, and are left behind"});
    for_each_connection([](OpenConnection& connection) { connection.give_up(); });
    give_up_at_ = TimePoint::max();
    left_behind_ = true;
    on_drained_();
}

void Loop::about_to_open()
{
    if (!sweep_timer_.is_set()) // nobody looked at the clock for a while
        date_.refresh(std::chrono::system_clock::now());
}

bool Loop::make_room(const Service& service) noexcept
{
    using Idle = std::pair<TimePoint, OpenConnection*>;
    constexpr std::chrono::milliseconds busy_for{500}; // the next request may be on its way
    std::array<Idle, 16> longest; // a heap, whose first is idle for the shortest time of them
    auto end = longest.begin();
    const auto before = steady_clock::now() - busy_for;
    for (OpenConnection& connection : connections_) {
        const auto since = connection.http().idle_since();
        if (!since || *since > before || &connection.service() != &service || connection.is_over())
            continue;
        const Idle idle(*since, &connection);
        if (end == longest.end()) {
            if (!(idle < longest.front()))
                continue;
            std::pop_heap(longest.begin(), end--);
        }
        *end++ = idle;
        std::push_heap(longest.begin(), end);
    }
    bool made = false;
    for (auto idle = longest.begin(); idle != end; ++idle)
        made = idle->second->make_room() || made;
    return made;
}

void Loop::opened(OpenConnection& connection) noexcept
{
    connections_.push_back(connection);
}

void Loop::closed(OpenConnection& connection) noexcept
{
    const auto here = connections_.iterator_to(connection);
    if (next_ == here)
        ++next_;
    connections_.erase(here);
    has_place();
    end_if_drained();
}

void Loop::has_place() noexcept
{
    resume_listeners();
}

void Loop::resume_listeners()
{
    for (Listener& listener : listeners_)
        listener.resume();
}

void Loop::keep_sweeping()
{
    bool needed = !connections_.empty() || stop_at_ != TimePoint::max();
    for (const Listener& listener : listeners_)
        needed = needed || listener.needs_sweeps();
    needed = needed && !left_behind_;
    if (needed && !sweep_timer_.is_set())
        sweep_timer_.set(Listener::retry_interval);
}

void Loop::sweep()
{
    const auto now = steady_clock::now();
    date_.refresh(std::chrono::system_clock::now());
    if (!stopping_)
        for (const Listener& listener : listeners_)
            if (listener.service().connections.is_wanted())
                make_room(listener.service());
    for (Listener& listener : listeners_)
        listener.sweep(now);
    if (now >= stop_at_)
        stop_now();
    if (now >= cut_at_) {
        log::warning({connections_.size(), " connections did not end within ",
                      stop_->longest.count(), " ms and are cut"});
        cut();
    }
    for_each_connection([now](OpenConnection& connection) { connection.tick(now); });
    if (now >= give_up_at_ && !connections_.empty())
        give_up();
    keep_sweeping();
    end_if_drained();
}

} // namespace costrel::inline v1::net
