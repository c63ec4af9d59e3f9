#include "net/open_connection.hpp"

#include "net/loop.hpp"

#include <exception>

namespace costrel::net {

OpenConnection::OpenConnection(Loop& loop, Socket accepted, ConnectionLimit::Place place)
    : loop_(loop), place_(std::move(place)), socket_(std::move(accepted)),
      http_(loop.options().limits, loop.options().max_body, loop.date(),
            std::chrono::steady_clock::now())
{
    loop_.opened(*this);
}

OpenConnection::~OpenConnection()
{
    loop_.closed(*this);
}

void OpenConnection::tick(http::Connection::TimePoint now) noexcept
{
    if (now < http_.deadline())
        return;
    try {
        http_.tick(now);
    } catch (const std::exception&) { // no memory for an answer: then without one
        cut_ = true;
    }
    wake();
}

void OpenConnection::finish(http::Connection::TimePoint now) noexcept
{
    try {
        http_.finish(now);
    } catch (const std::exception&) {
        cut_ = true;
    }
    wake();
}

void OpenConnection::cut() noexcept
{
    cut_ = true;
    wake();
}

void OpenConnection::wake() noexcept
{
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

} // namespace costrel::net
