#pragma once

#include <string>
#include <string_view>

// Percent-encoding (RFC 3986 section 2.1), read and written as Werkzeug does. A bad percent sign
// ("%zz", "%4") is never an error: it stays as it is.
namespace costrel::inline v1::http {

// Reads `path`, or one segment of it, into `decoded` (what was there is dropped). Bytes that are
// not UTF-8 become U+FFFD. False when the text has a NUL, which no path may have: answer 400.
[[nodiscard]] bool decode_path(std::string_view path, std::string& decoded);

// The bytes that `text` stands for.
std::string decode_percent_signs(std::string_view text);

// A name or value of a query or form: '+' is a space, and encoded bytes that are not UTF-8 stay as
// "%FF". Raw bytes must be UTF-8 already.
std::string decode_form_text(std::string_view text);

// Each of these appends `text` to `out`, with every byte that the part of a URL cannot have, or
// that would end it, written as %XX.
void append_path(std::string& out, std::string_view text);     // "/" stays
void append_query(std::string& out, std::string_view text);    // a name or value; space becomes '+'
void append_fragment(std::string& out, std::string_view text); // "%" stays

// A whole URL or part of one for a Location field, which is sent as it is where a URL can have it:
// "%" and the delimiters stay, and so do the brackets of an IPv6 host. TABs are left out, as
// Werkzeug and browsers do. Host names must be ASCII.
void append_location(std::string& out, std::string_view location);

} // namespace costrel::inline v1::http
