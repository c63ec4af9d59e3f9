#pragma once

#include <costrel/json.hpp>

namespace costrel::inline v1::encoding {

/// A greater depth than this is taken as this one: the reader, and the destructor of what it gives,
/// use the stack for each level.
inline constexpr std::size_t greatest_json_depth = 1000;

/// Whether the last of equal keys of an object wins, as in Python, or the text is malformed.
enum class EqualKeys { last_wins, malformed };

/// Reads one JSON value into `out`, as json_loads() does, and nothing but white space around it.
/// Gives why the text is not JSON, or nothing; `out` is of no use when there is an error.
std::optional<JsonError> read_json(std::string_view text, std::size_t max_depth, Value& out,
                                   EqualKeys equal_keys = EqualKeys::last_wins);

/// The same, as TaggedJSONSerializer::loads() does. A request reads its session by this one, which
/// makes the value where it stays.
std::optional<JsonError> read_tagged_json(std::string_view text, std::size_t max_depth, Value& out);

} // namespace costrel::inline v1::encoding
