#include "counter.hpp"

#include <atomic>
#include <cstdlib>
#include <new>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

namespace {

std::atomic<std::size_t> system_calls = 0;
std::atomic<std::size_t> allocations = 0;
thread_local bool left_out = false;

void add_one(std::atomic<std::size_t>& what) noexcept
{
    if (!left_out)
        what.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

Counts counts() noexcept
{
    return {system_calls, allocations};
}

void leave_out_this_thread() noexcept
{
    left_out = true;
}

void* operator new(std::size_t size)
{
    add_one(allocations);
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

// The names that ld(1) demands for --wrap.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {

int __real_accept4(int socket, sockaddr* address, socklen_t* size, int flags);
int __wrap_accept4(int socket, sockaddr* address, socklen_t* size, int flags)
{
    add_one(system_calls);
    return __real_accept4(socket, address, size, flags);
}

int __real_close(int descriptor);
int __wrap_close(int descriptor)
{
    add_one(system_calls);
    return __real_close(descriptor);
}

int __real_epoll_ctl(int epoll, int operation, int descriptor, epoll_event* event);
int __wrap_epoll_ctl(int epoll, int operation, int descriptor, epoll_event* event)
{
    add_one(system_calls);
    return __real_epoll_ctl(epoll, operation, descriptor, event);
}

int __real_epoll_wait(int epoll, epoll_event* events, int size, int timeout);
int __wrap_epoll_wait(int epoll, epoll_event* events, int size, int timeout)
{
    add_one(system_calls);
    return __real_epoll_wait(epoll, events, size, timeout);
}

int __real_getsockopt(int socket, int level, int name, void* value, socklen_t* size);
int __wrap_getsockopt(int socket, int level, int name, void* value, socklen_t* size)
{
    add_one(system_calls);
    return __real_getsockopt(socket, level, name, value, size);
}

int __real_ioctl(int descriptor, unsigned long request, void* argument);
int __wrap_ioctl(int descriptor, unsigned long request, void* argument)
{
    add_one(system_calls);
    return __real_ioctl(descriptor, request, argument);
}

int __real_poll(pollfd* descriptors, nfds_t count, int timeout);
int __wrap_poll(pollfd* descriptors, nfds_t count, int timeout)
{
    add_one(system_calls);
    return __real_poll(descriptors, count, timeout);
}

ssize_t __real_read(int descriptor, void* data, std::size_t size);
ssize_t __wrap_read(int descriptor, void* data, std::size_t size)
{
    add_one(system_calls);
    return __real_read(descriptor, data, size);
}

ssize_t __real_readv(int descriptor, const iovec* parts, int count);
ssize_t __wrap_readv(int descriptor, const iovec* parts, int count)
{
    add_one(system_calls);
    return __real_readv(descriptor, parts, count);
}

ssize_t __real_recv(int socket, void* data, std::size_t size, int flags);
ssize_t __wrap_recv(int socket, void* data, std::size_t size, int flags)
{
    add_one(system_calls);
    return __real_recv(socket, data, size, flags);
}

ssize_t __real_recvfrom(int socket, void* data, std::size_t size, int flags, sockaddr* peer,
                        socklen_t* peer_size);
ssize_t __wrap_recvfrom(int socket, void* data, std::size_t size, int flags, sockaddr* peer,
                        socklen_t* peer_size)
{
    add_one(system_calls);
    return __real_recvfrom(socket, data, size, flags, peer, peer_size);
}

ssize_t __real_recvmsg(int socket, msghdr* message, int flags);
ssize_t __wrap_recvmsg(int socket, msghdr* message, int flags)
{
    add_one(system_calls);
    return __real_recvmsg(socket, message, flags);
}

ssize_t __real_send(int socket, const void* data, std::size_t size, int flags);
ssize_t __wrap_send(int socket, const void* data, std::size_t size, int flags)
{
    add_one(system_calls);
    return __real_send(socket, data, size, flags);
}

ssize_t __real_sendmsg(int socket, const msghdr* message, int flags);
ssize_t __wrap_sendmsg(int socket, const msghdr* message, int flags)
{
    add_one(system_calls);
    return __real_sendmsg(socket, message, flags);
}

int __real_setsockopt(int socket, int level, int name, const void* value, socklen_t size);
int __wrap_setsockopt(int socket, int level, int name, const void* value, socklen_t size)
{
    add_one(system_calls);
    return __real_setsockopt(socket, level, name, value, size);
}

int __real_timerfd_settime(int timer, int flags, const itimerspec* when, itimerspec* before);
int __wrap_timerfd_settime(int timer, int flags, const itimerspec* when, itimerspec* before)
{
    add_one(system_calls);
    return __real_timerfd_settime(timer, flags, when, before);
}

ssize_t __real_write(int descriptor, const void* data, std::size_t size);
ssize_t __wrap_write(int descriptor, const void* data, std::size_t size)
{
    add_one(system_calls);
    return __real_write(descriptor, data, size);
}

ssize_t __real_writev(int descriptor, const iovec* parts, int count);
ssize_t __wrap_writev(int descriptor, const iovec* parts, int count)
{
    add_one(system_calls);
    return __real_writev(descriptor, parts, count);
}

} // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
