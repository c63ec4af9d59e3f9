#include "app/dispatcher.hpp"

#include "app/streamed_exchange.hpp"
#include "app/temporary_folder.hpp"
#include "encoding/system_time.hpp"

#include <memory>
#include <new>
#include <system_error>
#include <utility>

namespace costrel::inline v1 {

Dispatcher::Dispatcher(RouteTable& routes, const Config& config, Clock clock)
    : context_(routes, config, std::move(clock), blocking_pool_), routes_(routes),
      max_content_length_(config.max_content_length),
      spool_(
          temporary_folder(config), config.max_body_memory,
          [this](int error) {
              context_.log.warning("cannot keep the body of a request in " + spool_.folder() +
                                   ": " + std::generic_category().message(error));
          },
          config.max_temporary_bytes),
      blocking_pool_(config.blocking_threads, config.blocking_queue)
{
}

http::Admission Dispatcher::admit(const http::Message& message) noexcept
{
    http::Admission admission{max_content_length_, &spool_};
    try {
        if (const auto limit = routes_.max_content_length(message))
            admission.max_body = *limit;
    } catch (const std::bad_alloc&) {
        context_.log.warning("out of memory while looking for the route of a body");
    }
    return admission;
}

void Dispatcher::given_up(const http::Message& message, const http::Peer& peer) noexcept
try {
    const Arrival arrival{message, peer, 0};
    Target target = routes_.find(message);
    const detail::Exchange exchange(context_, arrival, target);
    context_.log.given_up(subject_of(exchange.request()));
} catch (...) {
    context_.log.warning("a request was left behind, and there is no memory to say which");
}

http::Reply Dispatcher::respond(const http::Message& message, const http::Peer& peer) noexcept
try {
    const Arrival arrival{message, peer, telemetry().start()};
    Target target = routes_.find(message);
    switch (target.way()) {
    case Target::Way::plain:
        break;
    case Target::Way::blocking:
        return respond_in_pool(arrival, std::move(target));
    case Target::Way::task:
        return respond_later(arrival, std::move(target));
    case Target::Way::stream:
        return respond_streaming(arrival, std::move(target));
    }
    if (detail::Exchange::loads_session(context_, target))
        return respond_later(arrival, std::move(target));
    return respond_at_once(arrival, target);
} catch (...) {
    return out_of_memory();
}

Response Dispatcher::out_of_memory() noexcept
{
    context_.log.warning("out of memory while answering a request");
    return ErrorResponder::out_of_memory();
}

// The reply is made where it stays: to move a response costs as much as to parse a small request's
// fields.
http::Reply Dispatcher::respond_at_once(const Arrival& arrival, Target& target)
{
    const UnfinishedHandlers::Running running(target.asked());
    detail::Exchange exchange(context_, arrival, target);
    http::Reply reply = exchange.begin();
    exchange.finish(std::get<Response>(reply));
    return reply;
}

// A coroutine that goes on in a thread of the pool. What the event loop has for this thread does
// not come along.
Task<Response> Dispatcher::respond_in_pool(Arrival arrival, Target target)
{
    try {
        const auto test_time = encoding::fixed_time();
        const bool has_thread = co_await blocking_pool_.enter();
        const encoding::FixedTime time(test_time);
        const UnfinishedHandlers::Begun begun(unfinished_, target.asked());
        if (has_thread)
            co_return std::get<Response>(respond_at_once(arrival, target));
        detail::Exchange exchange(context_, arrival, target);
        context_.log.no_place(subject_of(exchange.request()));
        Response busy = Response(503).with("Retry-After", "1");
        exchange.tell(busy);
        co_return busy;
    } catch (const TaskCancelled&) { // before it began
        co_return ErrorResponder::cancelled(telemetry());
    } catch (...) {
    }
    co_return out_of_memory();
}

// The request and the session live in this coroutine as long as the handler does.
Task<Response> Dispatcher::respond_later(Arrival arrival, Target target)
{
    try {
        const UnfinishedHandlers::Begun begun(unfinished_, target.asked());
        detail::Exchange exchange(context_, arrival, target);
        if (exchange.loads_session())
            co_await exchange.load_session();
        http::Reply reply = exchange.begin();
        if (auto* task = std::get_if<Task<Response>>(&reply)) {
            try {
                reply = co_await std::move(*task);
            } catch (...) {
                reply = exchange.failed();
            }
        }
        Response& response = std::get<Response>(reply);
        if (exchange.after(response)) {
            if (exchange.stores_session())
                co_await exchange.commit_session();
            exchange.save_session(response);
        }
        exchange.end(response);
        co_return std::move(response);
    } catch (...) {
    }
    co_return out_of_memory();
}

// A handler that yields its response is asked for the first piece here: until then it is a handler
// like any other.
Task<Response> Dispatcher::respond_streaming(Arrival arrival, Target target)
{
    try {
        const auto streamed =
            std::make_shared<StreamedExchange>(context_, arrival, std::move(target), unfinished_);
        detail::Exchange& exchange = streamed->exchange();
        if (exchange.loads_session())
            co_await exchange.load_session();
        Response response = std::get<Response>(exchange.begin());
        auto* const stream = StreamedExchange::stream_of(response);
        bool goes_on = false;
        if (stream) { // and no function that runs before the handler responded
            try {
                co_await stream->first_yield();
                if (const auto error = stream->error())
                    std::rethrow_exception(error);
                response = StreamedExchange::response_of(streamed, std::move(response));
                goes_on = true;
            } catch (...) {
                response = exchange.failed();
            }
        }
        if (exchange.after(response)) {
            if (exchange.stores_session())
                co_await exchange.commit_session();
            exchange.save_session(response);
        }
        if (goes_on)
            exchange.end_of_head(response);
        else
            exchange.end(response);
        co_return response;
    } catch (...) {
    }
    co_return out_of_memory();
}

} // namespace costrel::inline v1
