#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::http {

// The parameter `name` (in lower case) of a field such as Content-Type or Content-Disposition, read
// as parse_options_header() of Werkzeug 3.1.9 does: tokens and quoted strings (RFC 9110 section
// 5.6.6), in which a backslash quotes and %22 is a quote, other encodings and pieces (RFC 2231:
// name*=UTF-8''%C3%A9, name*0=a; name*1=b). Of several the last counts; parameters that are
// malformed are passed over, and behind a quoted string without an end there are none. `field` is
// UTF-8. Takes a time in proportion to it.
std::optional<std::string> find_parameter(std::string_view field, std::string_view name);

} // namespace costrel::inline v1::http
