#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace costrel {

// The path of a request for the look-up of its route: percent-decoded, but with NUL for each
// encoded slash ("%2F"), so that it stays within its part of the path. A view of `path` itself when
// nothing in it is encoded, otherwise of `storage`. Nothing when the path holds an encoded NUL.
std::optional<std::string_view> decode_route_path(std::string_view path, std::string& storage);

// Makes the slashes of what decode_route_path() gave ordinary ones. Views into it stay good, and
// see the change.
void restore_encoded_slashes(std::string& storage) noexcept;

} // namespace costrel
