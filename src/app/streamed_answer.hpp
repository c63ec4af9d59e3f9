#pragma once

#include "app/dispatcher.hpp"
#include "http/stream_source.hpp"

#include <exception>
#include <memory>
#include <utility>

namespace costrel {

// A request whose handler is a Stream: it lives until the stream has ended, and what runs at the
// very end of a request runs then.
class Dispatcher::StreamedRequest {
public:
    StreamedRequest(Dispatcher& dispatcher, const http::Message& message, const http::Peer& peer)
        : request(dispatcher, message, peer), routed(dispatcher.find_route(request)),
          begun(dispatcher.unfinished_, routed.route),
          chain(dispatcher.routes_.scopes(), routed.scope), dispatcher_(dispatcher)
    {
    }
    StreamedRequest(const StreamedRequest&) = delete;
    StreamedRequest& operator=(const StreamedRequest&) = delete;
    ~StreamedRequest() { dispatcher_.teardown(request, chain, unhandled); }

    void failed(const http::StreamSource& stream) noexcept
    {
        unhandled = stream.error();
        dispatcher_.log_.exception(request, stream.failure());
    }

    Request request;
    const Routed routed;
    const UnfinishedHandlers::Begun begun;
    ScopeChain chain;
    std::exception_ptr unhandled; // what was thrown and not answered

private:
    Dispatcher& dispatcher_;
};

// The body of its answer.
class Dispatcher::StreamedAnswer final : public detail::BodySource {
public:
    // `source` is the handler's stream, and has begun.
    StreamedAnswer(std::shared_ptr<StreamedRequest> request,
                   detail::BodySourceOwner source) noexcept
        : request_(std::move(request)), source_(std::move(source))
    {
    }

    std::optional<std::uint64_t> size() const noexcept override { return std::nullopt; }
    Piece read(std::span<char> room) noexcept override
    {
        const Piece piece = stream().read(room);
        if (piece.state == State::failed)
            request_->failed(stream());
        return piece;
    }
    bool wait(Wake wake) noexcept override { return stream().wait(wake); }
    void set_loop(detail::TaskLoop& loop) noexcept override { stream().set_loop(loop); }
    std::string_view failure() const noexcept override { return stream().failure(); }

private:
    http::StreamSource& stream() const noexcept
    {
        return static_cast<http::StreamSource&>(*source_.get());
    }

    std::shared_ptr<StreamedRequest> request_;
    detail::BodySourceOwner source_; // goes first: it uses the request
};

} // namespace costrel
