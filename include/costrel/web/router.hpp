#pragma once

#include <costrel/detail/pimpl.hpp>
#include <costrel/web/detail/checked_pattern.hpp>
#include <costrel/web/detail/endpoint.hpp>
#include <costrel/web/detail/hook.hpp>
#include <costrel/web/method.hpp>
#include <costrel/web/request.hpp>
#include <costrel/web/response.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

class RouteTable; // the routes of an application or a blueprint, and what runs around them

/// A route that was just added.
class Route {
public:
    /// Gives the endpoint a name of its own. Throws std::invalid_argument when it is taken.
    Route& name(std::string_view endpoint);
    /// Exempts the route from csrf_protect(): for callers that have no session of ours and prove
    /// who they are in another way.
    Route& csrf_exempt();
    /// The most bytes that the body of a request may have, in place of Config::max_content_length.
    /// A longer one gets a 413 before any of it is read, or, when its length was not announced, as
    /// soon as it is too long.
    Route& max_content_length(std::size_t bytes);
    /// Does not send a permanent session again with the route's responses
    /// (Config::session_refresh_each_request) unless the session was used.
    Route& no_session_refresh();
    /// Loads the session before the handler runs, although the handler does not take it: for one
    /// that passes its Request to a function which uses request.session(). For handlers that take
    /// Session&, and routes whose before_request functions do, it is loaded anyway.
    Route& loads_session();
    /// Runs the handler, and what runs around it, in one of Config::blocking_threads threads, while
    /// the event loop serves others: for what waits or computes for long. When all of them are busy
    /// and Config::blocking_queue is full, the response is 503 with Retry-After. Throws
    /// std::invalid_argument when the handler is a Task.
    Route& blocking();

    /// Runs `hook`, as Router::before_request() does, right before this route's handler; not where
    /// no handler would run, as for a form that is too large.
    template <class F>
    Route& before_request(F hook)
    {
        return add(detail::make_before_hook(std::move(hook)));
    }
    /// Runs `hook`, as Router::after_request() does, on every response of this route, before the
    /// router's.
    template <class F>
    Route& after_request(F hook)
    {
        return add(detail::make_after_hook(std::move(hook)));
    }

    /// For Router.
    Route(RouteTable& table, std::size_t index) noexcept : table_(&table), index_(index) {}

private:
    Route& add(detail::BeforeHook hook);
    Route& add(detail::AfterHook hook);

    RouteTable* table_;
    std::size_t index_;
};

/// What an application and a blueprint have in common: routes, functions that run around every
/// request, and handlers of errors. All of them run on the thread that handles the request (an
/// event loop's, or one of the pool for a route that is blocking()), and on several threads at
/// once.
class Router {
public:
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;
    ~Router();

    /// Routes `pattern` to a function. The endpoint's name is the function's own. A route for GET
    /// also handles HEAD, and OPTIONS gets the methods of the path. Throws std::invalid_argument
    /// when the name is taken by another function.
    ///
    /// The parameter's name is what compilers print when there are several functions of one name,
    /// such as index(), remove(), rename() and time(), which the C library has, too: put yours in a
    /// namespace.
    template <auto one_function_not_an_overload_set>
    Route route(detail::PatternFor<decltype(one_function_not_an_overload_set)> pattern,
                Methods methods = GET);
    template <auto one_function_not_an_overload_set>
    Route get(detail::PatternFor<decltype(one_function_not_an_overload_set)> pattern)
    {
        return route<one_function_not_an_overload_set>(pattern, GET);
    }
    template <auto one_function_not_an_overload_set>
    Route post(detail::PatternFor<decltype(one_function_not_an_overload_set)> pattern)
    {
        return route<one_function_not_an_overload_set>(pattern, POST);
    }

    /// Routes `pattern` to a lambda or another callable object, which the application keeps. Give
    /// it a name to build its URL: `app.get("/sum", f).name("sum")`.
    template <class F>
    Route route(std::type_identity_t<detail::PatternFor<F>> pattern, Methods methods, F handler);
    template <class F>
    Route route(std::type_identity_t<detail::PatternFor<F>> pattern, F handler)
    {
        return route<F>(pattern, GET, std::move(handler));
    }
    template <class F>
    Route get(std::type_identity_t<detail::PatternFor<F>> pattern, F handler)
    {
        return route<F>(pattern, GET, std::move(handler));
    }
    template <class F>
    Route post(std::type_identity_t<detail::PatternFor<F>> pattern, F handler)
    {
        return route<F>(pattern, POST, std::move(handler));
    }

    /// Runs `hook(Request&, Session&)` (either, in any order, or none) before every request's
    /// handler, in the order of registration, those of the application first. It returns nothing,
    /// or std::optional<Response>: a response in place of the handler's.
    template <class F>
    void before_request(F hook)
    {
        add(detail::make_before_hook(std::move(hook)));
    }
    /// Runs `hook(Request&, Response&)` on every response, which it may change, those registered
    /// last first and those of a blueprint before the application's. The session is saved
    /// afterwards.
    template <class F>
    void after_request(F hook)
    {
        add(detail::make_after_hook(std::move(hook)));
    }
    /// Runs `hook(Request&, const std::exception*)` when the response is done, in the order of
    /// after_request. The second argument is what was thrown and not handled, or nullptr. What the
    /// hook throws is logged.
    template <class F>
    void teardown_request(F hook)
    {
        add(detail::make_teardown_hook(std::move(hook)));
    }
    /// Responds to an error status with `handler(Request&, const HttpError&)`: one that a handler
    /// aborted with, 404 and 405 of the routes, 413 and 507 of a body that was not accepted, 400
    /// and 413 of a form, and 500 for an exception that no other handler takes. A blueprint's
    /// handler is for its own routes. Of two for one status the later one counts.
    template <class F>
    void errorhandler(int status, F handler)
    {
        add(detail::make_status_handler(status, std::move(handler)));
    }
    /// Responds to exceptions of type E, and of types derived from it, with
    /// `handler(Request&, const E&)`. Of several that fit, the one of the most derived type; of two
    /// for one type the later one.
    ///
    /// Like Flask's HTTPException, HttpError is also what the statuses above are, so its handler
    /// gets all errors that no other one takes: an exception of another type reaches it as the 500
    /// that it becomes, with its original_exception(). A handler for a status goes before that of
    /// HttpError and of its bases, and one for a class derived from HttpError before that of the
    /// status.
    template <class E, class F>
    void errorhandler(F handler)
    {
        add(detail::make_exception_handler<E>(std::move(handler)));
    }

    /// For costrel's own functions.
    RouteTable& route_table() noexcept { return *routes_; }
    const RouteTable& route_table() const noexcept { return *routes_; }

protected:
    Router();

    detail::Pimpl<RouteTable> routes_;

private:
    Route add(std::string_view pattern, Methods methods, std::string_view endpoint,
              const void* function, detail::Handler handler, bool is_task, bool is_stream,
              detail::SessionUse session_use, std::span<const detail::ConverterSet> parameters);
    void add(detail::BeforeHook hook);
    void add(detail::AfterHook hook);
    void add(detail::TeardownHook hook);
    void add(detail::StatusHandler handler);
    void add(detail::ExceptionHandler handler);
};

template <auto one_function_not_an_overload_set>
Route Router::route(detail::PatternFor<decltype(one_function_not_an_overload_set)> pattern,
                    Methods methods)
{
    constexpr auto F = one_function_not_an_overload_set;
    using Result = typename detail::Signature<decltype(one_function_not_an_overload_set)>::Result;
    detail::check_handler<decltype(one_function_not_an_overload_set)>();
    return add(pattern.text, methods, detail::function_name<F>(), &detail::function_key<F>,
               detail::function_handler<F>(), detail::is_task<Result> || detail::is_stream<Result>,
               detail::is_stream<Result>,
               detail::session_use<decltype(one_function_not_an_overload_set)>,
               detail::converters_for<decltype(one_function_not_an_overload_set)>);
}

template <class F>
Route Router::route(std::type_identity_t<detail::PatternFor<F>> pattern, Methods methods, F handler)
{
    using Result = typename detail::Signature<F>::Result;
    detail::check_handler<F>();
    return add(pattern.text, methods, {}, nullptr, detail::object_handler(std::move(handler)),
               detail::is_task<Result> || detail::is_stream<Result>, detail::is_stream<Result>,
               detail::session_use<F>, detail::converters_for<F>);
}

} // namespace costrel::inline v1

#pragma GCC visibility pop
