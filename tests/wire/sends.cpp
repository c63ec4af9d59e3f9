#include "wire/sends.hpp"

#include <atomic>
#include <sys/socket.h>

namespace {

std::atomic<unsigned> calls = 0;

} // namespace

// The linker leads the server's calls of send() here.
extern "C" ssize_t __real_send(int socket, const void* bytes, size_t size, int flags);
extern "C" ssize_t __wrap_send(int socket, const void* bytes, size_t size, int flags);

extern "C" ssize_t __wrap_send(int socket, const void* bytes, size_t size, int flags)
{
    ++calls;
    return __real_send(socket, bytes, size, flags);
}

unsigned costrel::wire::sends() noexcept
{
    return calls;
}
