#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

// The zlib stream (RFC 1950) of `text` as Python's zlib.compress() makes it, if that saves at least
// two bytes; otherwise nothing. The view is good until this thread's next call.
std::optional<std::string_view> compress_if_smaller(std::string_view text);

// The same stream if it has at most `most` bytes; otherwise nothing.
std::optional<std::string_view> compress_within(std::string_view text, std::size_t most);

enum class InflateStatus {
    ok,
    trailing_bytes, // a whole stream, and something after it
    corrupt,        // not zlib, cut short, a wrong checksum, or one that needs a preset dictionary
    too_large,      // it would give more than `cap` bytes
};

// Reads one zlib stream. `out` is replaced, and is empty unless the status is ok or trailing_bytes.
// Inflating stops as soon as `cap` is passed.
InflateStatus inflate_zlib(std::string_view stream, std::size_t cap, std::string& out);

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
