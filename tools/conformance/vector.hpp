#pragma once

#include <costrel/value.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Reading the fields of a vector. A field that is missing or of another type throws
// std::runtime_error, which counts as a failure of that vector.
namespace conformance {

const costrel::Value& field(const costrel::Dict& vector, std::string_view name);
const costrel::Dict& dict_field(const costrel::Dict& vector, std::string_view name);
const costrel::List& list_field(const costrel::Dict& vector, std::string_view name);
const std::string& text_field(const costrel::Dict& vector, std::string_view name);
std::int64_t integer_field(const costrel::Dict& vector, std::string_view name);

/// The field, or nothing when it is missing or null.
const costrel::Value* optional_field(const costrel::Dict& vector, std::string_view name);
bool flag(const costrel::Dict& vector, std::string_view name); ///< false when it is missing

/// The bytes of a field that holds hexadecimal digits.
std::string hex_field(const costrel::Dict& vector, std::string_view name);
std::string from_hex(std::string_view digits);
std::string to_hex(std::string_view bytes);

/// The clock of a vector of other frameworks.
std::chrono::sys_seconds clock_of(const costrel::Dict& vector);

/// The frozen clock of a vector, and the greatest age that it asks for, if any.
std::chrono::sys_seconds time_of(const costrel::Dict& vector);
std::optional<std::chrono::seconds> max_age_of(const costrel::Dict& vector);

/// Text whose characters each stand for one byte, as bytes.
std::string latin1(std::string_view utf8);

} // namespace conformance
