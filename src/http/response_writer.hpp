#pragma once

#include <costrel/response.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace costrel::inline v1::http {

// How the body that follows a head is delimited (RFC 9112 section 6.3).
enum class BodyFraming : std::uint8_t {
    none,        // none follows
    sized,       // by Content-Length
    chunked,     // in chunks
    until_close, // by the end of the connection: HTTP/1.0 has no chunks
};

// What a response says about the connection (RFC 9112 section 9.6).
enum class ConnectionOption : std::uint8_t { none, keep_alive, close };

struct ResponseContext {
    std::string_view date;        // the value of Date; empty: none is sent
    bool to_head_request = false; // send no body, but the length that GET would have
    ConnectionOption connection = ConnectionOption::none;
    int minor_version = 1; // of the request: HTTP/1.x
};

// Appends `response` to `out` as HTTP/1.1: the status line with its reason in capitals, as Flask
// sends it, Date, Content-Type, Content-Length, the other fields in their order, Connection, and
// the body. Statuses that have no body (204, 205, 304) get none, and 204 and 304 no length.
//
// A response that cannot be sent, because of a status outside of 200 to 599 or a content type with
// control characters, is sent as a 500 in its place.
//
// A body with a source is not written: what is returned says how it has to follow. Without a size
// it is chunked, or in HTTP/1.0 ends with the connection, which `context` has to close.
BodyFraming append_response(std::string& out, const Response& response,
                            const ResponseContext& context);

} // namespace costrel::inline v1::http
