#pragma once

#include <costrel/value.hpp>

namespace costrel::inline v1::encoding {

/// The keys of Flask's session tags.
inline constexpr std::string_view dict_tag = " di"; ///< a dict that looks like a tag
inline constexpr std::string_view tuple_tag = " t";
inline constexpr std::string_view bytes_tag = " b";
inline constexpr std::string_view markup_tag = " m";
inline constexpr std::string_view uuid_tag = " u";
inline constexpr std::string_view datetime_tag = " d";

constexpr bool is_tag(std::string_view key) noexcept
{
    return !key.empty() && key[0] == ' ' &&
           (key == dict_tag || key == tuple_tag || key == bytes_tag || key == markup_tag ||
            key == uuid_tag || key == datetime_tag);
}

/// Takes the tags off a value that was read from JSON, innermost first. False when a tag holds what
/// it cannot hold; `value` is then of no use.
bool untag(Value& value);

} // namespace costrel::inline v1::encoding
