#include "stores/sqlite/fork_watch.hpp"

#include <algorithm>
#include <mutex>
#include <pthread.h>
#include <vector>

namespace costrel::inline v1::stores {

namespace {

// Lives as long as the process: handlers of fork() cannot be taken back.
class Watched {
public:
    static Watched& all()
    {
        static Watched& made = *new Watched;
        return made;
    }

    void add(Forked& one)
    {
        const std::lock_guard lock(mutex_);
        ones_.push_back(&one);
    }
    void remove(Forked& one) noexcept
    {
        const std::lock_guard lock(mutex_);
        ones_.erase(std::remove(ones_.begin(), ones_.end(), &one), ones_.end());
    }

private:
    Watched() { pthread_atfork(before, in_parent, in_child); }

    static void before()
    {
        all().mutex_.lock();
        for (Forked* one : all().ones_)
            one->before_fork();
    }
    static void in_parent()
    {
        for (Forked* one : all().ones_)
            one->after_fork_in_parent();
        all().mutex_.unlock();
    }
    static void in_child()
    {
        for (Forked* one : all().ones_)
            one->after_fork_in_child();
        all().mutex_.unlock();
    }

    std::mutex mutex_;
    std::vector<Forked*> ones_;
};

} // namespace

ForkWatch::ForkWatch(Forked& one) : one_(one)
{
    Watched::all().add(one_);
}

ForkWatch::~ForkWatch()
{
    Watched::all().remove(one_);
}

} // namespace costrel::inline v1::stores
