#pragma once

#include "app/route_table.hpp"

#include <boost/intrusive/list.hpp>

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

namespace costrel::inline v1 {

// The handlers of an application that have begun and not ended: which of them hangs is asked by a
// server that cannot wait for them any longer.
class UnfinishedHandlers {
    using Hook = boost::intrusive::list_base_hook<>;

public:
    // That a handler runs in this thread, without a wait, as long as this lives. Little more than
    // two stores: it is made for each request.
    class Running {
    public:
        explicit Running(const RouteTable::Route* route) noexcept
        {
            if (!is_known_)
                know_this_thread();
            route_.store(route, std::memory_order_relaxed);
        }
        ~Running() { route_.store(nullptr, std::memory_order_relaxed); }
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;

    private:
        static void know_this_thread() noexcept;

        static inline constinit thread_local bool is_known_ = false; // to those that ask
        static inline constinit thread_local std::atomic<const RouteTable::Route*> route_ = nullptr;
    };

    // That one may wait, or run in any thread, as long as this lives.
    class Begun : public Hook {
    public:
        Begun(UnfinishedHandlers& handlers, const RouteTable::Route* route) noexcept;
        ~Begun();
        Begun(const Begun&) = delete;
        Begun& operator=(const Begun&) = delete;

    private:
        friend UnfinishedHandlers;
        UnfinishedHandlers& handlers_;
        const RouteTable::Route* const route_; // or nullptr
    };

    // Their endpoints, each once. From any thread.
    std::vector<std::string> endpoints(const RouteTable& routes);

private:
    std::mutex mutex_;
    boost::intrusive::list<Begun> begun_;
};

} // namespace costrel::inline v1
