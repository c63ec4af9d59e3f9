#include "app/unfinished_handlers.hpp"

#include <algorithm>

namespace costrel::inline v1 {

namespace {

// What a thread runs, which others may read: in a list of all threads that ever ran a handler.
class KnownThread : public boost::intrusive::list_base_hook<> {
public:
    explicit KnownThread(const std::atomic<const RouteTable::Route*>& its_route) : route(its_route)
    {
        const std::lock_guard lock(mutex);
        all.push_back(*this);
    }
    ~KnownThread()
    {
        const std::lock_guard lock(mutex);
        all.erase(all.iterator_to(*this));
    }
    KnownThread(const KnownThread&) = delete;
    KnownThread& operator=(const KnownThread&) = delete;

    const std::atomic<const RouteTable::Route*>& route;

    static inline std::mutex mutex;
    static inline boost::intrusive::list<KnownThread> all;
};

} // namespace

void UnfinishedHandlers::Running::know_this_thread() noexcept
{
    thread_local const KnownThread known(route_);
    is_known_ = true;
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
        const std::lock_guard lock(KnownThread::mutex);
        for (const KnownThread& thread : KnownThread::all)
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
            names.push_back(routes[i].name());
    return names;
}

} // namespace costrel::inline v1
