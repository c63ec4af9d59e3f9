#pragma once

#include <cstddef>
#include <string_view>

namespace costrel::inline v1 {

// How many characters must be put in, taken out or replaced to make one of the other (Levenshtein).
std::size_t edit_distance(std::string_view one, std::string_view other);

} // namespace costrel::inline v1
