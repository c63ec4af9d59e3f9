#pragma once

#include <costrel/config.hpp>
#include <costrel/detail/checked_pattern.hpp>
#include <costrel/detail/endpoint.hpp>
#include <costrel/detail/pimpl.hpp>
#include <costrel/method.hpp>
#include <costrel/request.hpp>
#include <costrel/response.hpp>

#include <any>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace costrel {

/// Where and how App::run() serves.
struct RunOptions {
    std::string host = "127.0.0.1"; ///< an address or a name; "0.0.0.0" for all of this machine
    std::uint16_t port = 5000;      ///< 0: any free one
    unsigned threads = 1;           ///< event loops; 0: one a core

    /// The defaults, with COSTREL_RUN_HOST, COSTREL_RUN_PORT and COSTREL_RUN_THREADS of the
    /// environment in their place. Throws ConfigError when one cannot be read.
    static RunOptions from_env();
};

class RouteTable; // the routes of an application
namespace testing {
class TestClient;
}

/// A route that was just added.
class Route {
public:
    /// Gives the endpoint a name of its own. Throws std::invalid_argument when it is taken.
    Route& name(std::string_view endpoint);

private:
    friend class App;
    Route(RouteTable& table, std::size_t index) noexcept : table_(&table), index_(index) {}

    RouteTable* table_;
    std::size_t index_;
};

/// A web application: its configuration and its routes.
///
///     App app({.secret_key = "…"});
///     app.route<index>("/");
///     app.route<login>("/login", {GET, POST});
///     return app.run();
///
/// A handler is a plain function. It can take Request&, Session& (or const ones) and, in order, the
/// variables of its route; it returns Response, Html, std::string, or a Task of one of these. The
/// pattern is checked against the handler while compiling.
class App {
public:
    explicit App(Config configuration = {});
    App(App&&) noexcept;
    App& operator=(App&&) noexcept;
    ~App();

    /// Can be changed until the application starts, which checks it.
    Config config;

    /// Routes `pattern` to the function F. The endpoint's name is the function's own. GET answers
    /// HEAD too, and OPTIONS is answered with the methods of the path. Throws std::invalid_argument
    /// when the name is taken by another function.
    template <auto F>
    Route route(detail::PatternFor<decltype(F)> pattern, Methods methods = GET);
    template <auto F>
    Route get(detail::PatternFor<decltype(F)> pattern)
    {
        return route<F>(pattern, GET);
    }
    template <auto F>
    Route post(detail::PatternFor<decltype(F)> pattern)
    {
        return route<F>(pattern, POST);
    }

    /// Routes `pattern` to a lambda or another callable object, which the application keeps. Give
    /// it a name to build its URL: `app.get("/sum", f).name("sum")`.
    template <class F>
    Route route(std::type_identity_t<detail::PatternFor<F>> pattern, Methods methods, F handler);
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

    /// Serves the application until SIGTERM or SIGINT; then lets the requests in flight finish and
    /// returns 0. Returns 1, with a sentence in the log, when it cannot listen or the configuration
    /// cannot work. It is what main() returns.
    int run();
    int run(const RunOptions& options);

private:
    friend class testing::TestClient;

    Route add(std::string_view pattern, Methods methods, std::string_view endpoint,
              const void* function, std::any callable, detail::Invoke invoke, bool is_task,
              std::span<const detail::ConverterSet> parameters);

    detail::Pimpl<RouteTable> routes_;
};

template <auto F>
Route App::route(detail::PatternFor<decltype(F)> pattern, Methods methods)
{
    using Result = typename detail::Signature<decltype(F)>::Result;
    detail::check_result<Result>();
    return add(pattern.text, methods, detail::function_name<F>(), &detail::function_key<F>, {},
               &detail::invoke_function<F>, detail::is_task<Result>,
               detail::converters_for<decltype(F)>);
}

template <class F>
Route App::route(std::type_identity_t<detail::PatternFor<F>> pattern, Methods methods, F handler)
{
    using Result = typename detail::Signature<F>::Result;
    detail::check_result<Result>();
    return add(pattern.text, methods, {}, nullptr, std::any(std::move(handler)),
               &detail::invoke_callable<F>, detail::is_task<Result>, detail::converters_for<F>);
}

} // namespace costrel
