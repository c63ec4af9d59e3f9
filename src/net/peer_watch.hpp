#pragma once

#include "net/open_connection.hpp"
#include "net/transfer.hpp"

#include <boost/asio/recycling_allocator.hpp>
#include <boost/system/error_code.hpp>

#include <coroutine>
#include <cstddef>
#include <exception>
#include <utility>

namespace costrel::inline v1::net {

// Sees whether the client is still there while its response is made, which costs nothing until the
// client does something: it hangs the connection up when the client has closed it. One that only
// closed its own direction (shutdown(2)) looks the same, and is taken for gone.
template <class Channel>
class PeerWatch {
public:
    PeerWatch(OpenConnection& connection, Channel& channel) noexcept
        : connection_(connection), channel_(channel)
    {
    }
    PeerWatch(const PeerWatch&) = delete;
    PeerWatch& operator=(const PeerWatch&) = delete;

    // Watches as long as the connection is waiting for its application.
    void begin() noexcept
    try {
        if (connection_.is_watched())
            return;
        connection_.socket().async_watch(Event(*this));
        connection_.set_watched(true);
    } catch (const std::exception&) { // no memory
        connection_.poll_peer();
    }

    // After a wait: makes `next`, what receiving more would say, what it is now. What this has
    // found a PlainChannel leaves in the socket; a TlsChannel has taken it, and the socket tells
    // nobody.
    void revise(Transfer::Outcome& next) noexcept
    {
        if (!std::exchange(looked_, false) || !Channel::secure)
            return;
        channel_.begin_turn();
        next = Transfer::Outcome::moved;
    }

    // Awaited at the end of a connection whose socket is closed: until Asio has let go of the
    // watch.
    auto over() noexcept
    {
        struct Over {
            PeerWatch& watch;
            bool await_ready() const noexcept { return !watch.connection_.is_watched(); }
            void await_suspend(std::coroutine_handle<> coroutine) const noexcept
            {
                watch.connection_.hold(coroutine);
                watch.is_last_ = true;
            }
            void await_resume() const noexcept {}
        };
        return Over{*this};
    }

private:
    class Event {
    public:
        // Few connections are watched at a time, and an idle one shall hold no room for it. A
        // loop's thread keeps what the last one had.
        using allocator_type = boost::asio::recycling_allocator<std::byte>;

        explicit Event(PeerWatch& watch) noexcept : watch_(&watch) {}
        Event(Event&& other) noexcept : watch_(std::exchange(other.watch_, nullptr)) {}
        Event& operator=(Event&&) = delete;
        ~Event()
        {
            if (watch_)
                watch_->connection_.watch_dropped();
        }

        static allocator_type get_allocator() noexcept { return {}; }
        void operator()(boost::system::error_code error)
        {
            std::exchange(watch_, nullptr)->woken(error);
        }

    private:
        PeerWatch* watch_;
    };

    void woken(boost::system::error_code error)
    {
        connection_.set_watched(false);
        if (is_last_) {
            connection_.go_on();
            return;
        }
        if (connection_.is_over() || !connection_.is_waiting())
            return;
        if (error) { // it was cancelled with something else
            begin();
            return;
        }
        looked_ = true;
        channel_.begin_turn();
        switch (channel_.peek().outcome) {
        case Transfer::Outcome::moved:       // the next request, which has to stay where it is
        case Transfer::Outcome::wants_write: // more may lie there, too, and is not read before that
            connection_.poll_peer();
            break;
        case Transfer::Outcome::wants_read:
        case Transfer::Outcome::wants_turn:
            begin();
            break;
        case Transfer::Outcome::ended:
        case Transfer::Outcome::broken:
            connection_.hang_up();
            break;
        }
    }

    OpenConnection& connection_;
    Channel& channel_;
    bool is_last_ = false;
    bool looked_ = false;
};

} // namespace costrel::inline v1::net
