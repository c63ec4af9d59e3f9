#pragma once

#include <costrel/detail/function.hpp>
#include <costrel/errors.hpp>
#include <costrel/web/detail/endpoint.hpp>
#include <costrel/web/response.hpp>

#include <exception>
#include <optional>
#include <type_traits>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// A function of the application that runs before a request's handler; what it returns, if
/// anything, is the response.
struct BeforeHook {
    Function<std::optional<Response>(Request&)> call;
    SessionUse session_use = SessionUse::none;
    bool checks_csrf = false; ///< csrf_protect() added it
};

/// One that may look at the response and change it.
struct AfterHook {
    Function<void(Request&, Response&)> call;
};

/// One that runs at the very end; `error` is what the handler threw, or nullptr.
struct TeardownHook {
    Function<void(Request&, const std::exception*)> call;
};

/// One that responds to an error status.
struct StatusHandler {
    int status;
    Function<Response(Request&, const HttpError&)> call;
};

/// A type of exceptions. Which of two is derived from the other is known only at run time, because
/// their handlers are registered in two places: a pointer to one is thrown, and caught as a pointer
/// to the other.
class ExceptionType {
public:
    template <class E>
    static ExceptionType of()
    {
        return {&throws_pointer<E>, &catches_pointer<E>};
    }

    /// Whether it is `base` or derived from it.
    bool is(const ExceptionType& base) const { return base.catches_(throws_); }
    bool is_same(const ExceptionType& other) const { return is(other) && other.is(*this); }

private:
    ExceptionType(void (*throws)(), bool (*catches)(void (*)()))
        : throws_(throws), catches_(catches)
    {
    }

    template <class E>
    static void throws_pointer()
    {
        throw static_cast<E*>(nullptr);
    }
    template <class E>
    static bool catches_pointer(void (*throws)())
    {
        try {
            throws();
        } catch (E*) {
            return true;
        } catch (...) {
        }
        return false;
    }

    void (*throws_)();
    bool (*catches_)(void (*throws)());
};

/// One that responds to an exception of its type; returns nothing when the exception is of another
/// type.
struct ExceptionHandler {
    ExceptionType type;
    /// Whether the type is derived from HttpError, and not HttpError itself: it then stands for
    /// certain statuses, and comes before the handlers of statuses.
    bool of_statuses;
    Function<std::optional<Response>(Request&, const std::exception_ptr&)> call;
};

template <class F, class... A>
std::optional<Response> call_before(F& hook, Request& request, TypeList<A...>)
{
    static_assert(((is_injected<A> && !std::is_same_v<A, LazySession&>)&&...),
                  "costrel: a before_request function takes Request& and Session&, nothing else");
    using Result = typename Signature<F>::Result;
    static_assert(std::is_void_v<Result> || std::is_same_v<Result, std::optional<Response>>,
                  "costrel: a before_request function returns nothing, or std::optional<Response>");
    [[maybe_unused]] std::size_t next = 0;
    if constexpr (std::is_void_v<Result>) {
        hook(Argument<A>(request, {}, next).get()...);
        return std::nullopt;
    } else {
        return hook(Argument<A>(request, {}, next).get()...);
    }
}

template <class F>
BeforeHook make_before_hook(F hook)
{
    return {[hook = std::move(hook)](Request& request) mutable {
                return call_before(hook, request, typename Signature<F>::Parameters{});
            },
            session_use<F>, requires {F::checks_csrf;
}
}; // namespace costrel::inline v1::detail
}

template <class F>
AfterHook make_after_hook(F hook)
{
    static_assert(std::is_invocable_r_v<void, F&, Request&, Response&>,
                  "costrel: an after_request function takes Request& and Response&");
    return {std::move(hook)};
}

template <class F>
TeardownHook make_teardown_hook(F hook)
{
    static_assert(std::is_invocable_r_v<void, F&, Request&, const std::exception*>,
                  "costrel: a teardown_request function takes Request& and const std::exception*");
    return {std::move(hook)};
}

template <class F>
StatusHandler make_status_handler(int status, F handler)
{
    static_assert(std::is_invocable_r_v<Response, F&, Request&, const HttpError&>,
                  "costrel: an error handler takes Request& and const HttpError&, and returns a "
                  "Response");
    return {status, std::move(handler)};
}

template <class E, class F>
ExceptionHandler make_exception_handler(F handler)
{
    static_assert(std::is_invocable_r_v<Response, F&, Request&, const E&>,
                  "costrel: an error handler takes Request& and a const reference to the "
                  "exception, and returns a Response");
    return {
        ExceptionType::of<E>(),
        std::is_base_of_v<HttpError, E> && !std::is_same_v<std::remove_cv_t<E>, HttpError>,
        [handler = std::move(handler)](
            Request& request, const std::exception_ptr& error) mutable -> std::optional<Response> {
            try {
                std::rethrow_exception(error);
            } catch (const E& caught) {
                return Response(handler(request, caught));
            } catch (...) {
                return std::nullopt;
            }
        }};
}

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
