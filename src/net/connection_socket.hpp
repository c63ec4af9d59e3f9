#pragma once

#include <boost/asio/detail/config.hpp>
#include <boost/version.hpp>

#if BOOST_VERSION >= 108100 && BOOST_VERSION <= 108800 && defined(BOOST_ASIO_HAS_EPOLL) &&         \
    !defined(BOOST_ASIO_HAS_IO_URING_AS_DEFAULT) && !defined(COSTREL_REARM_SOCKETS)
#include "net/edge_socket.hpp"
namespace costrel::inline v1::net {
using ConnectionSocket = EdgeSocket;
}
#else
#include "net/rearmed_socket.hpp"
namespace costrel::inline v1::net {
using ConnectionSocket = RearmedSocket;
}
#endif
