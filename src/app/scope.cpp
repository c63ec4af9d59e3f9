#include "app/scope.hpp"

#include <algorithm>
#include <utility>

namespace costrel::inline v1 {

void Scope::add(detail::StatusHandler handler)
{
    const auto same = std::ranges::find(statuses, handler.status, &detail::StatusHandler::status);
    if (same == statuses.end())
        statuses.push_back(std::move(handler));
    else
        *same = std::move(handler);
}

void Scope::add(detail::ExceptionHandler handler)
{
    const auto base = std::ranges::find_if(exceptions, [&](const detail::ExceptionHandler& other) {
        return handler.type.is(other.type);
    });
    if (base != exceptions.end() && base->type.is_same(handler.type))
        *base = std::move(handler);
    else
        exceptions.insert(base, std::move(handler));
}

} // namespace costrel::inline v1
