#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace costrel::inline v1 {

// Text that a client chose, made safe for a line of a log: it starts no new line, ends no quotes,
// and steers no terminal. Those that put a text into room for it write `longest` bytes at most, and
// give where they ended; a text that is cut ends with "...".

// As nginx escapes: \xHH for quotes, backslashes, control characters and all that is not ASCII.
char* put_hex_escaped(char* room, std::string_view text, std::size_t longest) noexcept;

// Readable text: letters of all scripts stay. What is not seen, or moves what is seen (controls,
// line ends of any kind, marks of direction, other format characters), is escaped as Python's
// repr() does: "\x1b", "\u202e". Malformed UTF-8 is \xhh for each byte. At most `longest` bytes of
// the text are taken; "…" stands for the rest.
std::string readable(std::string_view text, std::size_t longest);

// The inside of a JSON string, in ASCII; malformed UTF-8 becomes U+FFFD.
char* put_json_escaped(char* room, std::string_view text, std::size_t longest) noexcept;

} // namespace costrel::inline v1
