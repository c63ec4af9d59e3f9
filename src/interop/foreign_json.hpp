#pragma once

#include <costrel/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::interop {

// JSON as a language reads it; the text is what a key holder wrote. All are bounded in depth.
enum class JsonReading {
    python,     // json.loads(): NaN and the infinities too
    javascript, // JSON.parse(): malformed UTF-8 becomes U+FFFD, integers beyond 2^53 doubles
    ruby,       // no lone surrogates
    strict,     // RFC 8259 alone: no lone surrogates, no number beyond a double (msgspec)
    go,         // what follows the value is not looked at; lone surrogates become U+FFFD
};

std::optional<Value> read_json_value(std::string_view text, JsonReading reading);
// The same when it is an object, which a session is.
std::optional<Dict> read_json_object(std::string_view text, JsonReading reading);

// Django reads the bytes of its JSON as Latin-1.
std::string latin1_to_utf8(std::string_view bytes);

} // namespace costrel::inline v1::interop
