#include "http/framing/request_target.hpp"

#include "http/framing/authority.hpp"
#include "http/grammar.hpp"

#include <algorithm>
#include <cstddef>

namespace costrel::inline v1::http {

namespace {

bool has_only_target_characters(std::string_view target) noexcept
{
    return std::all_of(target.begin(), target.end(), [](char c) { return is_target_character(c); });
}

// The length of "http://" or "https://" at the start of `target`, or 0.
std::size_t scheme_size(std::string_view target) noexcept
{
    for (std::string_view scheme : {"http://", "https://"}) {
        if (equal_ignoring_case(target.substr(0, scheme.size()), scheme))
            return scheme.size();
    }
    return 0;
}

} // namespace

Rule rule_of_target(std::string_view target) noexcept
{
    return target.find("://") < target.find('/') ? Rule::absolute_target : Rule::target;
}

std::optional<RequestTarget> parse_request_target(std::string_view method,
                                                  std::string_view target) noexcept
{
    if (target.empty() || !has_only_target_characters(target))
        return std::nullopt;

    RequestTarget parts;
    if (target.front() != '/') {
        if (target == "*") {
            if (method != "OPTIONS")
                return std::nullopt;
            parts.path = target;
            return parts;
        }
        const std::size_t scheme = scheme_size(target);
        if (scheme == 0)
            return std::nullopt;
        target.remove_prefix(scheme);
        parts.authority = target.substr(0, target.find_first_of("/?"));
        if (!is_authority(parts.authority))
            return std::nullopt;
        target.remove_prefix(parts.authority.size());
    }

    const std::size_t question = target.find('?');
    parts.path = target.substr(0, question);
    if (parts.path.empty())
        parts.path = "/";
    if (question != std::string_view::npos)
        parts.query = target.substr(question + 1);
    return parts;
}

} // namespace costrel::inline v1::http
