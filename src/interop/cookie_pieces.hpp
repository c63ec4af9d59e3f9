#pragma once

#include <costrel/session/format.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A text that is cut into cookies NAME.0, NAME.1 … when it is too long for one.
namespace costrel::inline v1::interop {

std::string piece_name(std::string_view name, std::size_t index);
std::vector<std::string> piece_names(std::string_view name, std::size_t count); // NAME, then NAME.0
std::vector<OutCookie> cut(std::string_view name, std::string_view text, std::size_t size);
// The first cookies of the names from NAME.0 on, joined up to the first gap; nothing when there is
// no NAME.0.
std::optional<std::string> joined_pieces(const CookieField& cookies, std::string_view name,
                                         std::size_t most, CookieField::Reading reading);

} // namespace costrel::inline v1::interop
