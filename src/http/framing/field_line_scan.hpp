#pragma once

#include "http/framing/refusal.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace costrel::inline v1::http {

// Looks at a field line while it comes, so that one that can never become a field is not waited
// for. What it refuses, read_field_line() does not let through either. A whole line that is no
// field goes through this, too: it tells the rule that the line broke first, and the verdict is the
// same however the line was cut.
class FieldLineScan {
public:
    // `line` begins with the same bytes at every call, and has no LF; `longest_name` is in bytes.
    std::optional<Refusal> next(std::string_view line, std::size_t longest_name) noexcept;

private:
    enum class Part : std::uint8_t { name, value, end };

    std::optional<Refusal> take(char c, std::size_t longest_name) noexcept;

    std::uint32_t position_ = 0;
    Part part_ = Part::name;
};

} // namespace costrel::inline v1::http
