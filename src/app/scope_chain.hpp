#pragma once

#include "app/scope.hpp"

#include <costrel/errors.hpp>

#include <cstddef>
#include <exception>
#include <optional>
#include <vector>

namespace costrel::inline v1 {

// What runs around one request: a blueprint's own, those of the blueprints around it, and the
// application's.
class ScopeChain {
public:
    // `scopes` are those of the application's table, and outlive the chain.
    ScopeChain(std::vector<Scope>& scopes, std::size_t innermost) noexcept
        : scopes_(scopes), innermost_(innermost)
    {
    }

    // The response of the first function that has one. The application's run first.
    std::optional<Response> before(Request& request);
    // The innermost run first, each scope's in reverse order.
    void after(Request& request, Response& response);
    // As after(). `failed(what)` is told of what a hook throws; the others run all the same.
    template <class Failed>
    void teardown(Request& request, const std::exception* error, Failed failed);

    // Whether there can be a handler for an HttpError of that status.
    bool may_handle(int status);
    // The response of the handler of errors for what was thrown, which is no HttpError; nothing
    // when there is none.
    std::optional<Response> handle(Request& request, const std::exception_ptr& thrown);
    // The same for an HttpError. Handlers of statuses are given `error`, those of types `thrown`.
    std::optional<Response> handle(Request& request, const std::exception_ptr& thrown,
                                   const HttpError& error);

private:
    // Calls `visit` with each scope, the innermost first, until it gives true.
    template <class Visit>
    void outwards(Visit visit)
    {
        for (std::optional<std::size_t> at = innermost_; at; at = scopes_[*at].parent)
            if (visit(scopes_[*at]))
                return;
    }
    std::optional<Response> before(std::size_t scope, Request& request);
    std::optional<Response> handle_by_type(Request& request, const std::exception_ptr& thrown,
                                           bool of_statuses);
    static std::optional<Response> handle_by_type(Scope& scope, Request& request,
                                                  const std::exception_ptr& thrown,
                                                  bool of_statuses);

    std::vector<Scope>& scopes_;
    std::size_t innermost_;
};

template <class Failed>
void ScopeChain::teardown(Request& request, const std::exception* error, Failed failed)
{
    outwards([&](Scope& scope) {
        for (auto hook = scope.teardown.rbegin(); hook != scope.teardown.rend(); ++hook) {
            try {
                hook->call(request, error);
            } catch (const std::exception& thrown) {
                failed(thrown.what());
            } catch (...) {
                failed("something that is no std::exception");
            }
        }
        return false;
    });
}

} // namespace costrel::inline v1
