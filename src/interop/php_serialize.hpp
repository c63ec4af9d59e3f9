#pragma once

#include <costrel/result.hpp>
#include <costrel/session/format.hpp>
#include <costrel/value.hpp>

#include <optional>
#include <string>
#include <string_view>

// PHP's serialize() and unserialize() of null, booleans, numbers, text and arrays; and what PHP
// keeps of a session. Objects and references are rejected, always.
//
// An array of PHP is list and dict at once: one with the keys 0, 1, 2 … in order comes back as a
// list, and so does an empty one. Text that is not UTF-8 comes back as Bytes.
namespace costrel::inline v1::interop {

bool append_php(std::string& out, const Value& value, CannotCarry& error);
Result<std::string, CannotCarry> php_serialize(const Dict& dict);
// The array at the top, as a dict also where it is a list.
std::optional<Dict> php_unserialize(std::string_view text);
std::optional<Value> php_unserialize_value(std::string_view text);

// session.serialize_handler = php: name "|" value, one after the other.
Result<std::string, CannotCarry> php_session_encode(const Dict& dict);
std::optional<Dict> php_session_decode(std::string_view text);

} // namespace costrel::inline v1::interop
