#include "http/representation/entity_tag.hpp"

#include "http/grammar.hpp"

#include <algorithm>

namespace costrel::inline v1::http {

namespace {

bool is_etagc(char c) noexcept
{
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x21 || (byte >= 0x23 && byte != 0x7F);
}

// Takes a tag off the beginning of `text`. It ends at its quote, for a comma can stand in it.
std::optional<EntityTag> take_entity_tag(std::string_view& text) noexcept
{
    EntityTag tag;
    tag.weak = text.starts_with("W/");
    std::string_view rest = text.substr(tag.weak ? 2 : 0);
    if (!rest.starts_with('"'))
        return std::nullopt;
    rest.remove_prefix(1);
    const std::size_t end = rest.find('"');
    if (end == rest.npos)
        return std::nullopt;
    tag.opaque = rest.substr(0, end);
    if (!std::all_of(tag.opaque.begin(), tag.opaque.end(), is_etagc))
        return std::nullopt;
    text = rest.substr(end + 1);
    return tag;
}

} // namespace

std::optional<EntityTag> parse_entity_tag(std::string_view text) noexcept
{
    const auto tag = take_entity_tag(text);
    return text.empty() ? tag : std::nullopt;
}

bool equal(EntityTag left, EntityTag right, TagComparison comparison) noexcept
{
    if (comparison == TagComparison::strong && (left.weak || right.weak))
        return false;
    return left.opaque == right.opaque;
}

bool has_tag(std::string_view list, EntityTag tag, TagComparison comparison) noexcept
{
    list = trim(list);
    if (list == "*")
        return true;
    while (!list.empty()) {
        std::string_view rest = list;
        const auto element = take_entity_tag(rest);
        rest = trim(rest);
        if (element && (rest.empty() || rest.starts_with(','))) {
            if (equal(*element, tag, comparison))
                return true;
            list = rest;
        }
        const std::size_t comma = list.find(',');
        if (comma == list.npos)
            return false;
        list = trim(list.substr(comma + 1));
    }
    return false;
}

} // namespace costrel::inline v1::http
