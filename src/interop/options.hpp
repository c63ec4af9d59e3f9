#pragma once

#include <costrel/config_error.hpp>

#include <string>
#include <string_view>

namespace costrel::inline v1::interop {

// Throws ConfigError: "costrel: WHOSE format needs KEY".
inline void require(bool condition, std::string_view whose, std::string_view needs)
{
    if (!condition)
        throw ConfigError("costrel: the format of " + std::string(whose) + " needs " +
                          std::string(needs));
}

} // namespace costrel::inline v1::interop
