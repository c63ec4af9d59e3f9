// Lines: a tag, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range. What RFC
// 9110 section 13.2.2 says of their order holds, and so do the rules of lists of tags.
#include "http/representation/precondition.hpp"

#include "fuzz/input.hpp"

#include <string>

using namespace costrel;
using fuzz::require;
using http::Precondition;
using http::TagComparison;

namespace {

// An empty line: the field is not there.
std::optional<std::string_view> field(fuzz::Input& input)
{
    const std::string_view line = input.line();
    return line.empty() ? std::nullopt : std::optional(line);
}

void check_list(std::string_view list, http::EntityTag tag)
{
    const bool strong = http::has_tag(list, tag, TagComparison::strong);
    const bool weak = http::has_tag(list, tag, TagComparison::weak);
    require(weak || !strong, "tags that are strongly equal are weakly equal");
    const std::string quoted = '"' + std::string(tag.opaque) + '"';
    require(http::has_tag("W/" + quoted + ", " + std::string(list), tag, TagComparison::weak),
            "a list has its first tag");
    require(!strong || !tag.weak || list.find('*') != list.npos, "no weak tag is strongly equal");
    require(!weak || list.find('*') != list.npos || list.find(quoted) != list.npos,
            "what is found is there");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const auto tag = http::parse_entity_tag(input.line());
    const std::chrono::sys_seconds modified{std::chrono::seconds(1'700'000'000)};
    const http::Validators validators{.etag = tag, .last_modified = modified};
    http::Conditions conditions;
    conditions.if_match = field(input);
    conditions.if_none_match = field(input);
    conditions.if_modified_since = field(input);
    conditions.if_unmodified_since = field(input);
    conditions.if_range = field(input);

    if (tag) {
        check_list(conditions.if_match.value_or(""), *tag);
        check_list(conditions.if_none_match.value_or(""), *tag);
    }
    const Precondition of_get = http::evaluate(conditions, validators, true);
    const Precondition of_put = http::evaluate(conditions, validators, false);
    require(of_put != Precondition::not_modified, "304 is for GET and HEAD");
    require((of_get == Precondition::holds) == (of_put == Precondition::holds) ||
                (!conditions.if_none_match && of_get == Precondition::not_modified),
            "only If-Modified-Since hangs on the method");

    http::Conditions first;
    first.if_match = conditions.if_match;
    first.if_unmodified_since = conditions.if_unmodified_since;
    if (http::evaluate(first, validators, true) == Precondition::failed)
        require(of_get == Precondition::failed, "what fails first decides");
    first.if_unmodified_since = std::nullopt;
    if (conditions.if_match)
        require(http::evaluate(first, validators, true) ==
                    http::evaluate({.if_match = conditions.if_match,
                                    .if_unmodified_since = conditions.if_unmodified_since},
                                   validators, true),
                "If-Match hides If-Unmodified-Since");

    if (http::range_applies(conditions, validators, modified))
        require(!conditions.if_range || (tag && !tag->weak), "a weak tag is no ground for a range");
    return 0;
}
