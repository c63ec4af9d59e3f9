#include "app/cache_control.hpp"

#include "http/grammar.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1 {

namespace {

// Whether a shared cache looks there before it looks at Cache-Control.
bool is_targeted(std::string_view name) noexcept
{
    constexpr std::string_view ending = "-cache-control";
    if (name.size() > ending.size() &&
        http::equal_ignoring_case(name.substr(name.size() - ending.size()), ending))
        return true;
    return http::equal_ignoring_case(name, "surrogate-control") ||
           http::equal_ignoring_case(name, "edge-control") ||
           http::equal_ignoring_case(name, "x-accel-expires");
}

} // namespace

void remove_targeted_cache_fields(Headers& headers)
{
    std::vector<std::string> targeted;
    for (const Header& header : headers)
        if (is_targeted(header.name))
            targeted.emplace_back(header.name.view());
    for (const std::string& name : targeted)
        headers.remove(name);
}

} // namespace costrel::inline v1
