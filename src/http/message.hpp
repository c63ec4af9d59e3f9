#pragma once

#include "http/framing/refusal.hpp"

#include <costrel/headers.hpp>
#include <costrel/method.hpp>

#include <optional>
#include <span>
#include <string_view>

namespace costrel::inline v1::http {

// One header field as it came, white space around the value cut off.
using Field = HeaderField;

} // namespace costrel::inline v1::http

namespace costrel::inline v1::detail {

// A whole request that passed the framing gate. All views lie in the connection's buffers and stay
// good until the response to it has been given to the connection.
struct Message {
    std::string_view method_token; // as sent: "GET", "BREW"
    std::optional<Method> method;  // nothing for a method that costrel does not know
    std::string_view target;       // as sent: "/user/J%C3%B6rg?x=1"
    std::string_view path;         // its part before "?", still percent-encoded; "*" for OPTIONS *
    std::string_view query;        // its part after "?", still percent-encoded
    std::string_view
        host; // the Host field or the authority of an absolute target; may be empty in HTTP/1.0
    int minor_version = 1;                  // HTTP/1.x
    std::span<const HeaderField> fields;    // without trailers
    std::string_view body;                  // decoded: no chunk framing
    std::optional<http::Refusal> refusal{}; // the body was not taken (413, 507): body is empty

    // The value of the first field of that name (case does not matter), or nothing.
    std::optional<std::string_view> find(std::string_view name) const noexcept;
    // The value of the only field of that name; nothing when there are several.
    std::optional<std::string_view> find_only(std::string_view name) const noexcept;
};

} // namespace costrel::inline v1::detail

namespace costrel::inline v1::http {

using detail::Message; // public headers name it, and no namespace that other libraries have, too

} // namespace costrel::inline v1::http
