#pragma once

#include "app/scope.hpp"
#include "routing/pattern.hpp"

#include <costrel/method.hpp>
#include <costrel/web/detail/converter.hpp>
#include <costrel/web/detail/endpoint.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1 {

class TemplateSetup;

// The routes of an application or a blueprint, in the order in which they were added, and what runs
// around them.
class RouteTable {
public:
    struct Route {
        routing::Pattern pattern;
        std::string endpoint;             // empty: a lambda without a name
        Methods methods;                  // as asked for, and HEAD beside GET, and OPTIONS
        bool responds_to_options = false; // the handler itself does, not costrel
        bool is_task = false;             // the handler is a coroutine
        bool is_stream = false;           // one that yields the response
        // How the handler takes the session.
        detail::SessionUse session_use = detail::SessionUse::none;
        bool is_blocking = false; // a thread of the pool runs it
        bool csrf_exempt = false;
        std::optional<std::size_t> max_content_length; // nothing: the application's
        bool refreshes_session = true;                 // a permanent one, though it was not used
        std::size_t scope = 0;                         // in scopes(): whose route it is
        const void* function = nullptr; // what stands for a named function; nullptr for a lambda
        detail::Handler handler;
        std::vector<detail::BeforeHook> before; // its own, within those of its scopes
        std::vector<detail::AfterHook> after;

        // The endpoint, or the pattern of a lambda without a name: for the log and the numbers.
        std::string name() const { return endpoint.empty() ? pattern.text() : endpoint; }
    };

    // Throws std::invalid_argument when the pattern is none, its variables do not fit the handler's
    // `parameters`, no method is asked for, or another function has the endpoint's name.
    std::size_t add(std::string_view pattern, Methods methods, Route route,
                    std::span<const detail::ConverterSet> parameters);
    // Throws std::invalid_argument when another route has that name.
    void rename(std::size_t index, std::string_view endpoint);

    // The first one is that of the application or blueprint itself.
    std::vector<Scope>& scopes() noexcept { return scopes_; }
    const std::vector<Scope>& scopes() const noexcept { return scopes_; }
    const std::string& name() const noexcept { return scopes_.front().name; }

    // Makes this the table of a blueprint. Throws std::invalid_argument when the name is empty or
    // has a dot, or the prefix is no path of fixed text.
    void become_blueprint(std::string_view name, std::string_view url_prefix);
    // Plain functions among the handlers of this table, and of those in it, run in the pool.
    void become_blocking() noexcept { scopes_.front().is_blocking = true; }
    // Takes over everything of a blueprint's table, under its name and prefix. Throws
    // std::invalid_argument when another one has that name.
    void merge(RouteTable&& blueprint);

    // Whether a handler or a hook takes the session: what asks a request for it is not seen.
    bool uses_session() const noexcept;
    bool checks_csrf() const noexcept;
    // Whether the session is to be loaded before what runs for a route, or (nullptr) for a path
    // without one: its handler takes it, or a function that runs before does.
    bool loads_session(const Route* route) const noexcept;

    // What the application has registered for its templates; nullptr: nothing.
    std::shared_ptr<TemplateSetup> templates;

    std::size_t size() const noexcept { return routes_.size(); }
    Route& operator[](std::size_t index) noexcept { return routes_[index]; }
    const Route& operator[](std::size_t index) const noexcept { return routes_[index]; }

    // The path of the first route with that function (or, when it is nullptr, that endpoint) and as
    // many variables as there are values. Throws BuildError when there is none.
    std::string build_url(const void* function, std::string_view endpoint,
                          const std::vector<std::string>& values) const;
    // The first route with that endpoint whose variables are all among `names`; nullptr: there is
    // none. Without `names` any of them.
    const Route* find(std::string_view endpoint,
                      const std::vector<std::string_view>* names) const noexcept;

private:
    void require_free_name(std::string_view endpoint, const Route& route) const;

    std::vector<Route> routes_;
    std::vector<Scope> scopes_ = std::vector<Scope>(1);
    routing::Pattern prefix_; // of a blueprint
};

} // namespace costrel::inline v1
