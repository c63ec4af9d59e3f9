#pragma once

#include <costrel/encoding/html.hpp>
#include <costrel/task.hpp>
#include <costrel/web/detail/body_source.hpp>
#include <costrel/web/detail/signature.hpp>
#include <costrel/web/response.hpp>

#include <atomic>
#include <concepts>
#include <coroutine>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

namespace detail {
class StreamSource; // what reads a stream
}

/// A response that is made while it is sent: a coroutine that yields the body, piece by piece. It
/// is resumed when the client has taken nearly all that came before, so the body can be of any
/// length.
///
///     Stream rows(Request& request)
///     {
///         co_yield Response("id,name\n").with("Content-Type", "text/csv; charset=utf-8");
///         for (const Row& row : database.rows(request.args.get("table")))
///             co_yield row.id + "," + row.name + "\n";
///     }
///     app.get<rows>("/rows");
///
/// Up to its first co_yield it is a handler like any other: it may abort(), change the session, and
/// await what a Task may. What it yields first can be a Response, whose status and headers the
/// response then has, and whose text is the first piece; otherwise the response is a 200 with
/// text/plain. At the first co_yield the head of the response is made. After it the session can no
/// longer be changed, nor be used for the first time (std::logic_error), and an exception is logged
/// and cuts the connection: the client must not take a part for the whole.
///
/// Request, Session and the variables of the path stay until the stream ends; the functions of
/// teardown_request() run then. A client that goes away ends it: what it waits for throws
/// TaskCancelled, and at a co_yield the coroutine is destroyed, with the objects in it. For HEAD it
/// runs only up to the first co_yield.
class [[nodiscard]] Stream {
public:
    class promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    Stream(Stream&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    Stream& operator=(Stream&& other) noexcept
    {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Stream()
    {
        if (handle_)
            handle_.destroy();
    }

    /// The response that streams it, as text/plain, for a handler that makes the head itself:
    /// `return Response(rows()).with("Content-Type", "text/csv");`. The stream runs when that
    /// handler and its request are over: throws std::logic_error when it takes Request& or
    /// Session&. What lambdas capture must live as long as the application.
    operator Response() &&;

private:
    friend class detail::StreamSource;
    /// For a stream that is the handler.
    friend Response stream_response(Stream stream);

    explicit Stream(Handle handle) noexcept : handle_(handle) {}

    Handle handle_;
};

Response stream_response(Stream stream);

class Stream::promise_type : public detail::TaskPromise {
public:
    promise_type() = default;
    /// Finds out from the coroutine's parameters whether the request is one of them.
    template <class First, class... Rest>
    explicit promise_type(First&, Rest&...) noexcept
    {
        progress.takes_request = detail::is_injected<First&> || (detail::is_injected<Rest&> || ...);
    }

    Stream get_return_object() noexcept { return Stream(Handle::from_promise(*this)); }
    auto final_suspend() noexcept { return Pause{*this}; }

    /// Text, Html, or first of all a Response. It is not copied: what is yielded lives until the
    /// coroutine goes on.
    template <class T>
    auto yield_value(T&& value)
    {
        using Type = std::remove_cvref_t<T>;
        if constexpr (std::same_as<Type, Response>) {
            static_assert(!std::is_lvalue_reference_v<T>,
                          "costrel: a Stream yields a Response that it does not keep: "
                          "co_yield std::move(response)");
            begin(std::move(value));
        } else if constexpr (std::same_as<Type, Html>) {
            progress.text = value.str();
        } else {
            static_assert(std::convertible_to<const Type&, std::string_view>,
                          "costrel: a Stream yields text, Html, or first of all a Response");
            progress.text = value;
        }
        progress.begun = true;
        return Pause{*this};
    }
    void return_void() const noexcept {}

    /// What the coroutine and its reader tell each other; for Stream and its reader.
    struct Progress {
        bool takes_request = false;
        bool begun = false;
        std::optional<Response> head{};
        std::string_view text{}; ///< what is left of the piece that was yielded last
        /// Two sides meet: the reader that has to wait, and the coroutine that comes to its next
        /// pause, perhaps in another thread. The second of the two lets the reader go on.
        std::atomic<bool> arrived = false;
        detail::BodySource::Wake wake{};
    };
    Progress progress;

private:
    /// Where the coroutine has something to show.
    struct Pause {
        promise_type& promise;
        bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<>) const noexcept { promise.arrive(); }
        void await_resume() const noexcept {}
    };

    void begin(Response&& head);
    void arrive() noexcept;
};

namespace detail {
template <>
inline constexpr bool is_stream<Stream> = true;
} // namespace detail

} // namespace costrel::inline v1

#pragma GCC visibility pop
