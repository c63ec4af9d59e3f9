#pragma once

#include <costrel/value.hpp>

#include <optional>

namespace costrel::inline v1::formats {

// The entries of a session whose cookie holds `value`, as Python's dict() makes them of it: those
// of a dict; none of null or of an empty list or text; one for each pair of a list of pairs.
// Nothing when it is none of these (Flask answers 500), or a key would not be text.
std::optional<Dict> session_data(Value&& value);

} // namespace costrel::inline v1::formats
