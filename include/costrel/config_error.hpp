#pragma once

#include <stdexcept>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A configuration that cannot work, found when the application starts. what() names the key and
/// the values it can have.
class ConfigError : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
