#include "session/rest.hpp"

#include "descriptor.hpp"
#include "session/uncancelled.hpp"

#include <costrel/wait.hpp>

#include <algorithm>
#include <sys/eventfd.h>

namespace costrel::inline v1::session {

Task<void> rest(std::chrono::microseconds pause, Deadline deadline)
{
    const detail::TaskLoop* const loop = co_await ThisLoop();
    if (loop && !loop->events())
        co_return;
    const Descriptor never_ready(::eventfd(0, EFD_CLOEXEC));
    if (!never_ready)
        co_return;
    Watch watch(never_ready.get());
    (void)co_await wait(watch, Until::readable,
                        std::min(deadline, std::chrono::steady_clock::now() + pause));
}

} // namespace costrel::inline v1::session
