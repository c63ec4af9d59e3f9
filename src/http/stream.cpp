#include "http/stream_source.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

Stream::operator Response() &&
{
    if (handle_.promise().progress.takes_request)
        throw std::logic_error(
            "costrel: a Stream that takes Request& or Session& must be the handler itself, for the "
            "request ends with the function that called it; it can yield its Response first");
    return stream_response(std::move(*this));
}

Response stream_response(Stream stream)
{
    Response response("");
    response.content_type = "text/plain; charset=utf-8";
    response.body = Body(std::make_unique<http::StreamSource>(std::move(stream)));
    return response;
}

void Stream::promise_type::begin(Response&& head)
{
    if (progress.begun)
        throw std::logic_error("costrel: a Stream can yield a Response only first of all: the head "
                               "of the response is sent by now");
    if (head.is_streamed())
        throw std::logic_error("costrel: the Response that a Stream yields must have text as its "
                               "body, or none");
    progress.head = std::move(head);
    progress.text = {};
}

void Stream::promise_type::arrive() noexcept
{
    if (progress.arrived.exchange(true, std::memory_order_acq_rel))
        progress.wake.function(progress.wake.argument); // which may destroy the coroutine
}

namespace detail {

bool StreamSource::go_on() noexcept
{
    Stream::promise_type::Progress& progress = stream_.handle_.promise().progress;
    progress.arrived.store(false, std::memory_order_relaxed);
    stream_.handle_.resume();
    return progress.arrived.load(std::memory_order_acquire);
}

bool StreamSource::wait(Wake wake) noexcept
{
    Stream::promise_type::Progress& progress = stream_.handle_.promise().progress;
    progress.wake = wake;
    return !progress.arrived.exchange(true, std::memory_order_acq_rel);
}

std::optional<Response> StreamSource::take_head()
{
    Stream::promise_type::Progress& progress = stream_.handle_.promise().progress;
    if (progress.head) {
        first_text_ = progress.head->body.view();
        progress.text = first_text_;
    }
    return std::exchange(progress.head, std::nullopt);
}

std::size_t StreamSource::take(std::span<char> room) noexcept
{
    std::string_view& text = stream_.handle_.promise().progress.text;
    const std::size_t count = std::min(room.size(), text.size());
    if (count != 0)
        std::memcpy(room.data(), text.data(), count);
    text.remove_prefix(count);
    return count;
}

StreamSource::Piece StreamSource::fail() noexcept
try {
    std::rethrow_exception(error());
} catch (const std::exception& error) {
    try {
        failure_ = error.what();
    } catch (...) {
        // Out of memory: without its words.
    }
    return {0, State::failed};
} catch (const TaskCancelled&) {
    failure_ = "the server was cut"; // short: takes no memory
    return {0, State::failed};
} catch (...) {
    return {0, State::failed};
}

StreamSource::Piece StreamSource::read(std::span<char> room) noexcept
{
    const auto until = std::chrono::steady_clock::now() + longest_read;
    std::size_t count = 0;
    for (;;) {
        count += take(room.subspan(count));
        if (count == room.size())
            return {count, State::more};
        if (stream_.handle_.done())
            return error() ? fail() : Piece{count, State::end};
        if (std::chrono::steady_clock::now() >= until)
            return {count, State::more};
        if (!go_on())
            return {count, State::waiting};
        if (stream_.handle_.promise().progress.head) {
            failure_ = "a Stream that was made a Response yielded a Response: let the handler "
                       "return the Stream itself";
            return {0, State::failed};
        }
    }
}

} // namespace detail

} // namespace costrel::inline v1
