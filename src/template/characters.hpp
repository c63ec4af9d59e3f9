#pragma once

#include "template/unicode.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What methods of texts and filters have in common. Widths and places count characters.
namespace costrel::inline v1::templates {

enum class Side { left, right, both };

std::string_view stripped(std::string_view text, Side side = Side::both); // of white space
std::string_view stripped(std::string_view text, std::string_view characters, Side side);
// At most `limit` times; -1: all.
std::string replaced(std::string_view text, std::string_view old, std::string_view with,
                     std::int64_t limit);
std::vector<std::string_view> split(std::string_view text, std::string_view separator,
                                    std::int64_t limit, bool from_right);
std::vector<std::string_view> split_words(std::string_view text, std::int64_t limit,
                                          bool from_right);
std::vector<std::string_view> lines_of(std::string_view text, bool keep_ends);
// Fills up to `width` at that side.
std::string padded(std::string_view text, std::int64_t width, Side side, std::string_view fill);
std::string centered(std::string_view text, std::int64_t width, std::string_view fill);
bool all_of_class(std::string_view text, CharacterClass classes);
bool is_in_case(std::string_view text, bool is_upper); // str.isupper(), str.islower()

} // namespace costrel::inline v1::templates
