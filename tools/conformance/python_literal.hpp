#pragma once

#include <costrel/value.hpp>

#include <optional>
#include <string_view>

namespace conformance {

/// What Python's repr() of a value says; nothing for a value that no session of costrel can hold: a
/// set, a time without a zone, a key that is neither text nor an integer. Throws
/// std::runtime_error for what is no repr().
std::optional<costrel::Value> python_literal(std::string_view text);

} // namespace conformance
