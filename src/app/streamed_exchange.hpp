#pragma once

#include "app/exchange.hpp"
#include "app/unfinished_handlers.hpp"
#include "http/stream_source.hpp"

#include <memory>
#include <utility>

namespace costrel::inline v1 {

// A request whose handler is a Stream: it lives until the stream has ended, and what runs at the
// very end of a request runs then.
class StreamedExchange {
public:
    StreamedExchange(detail::Context& context, const Arrival& arrival, Target target,
                     UnfinishedHandlers& unfinished)
        : arrival_(arrival), target_(std::move(target)), begun_(unfinished, target_.asked()),
          exchange_(context, arrival_, target_)
    {
    }
    StreamedExchange(const StreamedExchange&) = delete;
    StreamedExchange& operator=(const StreamedExchange&) = delete;
    ~StreamedExchange() { exchange_.end_of_body(); }

    detail::Exchange& exchange() noexcept { return exchange_; }

    // The stream that is a response's body; nullptr when another than the handler made it.
    static http::StreamSource* stream_of(const Response& response) noexcept
    {
        return dynamic_cast<http::StreamSource*>(response.body.source());
    }
    // The response of a stream that has begun: its own, or the one that it yielded first.
    static Response response_of(std::shared_ptr<StreamedExchange> streamed, Response response);

private:
    class Body;

    const Arrival arrival_;
    Target target_;
    const UnfinishedHandlers::Begun begun_;
    detail::Exchange exchange_;
};

// The stream as the body of its response: it keeps the request.
class StreamedExchange::Body final : public detail::BodySource {
public:
    Body(std::shared_ptr<StreamedExchange> streamed, detail::BodySourceOwner source) noexcept
        : streamed_(std::move(streamed)), source_(std::move(source))
    {
    }

    std::optional<std::uint64_t> size() const noexcept override { return std::nullopt; }
    Piece read(std::span<char> room) noexcept override
    {
        const Piece piece = stream().read(room);
        if (piece.state == State::failed)
            streamed_->exchange_.body_failed(stream().error(), stream().failure());
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

    std::shared_ptr<StreamedExchange> streamed_;
    detail::BodySourceOwner source_; // goes first: it uses the request
};

inline Response StreamedExchange::response_of(std::shared_ptr<StreamedExchange> streamed,
                                              Response response)
{
    auto head = stream_of(response)->take_head();
    auto body = std::make_unique<Body>(std::move(streamed), response.body.take_source());
    if (head)
        response = *std::move(head);
    response.body = costrel::Body(std::move(body));
    return response;
}

} // namespace costrel::inline v1
