#include "app/scope_chain.hpp"

namespace costrel {

std::optional<Response> ScopeChain::before(Request& request)
{
    return before(innermost_, request);
}

std::optional<Response> ScopeChain::before(std::size_t index, Request& request)
{
    Scope& scope = scopes_[index];
    if (scope.parent)
        if (auto answer = before(*scope.parent, request))
            return answer;
    for (detail::BeforeHook& hook : scope.before)
        if (auto answer = hook.invoke(hook.callable, request))
            return answer;
    return std::nullopt;
}

void ScopeChain::after(Request& request, Response& response)
{
    outwards([&](Scope& scope) {
        for (auto hook = scope.after.rbegin(); hook != scope.after.rend(); ++hook)
            hook->invoke(hook->callable, request, response);
        return false;
    });
}

bool ScopeChain::has_status_handler(int status)
{
    bool found = false;
    outwards([&](Scope& scope) {
        for (const detail::StatusHandler& handler : scope.statuses)
            found = found || handler.status == status;
        return found;
    });
    return found;
}

std::optional<Response> ScopeChain::answer_status(Request& request, const HttpError& error)
{
    std::optional<Response> answer;
    outwards([&](Scope& scope) {
        for (detail::StatusHandler& handler : scope.statuses) {
            if (handler.status == error.status()) {
                answer = handler.invoke(handler.callable, request, error);
                return true;
            }
        }
        return false;
    });
    return answer;
}

std::optional<Response> ScopeChain::answer_exception(Request& request,
                                                     const std::exception_ptr& error)
{
    std::optional<Response> answer;
    outwards([&](Scope& scope) {
        for (detail::ExceptionHandler& handler : scope.exceptions) {
            answer = handler.invoke(handler.callable, request, error);
            if (answer)
                return true;
        }
        return false;
    });
    return answer;
}

} // namespace costrel
