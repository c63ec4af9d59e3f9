#include "app/scope_chain.hpp"

#include <algorithm>

namespace costrel::inline v1 {

std::optional<Response> ScopeChain::before(Request& request)
{
    return before(innermost_, request);
}

std::optional<Response> ScopeChain::before(std::size_t index, Request& request)
{
    Scope& scope = scopes_[index];
    if (scope.parent)
        if (auto response = before(*scope.parent, request))
            return response;
    for (detail::BeforeHook& hook : scope.before)
        if (auto response = hook.call(request))
            return response;
    return std::nullopt;
}

void ScopeChain::after(Request& request, Response& response)
{
    outwards([&](Scope& scope) {
        for (auto hook = scope.after.rbegin(); hook != scope.after.rend(); ++hook)
            hook->call(request, response);
        return false;
    });
}

bool ScopeChain::may_handle(int status)
{
    bool found = false;
    outwards([&](Scope& scope) {
        found = !scope.exceptions.empty() ||
                std::ranges::any_of(scope.statuses, [&](const detail::StatusHandler& handler) {
                    return handler.status == status;
                });
        return found;
    });
    return found;
}

std::optional<Response> ScopeChain::handle(Request& request, const std::exception_ptr& thrown)
{
    return handle_by_type(request, thrown, false);
}

// Flask's order: first what is registered for the status or a class of it, whichever blueprint it
// is of, then what is registered for more general types.
std::optional<Response> ScopeChain::handle(Request& request, const std::exception_ptr& thrown,
                                           const HttpError& error)
{
    std::optional<Response> response;
    outwards([&](Scope& scope) {
        response = handle_by_type(scope, request, thrown, true);
        if (response)
            return true;
        for (detail::StatusHandler& handler : scope.statuses) {
            if (handler.status == error.status()) {
                response = handler.call(request, error);
                return true;
            }
        }
        return false;
    });
    return response ? response : handle_by_type(request, thrown, false);
}

std::optional<Response>
ScopeChain::handle_by_type(Request& request, const std::exception_ptr& thrown, bool of_statuses)
{
    std::optional<Response> response;
    outwards([&](Scope& scope) {
        response = handle_by_type(scope, request, thrown, of_statuses);
        return response.has_value();
    });
    return response;
}

std::optional<Response> ScopeChain::handle_by_type(Scope& scope, Request& request,
                                                   const std::exception_ptr& thrown,
                                                   bool of_statuses)
{
    for (detail::ExceptionHandler& handler : scope.exceptions) {
        if (handler.of_statuses != of_statuses)
            continue;
        if (auto response = handler.call(request, thrown))
            return response;
    }
    return std::nullopt;
}

} // namespace costrel::inline v1
