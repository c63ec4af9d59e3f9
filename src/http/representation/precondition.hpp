#pragma once

#include "http/representation/entity_tag.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace costrel::inline v1::http {

// The fields of a request that make it conditional (RFC 9110 section 13.1), as they came.
struct Conditions {
    std::optional<std::string_view> if_match{};
    std::optional<std::string_view> if_none_match{};
    std::optional<std::string_view> if_modified_since{};
    std::optional<std::string_view> if_unmodified_since{};
    std::optional<std::string_view> if_range{};
};

// What a response says of the version that it holds.
struct Validators {
    std::optional<EntityTag> etag{};
    std::optional<std::chrono::sys_seconds> last_modified{};
};

enum class Precondition : std::uint8_t {
    holds,        // answer as if there were none
    not_modified, // 304
    failed,       // 412
};

// Looks at the first four conditions in the order of RFC 9110 section 13.2.2. `safe` is whether the
// method is GET or HEAD. A date that cannot be read is as none.
Precondition evaluate(const Conditions& conditions, const Validators& validators, bool safe);

// The fifth: whether a Range field of the request counts. A date must be the very Last-Modified,
// and that must be at least a second before `now`, or the bytes could have changed within it
// (RFC 9110 section 8.8.2.2).
bool range_applies(const Conditions& conditions, const Validators& validators,
                   std::chrono::sys_seconds now);

} // namespace costrel::inline v1::http
