#pragma once

#include "interop/decimal.hpp"
#include "interop/refusal.hpp"

#include <costrel/result.hpp>
#include <costrel/value.hpp>

#include <string>
#include <string_view>

namespace costrel::inline v1::interop {

// JSON as a framework writes it, byte for byte.
struct JsonDialect {
    enum class Keys { as_put_in, indices_first, sorted };

    std::string_view comma = ",";
    std::string_view colon = ":";
    DecimalStyle decimal = javascript_decimal;
    Keys keys = Keys::as_put_in;
    bool ascii = false;          // what is not ASCII as \uXXXX
    bool del = false;            // U+007F as \u007f
    bool html = false;           // <, >, &, U+2028 and U+2029 as \uXXXX
    bool slash = false;          // "/" as "\/"
    bool capitals = false;       // Jackson: \uD83D\uDE00 for what is beyond U+FFFF, \u001F
    bool lone_surrogates = true; // can be written, as an escape
    std::size_t depth = max_depth;
    bool only_doubles = false; // its numbers are doubles: 2.0 becomes 2, and 2^53 + 1 another
};

inline constexpr JsonDialect django_json{.decimal = python_decimal, .ascii = true, .del = true};
inline constexpr JsonDialect starlette_json{
    .comma = ", ", .colon = ": ", .decimal = python_decimal, .ascii = true, .del = true};
inline constexpr JsonDialect javascript_json{.keys = JsonDialect::Keys::indices_first,
                                             .only_doubles = true};
inline constexpr JsonDialect rails_json{
    .decimal = ruby_decimal, .html = true, .lone_surrogates = false, .depth = max_depth_of_ruby};
inline constexpr JsonDialect go_json{.decimal = go_decimal,
                                     .keys = JsonDialect::Keys::sorted,
                                     .html = true,
                                     .lone_surrogates = false,
                                     .only_doubles = true};
inline constexpr JsonDialect jackson_json{.capitals = true, .lone_surrogates = false};
inline constexpr JsonDialect msgspec_json{.decimal = msgspec_decimal, .lone_surrogates = false};
inline constexpr JsonDialect php_json{.ascii = true, .slash = true, .lone_surrogates = false};

// The value as JSON, or where it holds what the reader at the other side would not give back.
Result<std::string, CannotCarry> write_json(const Value& value, const JsonDialect& dialect);
Result<std::string, CannotCarry> write_json(const Dict& dict, const JsonDialect& dialect);

// Appends text with its quotes; false when it cannot be written.
bool append_json_text(std::string& out, std::string_view text, const JsonDialect& dialect);

} // namespace costrel::inline v1::interop
