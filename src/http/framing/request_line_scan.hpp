#pragma once

#include "http/framing/refusal.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace costrel::inline v1::http {

// Looks at a request line while it comes, so that one that can never become a request is not waited
// for: the peer may not speak HTTP at all, and never send a line end. What it refuses,
// parse_request_line() does not let through either. A whole line that is no request line goes
// through this first, so that the verdict is the same however it was cut.
class RequestLineScan {
public:
    // `line` begins with the same bytes at every call, and has no LF.
    std::optional<Refusal> next(std::string_view line) noexcept;

private:
    enum class Part : std::uint8_t { method, target, version, end };

    std::optional<Refusal> take(std::string_view line) noexcept;

    Part part_ = Part::method;
    std::uint32_t position_ = 0;
    std::uint32_t target_ = 0;  // where it begins
    std::uint32_t version_ = 0; // likewise
};

} // namespace costrel::inline v1::http
