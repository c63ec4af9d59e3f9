#pragma once

#include "descriptor.hpp"
#include "net/socket.hpp"

#include <boost/asio/detail/reactor.hpp>
#include <boost/asio/detail/reactor_op.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <memory>
#include <poll.h>
#include <utility>

namespace costrel::inline v1::net {

// A connected socket that can be waited for without a system call. Asio has epoll watch a socket
// edge-triggered from the beginning; its async_wait() arms that watch again for each wait, for it
// cannot know that the socket was emptied. Who waits here has emptied it, and an edge that came in
// between is kept by Asio's reactor. This stands on boost::asio::detail, so ConnectionSocket says
// with which versions of Boost it is used (docs/decisions/edge-wait.md).
class EdgeSocket {
public:
    // Throws boost::system::system_error when it cannot be watched, and std::bad_alloc.
    EdgeSocket(const Executor& loop, Descriptor socket)
        : reactor_(&boost::asio::use_service<Reactor>(loop.context())), socket_(std::move(socket))
    {
        reactor_->init_task();
        const int error = reactor_->register_descriptor(socket_.get(), watch_);
        if (error == 0)
            return;
        end_watch();
        throw boost::system::system_error(error, boost::system::system_category());
    }
    EdgeSocket(EdgeSocket&& other) noexcept
        : reactor_(other.reactor_), watch_(std::exchange(other.watch_, {})),
          socket_(std::move(other.socket_)), to_be_looked_at_(other.to_be_looked_at_)
    {
    }
    EdgeSocket& operator=(EdgeSocket&&) = delete;
    ~EdgeSocket() { close(); }

    int native_handle() const noexcept { return socket_.get(); }

    // Calls `handler` with an error_code when something has come since the socket was emptied (the
    // last recv() gave less than there was room for, or EAGAIN), or when it takes bytes again after
    // send() gave EAGAIN. Also, now and then, for no reason. One wait at a time.
    template <class Handler>
    void async_wait(Socket::wait_type until, Handler handler)
    {
        to_be_looked_at_ = to_be_looked_at_ || until == Socket::wait_read;
        start(until == Socket::wait_read ? Reactor::read_op : Reactor::write_op,
              Operation<Handler>::make(std::move(handler), wait_is_over), true);
    }
    // Calls `handler` when there is something to read, even if that came before. Beside a wait too.
    template <class Handler>
    void async_watch(Handler handler)
    {
        start(Reactor::read_op, Operation<Handler>::make(std::move(handler), watch_is_over), false);
    }

    // What comes together with the end of the stream, or before an urgent byte, is read as if
    // nothing was left, and no edge follows. Whether that happened; asks once a wait for reading.
    bool has_missed_edge() noexcept
    {
        return std::exchange(to_be_looked_at_, false) && is_readable();
    }
    bool is_readable() const noexcept
    {
        pollfd asked{socket_.get(), POLLIN, 0};
        return ::poll(&asked, 1, 0) == 1;
    }

    // Ends what waits, with operation_aborted.
    void cancel() noexcept
    {
        if (socket_)
            reactor_->cancel_ops(socket_.get(), watch_);
    }
    void close() noexcept
    {
        if (socket_)
            end_watch();
    }

private:
    using Reactor = boost::asio::detail::reactor;
    using ReactorOp = boost::asio::detail::reactor_op;
    using error_code = boost::system::error_code;

    // The reactor remembers from here on whether an edge has come.
    static ReactorOp::status wait_is_over(ReactorOp*) { return ReactorOp::done_and_exhausted; }
    // What waits beside it is told of the same edge.
    static ReactorOp::status watch_is_over(ReactorOp*) { return ReactorOp::done; }

    // A wait that is under way, in the memory of its handler.
    template <class Handler>
    class Operation final : public ReactorOp {
    public:
        static Operation* make(Handler&& handler, perform_func_type over)
        {
            auto memory = memory_of(handler);
            return std::construct_at(memory.allocate(1), std::move(handler), over);
        }

        Operation(Handler&& handler, perform_func_type over) noexcept
            : ReactorOp({}, over, complete), handler_(std::move(handler))
        {
        }

    private:
        static auto memory_of(const Handler& handler) noexcept
        {
            return typename std::allocator_traits<typename Handler::allocator_type>::
                template rebind_alloc<Operation>(handler.get_allocator());
        }
        // Without an owner the loop is no more, and the handler is dropped.
        static void complete(void* owner, boost::asio::detail::operation* base, const error_code&,
                             std::size_t)
        {
            auto* const operation = static_cast<Operation*>(base);
            const error_code error = operation->ec_;
            Handler handler(std::move(operation->handler_));
            auto memory = memory_of(handler);
            std::destroy_at(operation);
            memory.deallocate(operation, 1);
            if (owner)
                handler(error);
        }

        Handler handler_;
    };

    void start(int what, ReactorOp* operation, bool is_empty)
    {
        reactor_->start_op(what, socket_.get(), watch_, operation, false, is_empty);
    }
    void end_watch() noexcept
    {
        reactor_->deregister_descriptor(socket_.get(), watch_, true);
        socket_ = Descriptor();
        reactor_->cleanup_descriptor_data(watch_);
    }

    Reactor* reactor_;
    Reactor::per_descriptor_data watch_{};
    Descriptor socket_;
    bool to_be_looked_at_ = false;
};

} // namespace costrel::inline v1::net
