#include "wire/accepts.hpp"

#include <atomic>
#include <sys/socket.h>

namespace {

std::atomic<unsigned> calls = 0;

} // namespace

// The linker leads the server's calls of accept4() here.
extern "C" int __real_accept4(int listener, sockaddr* from, socklen_t* size, int flags);
extern "C" int __wrap_accept4(int listener, sockaddr* from, socklen_t* size, int flags);

extern "C" int __wrap_accept4(int listener, sockaddr* from, socklen_t* size, int flags)
{
    ++calls;
    return __real_accept4(listener, from, size, flags);
}

unsigned costrel::wire::accepts() noexcept
{
    return calls;
}
