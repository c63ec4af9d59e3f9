#pragma once

#include <costrel/dict.hpp>
#include <costrel/session/handle.hpp>

#include <optional>
#include <string>

namespace costrel::inline v1::formats {

// 22 characters of base64url.
std::string handle_text(const Handle& handle);

// The handle of a session whose format carries none: its entry "_handle", which a sealed session
// that became one of Flask's has, or the first half of the SHA-256 of its ID. Nothing without both.
std::optional<Handle> handle_of_values(const Dict& values);

} // namespace costrel::inline v1::formats
