#pragma once

#include <cstdlib>
#include <string_view>

namespace costrel::inline v1 {

// Whether the environment says COSTREL_ENV=production.
inline bool is_production() noexcept
{
    const char* const environment = std::getenv("COSTREL_ENV");
    return environment && std::string_view(environment) == "production";
}

} // namespace costrel::inline v1
