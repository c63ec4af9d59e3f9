#pragma once

#include <costrel/response.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace costrel::http {

// What an answer says about the connection (RFC 9112 section 9.6).
enum class ConnectionOption : std::uint8_t { none, keep_alive, close };

struct ResponseContext {
    std::string_view date;        // the value of Date; empty: none is sent
    bool to_head_request = false; // send no body, but the length that GET would have
    ConnectionOption connection = ConnectionOption::none;
};

// Appends `response` to `out` as HTTP/1.1: the status line with its reason in capitals, as Flask
// sends it, Date, Content-Type, Content-Length, the other fields in their order, Connection, and
// the body. Statuses that have no body (204, 205, 304) get none, and 204 and 304 no length.
//
// A response that cannot be sent, because of a status outside of 200 to 599 or a content type with
// control characters, is sent as a 500 in its place.
void append_response(std::string& out, const Response& response, const ResponseContext& context);

} // namespace costrel::http
