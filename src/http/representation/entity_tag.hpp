#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace costrel::inline v1::http {

// What tells one representation of a resource from another (RFC 9110 section 8.8.3).
struct EntityTag {
    std::string_view opaque; // between the quotes
    bool weak = false;
};

// Reads `"…"` or `W/"…"`; nothing for anything else.
std::optional<EntityTag> parse_entity_tag(std::string_view text) noexcept;

// RFC 9110 section 8.8.3.2: strongly equal are only two strong tags.
enum class TagComparison : std::uint8_t { strong, weak };
bool equal(EntityTag left, EntityTag right, TagComparison comparison) noexcept;

// Whether a list of tags, the value of If-Match or If-None-Match, has one that equals `tag`; "*"
// has every one. An element that is no tag is passed over, up to the next comma. Takes time in
// proportion to the list, and no memory.
bool has_tag(std::string_view list, EntityTag tag, TagComparison comparison) noexcept;

} // namespace costrel::inline v1::http
