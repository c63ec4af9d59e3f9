#pragma once

#include <costrel/value.hpp>

#pragma GCC visibility push(default)

namespace costrel::inline v1::encoding {

/// Python's str() of a value that is no list, tuple or dict; nothing for these.
std::optional<std::string> python_str(const Value& value);

/// Reads what Python's UUID(text) reads, within ASCII: dashes anywhere, braces around, `urn:` and
/// `uuid:`, and then 32 characters that int(…, 16) takes.
std::optional<Uuid> python_uuid(std::string_view text);

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
