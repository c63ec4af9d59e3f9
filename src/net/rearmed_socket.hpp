#pragma once

#include "descriptor.hpp"
#include "net/socket.hpp"

#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <sys/socket.h>
#include <utility>

namespace costrel::inline v1::net {

// An EdgeSocket for versions of Boost whose reactor is not known: each wait arms epoll's watch
// again, with a system call, and so no edge is missed.
class RearmedSocket {
public:
    RearmedSocket(const Executor& loop, Descriptor socket) : socket_(loop)
    {
        int family = AF_UNSPEC;
        socklen_t size = sizeof family;
        ::getsockopt(socket.get(), SOL_SOCKET, SO_DOMAIN, &family, &size);
        socket_.assign(Protocol(family, 0), socket.get());
        socket.release();
    }

    int native_handle() noexcept { return socket_.native_handle(); }

    template <class Handler>
    void async_wait(Socket::wait_type until, Handler handler)
    {
        socket_.async_wait(until, std::move(handler));
    }
    template <class Handler>
    void async_watch(Handler handler)
    {
        socket_.async_wait(Socket::wait_read, std::move(handler));
    }

    static bool has_missed_edge() noexcept { return false; }
    static bool is_readable() noexcept { return false; } // the next wait ends at once if it is

    void cancel() noexcept
    {
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }
    void close() noexcept
    {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

private:
    Socket socket_;
};

} // namespace costrel::inline v1::net
