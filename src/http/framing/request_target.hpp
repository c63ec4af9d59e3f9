#pragma once

#include "http/framing/refusal.hpp"

#include <optional>
#include <string_view>

namespace costrel::inline v1::http {

// The parts of a request target (RFC 9112 section 3.2), all still percent-encoded. The views lie in
// the target, or are the literal "/".
struct RequestTarget {
    std::string_view authority; // of an absolute-form; else empty
    std::string_view path;      // "*" for the asterisk-form
    std::string_view query;     // without its "?"
};

// Whether a target may have `c` at all.
constexpr bool is_target_character(char c) noexcept
{
    return c > ' ' && c < '\x7F' && c != '#';
}

// The rule that `target`, which is none, broke.
Rule rule_of_target(std::string_view target) noexcept;

// Nothing when `target` is not one that a request with `method` may have: an origin-form without
// control characters, spaces, bytes from 0x80 on or "#"; an absolute-form of http or https with a
// host and no user information; "*" for OPTIONS.
std::optional<RequestTarget> parse_request_target(std::string_view method,
                                                  std::string_view target) noexcept;

} // namespace costrel::inline v1::http
