#pragma once

#include <costrel/encoding/value.hpp>
#include <costrel/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Why a text is not JSON.
struct JsonError {
    std::string_view message; ///< a fixed text that holds nothing of the input
    std::size_t offset = 0;   ///< the byte at which reading stopped
};

/// How deep lists and objects may be nested, in reading and writing, unless told otherwise. Flask's
/// own limit is Python's recursion limit, about 490.
inline constexpr std::size_t json_max_depth = 128;

/// How json_dumps() writes, in the words of Python's json.dumps(). The defaults are Python's.
struct JsonStyle {
    static const JsonStyle python; ///< json.dumps(value)
    static const JsonStyle flask;  ///< a response of Flask: sorted and without spaces
    /// What the URL-safe serializers of itsdangerous sign: without spaces, in order of insertion,
    /// UTF-8.
    static const JsonStyle itsdangerous;

    bool sort_keys = false;   ///< by code point, at every level
    bool ensure_ascii = true; ///< false leaves characters beyond ASCII as UTF-8
    std::string_view item_separator = ", ";
    std::string_view key_separator = ": ";
    bool flask_types = false; ///< UUIDs and time points become text, as Flask's JSON provider does
    std::size_t max_depth = json_max_depth;
};

inline constexpr JsonStyle JsonStyle::python{};
inline constexpr JsonStyle JsonStyle::flask{
    .sort_keys = true, .item_separator = ",", .key_separator = ":", .flask_types = true};
inline constexpr JsonStyle JsonStyle::itsdangerous{
    .ensure_ascii = false, .item_separator = ",", .key_separator = ":"};

/// The value as JSON, byte for byte as Python writes it. A tuple becomes a list and Html a string;
/// NaN and the infinities are written as Python does, outside RFC 8259. A lone surrogate is always
/// written as an escape.
///
/// Throws std::invalid_argument for what JSON has no form for: Bytes, a Uuid or DateTime (unless
/// `style.flask_types`), text that is not UTF-8, an integer of more than 4,300 digits, and lists
/// and objects nested deeper than `style.max_depth`.
std::string json_dumps(const Value& value, const JsonStyle& style = JsonStyle::python);

/// Reads what Python's json.loads() reads, from UTF-8: integers of any size up to 4,300 digits
/// (longer ones are an error), NaN, Infinity and -Infinity, lone surrogates as escapes; of equal
/// keys the last value wins. Takes time proportional to the length of the text, except for objects,
/// which are sorted to find equal keys.
///
/// `max_depth` is how deep lists and objects may be nested; more than 1,000 counts as 1,000. Never
/// throws for any text.
Result<Value, JsonError> json_loads(std::string_view text, std::size_t max_depth = json_max_depth);

} // namespace costrel::inline v1

#pragma GCC visibility pop
