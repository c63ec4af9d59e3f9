#pragma once

#include "net/socket.hpp"
#include "net/suspension.hpp"
#include "net/transfer.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>

#include <coroutine>
#include <cstdint>

namespace costrel::inline v1::net {

enum class Woken : std::uint8_t { ready, ticked, broken };

// Waits until the socket of a connection is readable or writable, or until somebody who changed
// what comes next for it cancels the wait.
class Readiness {
public:
    Readiness(Suspension& connection, Socket& socket, Transfer::Outcome wanted) noexcept
        : connection_(connection), socket_(socket),
          what_(wanted == Transfer::Outcome::wants_write ? Socket::wait_write : Socket::wait_read)
    {
    }

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> coroutine)
    {
        connection_.hold(coroutine);
        socket_.async_wait(what_, Event(*this));
        connection_.operation_begun();
    }
    Woken await_resume() const noexcept
    {
        if (!error_)
            return Woken::ready;
        return error_ == boost::asio::error::operation_aborted ? Woken::ticked : Woken::broken;
    }

private:
    class Event : public Resumption {
    public:
        explicit Event(Readiness& readiness) noexcept
            : Resumption(readiness.connection_), readiness_(&readiness)
        {
        }
        void operator()(boost::system::error_code error)
        {
            readiness_->error_ = error;
            Resumption::operator()();
        }

    private:
        Readiness* readiness_;
    };

    Suspension& connection_;
    Socket& socket_;
    Socket::wait_type what_;
    boost::system::error_code error_;
};

} // namespace costrel::inline v1::net
