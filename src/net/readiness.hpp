#pragma once

#include "net/connection_socket.hpp"
#include "net/suspension.hpp"
#include "net/transfer.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include <coroutine>
#include <cstdint>

namespace costrel::inline v1::net {

enum class Woken : std::uint8_t { ready, ticked, broken };

// Waits for what a transfer wants before it is tried again: until the socket of a connection is
// readable or writable or its turn comes, or until somebody who changed what comes next for it
// cancels the wait.
class Readiness {
public:
    Readiness(Suspension& connection, ConnectionSocket& socket, Transfer::Outcome wanted) noexcept
        : connection_(connection), socket_(socket), wanted_(wanted)
    {
    }

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> coroutine)
    {
        connection_.hold(coroutine);
        switch (wanted_) {
        case Transfer::Outcome::wants_turn:
            boost::asio::post(connection_.loop(), Event(*this));
            break;
        case Transfer::Outcome::wants_write:
            socket_.async_wait(Socket::wait_write, Event(*this));
            break;
        default:
            socket_.async_wait(Socket::wait_read, Event(*this));
            break;
        }
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
        void operator()(boost::system::error_code error = {})
        {
            readiness_->error_ = error;
            Resumption::operator()();
        }

    private:
        Readiness* readiness_;
    };

    Suspension& connection_;
    ConnectionSocket& socket_;
    Transfer::Outcome wanted_;
    boost::system::error_code error_;
};

} // namespace costrel::inline v1::net
