#pragma once

#include "http/framing/refusal.hpp"
#include "http/framing/request_target.hpp"

#include <costrel/result.hpp>

#include <string_view>

namespace costrel::inline v1::http {

struct RequestLine {
    std::string_view method; // a token, perhaps of a method that nobody knows
    std::string_view target; // as sent
    RequestTarget parts;
    int minor_version = 1; // HTTP/1.x
};

// Reads `line`, which has no line end (RFC 9112 section 3). Rejected with
//   400  what is no request line: exactly one space twice, a token, a target, a version
//   501  CONNECT, which only a proxy answers
//   505  a version that is not HTTP/1.1 or HTTP/1.0
Result<RequestLine, Refusal> parse_request_line(std::string_view line) noexcept;

} // namespace costrel::inline v1::http
