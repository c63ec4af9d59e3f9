#include "app/unfinished_handlers.hpp"

#include <algorithm>

namespace costrel {

namespace {

// What a thread runs, which others may read: in a list of all threads that ever ran a handler.
class ThisThread : public boost::intrusive::list_base_hook<> {
public:
    ThisThread()
    {
        const std::lock_guard lock(mutex);
        all.push_back(*this);
    }
    ~ThisThread()
    {
        const std::lock_guard lock(mutex);
        all.erase(all.iterator_to(*this));
    }
    ThisThread(const ThisThread&) = delete;
    ThisThread& operator=(const ThisThread&) = delete;

    std::atomic<const RouteTable::Route*> route = nullptr;

    static inline std::mutex mutex;
    static inline boost::intrusive::list<ThisThread> all;
};

thread_local ThisThread this_thread;

} // namespace

UnfinishedHandlers::Running::Running(const RouteTable::Route* route) noexcept
{
    this_thread.route.store(route, std::memory_order_relaxed);
}

UnfinishedHandlers::Running::~Running()
{
    this_thread.route.store(nullptr, std::memory_order_relaxed);
}

UnfinishedHandlers::Begun::Begun(UnfinishedHandlers& handlers,
                                 const RouteTable::Route* route) noexcept
    : handlers_(handlers), route_(route)
{
    const std::lock_guard lock(handlers_.mutex_);
    handlers_.begun_.push_back(*this);
}

UnfinishedHandlers::Begun::~Begun()
{
    const std::lock_guard lock(handlers_.mutex_);
    handlers_.begun_.erase(handlers_.begun_.iterator_to(*this));
}

std::vector<std::string> UnfinishedHandlers::endpoints(const RouteTable& routes)
{
    std::vector<const RouteTable::Route*> found;
    {
        const std::lock_guard lock(ThisThread::mutex);
        for (const ThisThread& thread : ThisThread::all)
            found.push_back(thread.route.load(std::memory_order_relaxed));
    }
    {
        const std::lock_guard lock(mutex_);
        for (const Begun& begun : begun_)
            found.push_back(begun.route_);
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < routes.size(); ++i)
        if (std::find(found.begin(), found.end(), &routes[i]) != found.end())
            names.push_back(routes[i].endpoint.empty() ? routes[i].pattern.text()
                                                       : routes[i].endpoint);
    return names;
}

} // namespace costrel
