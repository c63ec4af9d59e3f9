#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace costrel::http {

// The parameter `name` (in lower case) of a field such as Content-Type or Content-Disposition, read
// as Werkzeug's parse_options_header() does: tokens and quoted strings (RFC 9110 section 5.6.6) in
// which \" and %22 are a quote, other encodings and continuations (RFC 2231: name*=UTF-8''%C3%A9,
// name*0=a; name*1=b). Parameters that are malformed are passed over; of several the last counts.
// `field` is UTF-8. Takes a time in proportion to it.
std::optional<std::string> find_parameter(std::string_view field, std::string_view name);

} // namespace costrel::http
