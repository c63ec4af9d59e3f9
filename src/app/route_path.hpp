#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1 {

// The path of a request for the look-up of its route: percent-decoded, but with
// routing::encoded_slash (a NUL) for each encoded slash ("%2F"), which separates no parts. A view
// of `path` itself when nothing in it is encoded, otherwise of `storage`. Nothing when the path
// holds an encoded NUL.
std::optional<std::string_view> decode_route_path(std::string_view path, std::string& storage);

// Makes the slashes of what decode_route_path() gave ordinary ones. Views into it stay good, and
// see the change.
void restore_encoded_slashes(std::string& storage) noexcept;

// The end of a decoded path that begins with its last leading slash: "/a" of "//a". Two would make
// a host of what follows, and hide the path from a comparison with "/a".
inline std::string_view with_one_leading_slash(std::string_view path) noexcept
{
    while (path.size() > 1 && path[0] == '/' && path[1] == '/')
        path.remove_prefix(1);
    return path;
}

// The same of a path as it was sent, whose leading slashes may be encoded: what comes after them,
// "a" of "//a" and "/%2Fa".
std::string_view without_leading_slashes(std::string_view path) noexcept;

// The opposite of decode_route_path(): appends a path for a URL, encoded slashes encoded again.
void append_route_path(std::string& url, std::string_view path);

} // namespace costrel::inline v1
