#pragma once

#include <costrel/headers.hpp>
#include <costrel/html.hpp>
#include <costrel/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace costrel {

/// What a handler answers. A literal and Html are sent as text/html; a std::string, which may hold
/// anything, as text/plain.
///
///     return "You are not logged in";                    // text/html
///     return html("Logged in as {}", name);              // text/html, name escaped
///     return std::to_string(count);                      // text/plain
///     return Response(404);                              // Flask's page for that status
class Response {
public:
    int status = 200; ///< from 200 to 599
    Text content_type = "text/html; charset=utf-8";
    Text body;
    Headers headers; ///< all others; Content-Length, Date and Connection are the server's

    /// An answer with no body of its own: statuses from 400 on get Flask's page for them.
    explicit Response(int status_code);
    Response(Html page) : body(std::move(page).str()) {}
    template <std::size_t N>
    Response(const char (&literal)[N]) : body(literal)
    {
    }
    template <std::size_t N>
    Response(char (&)[N]) = delete; // a mutable buffer: return a std::string
    Response(std::string text) : content_type("text/plain; charset=utf-8"), body(std::move(text)) {}
    Response(std::string_view) = delete; // a view may dangle: return a std::string

    /// The same answer with one header field set: `return Response("…").with("X-A", "b");`
    Response&& with(Text name, Text value) &&;
    /// The same answer with another status: `return Response("…").with_status(201);`
    Response&& with_status(int status_code) &&;
};

/// A redirect, as Flask's redirect() makes it: the status, a Location that is percent-encoded where
/// a URL needs it and otherwise sent as it is, and a small page with a link.
///
/// `location` can be relative. Never hand it text that a visitor sent without a check: it decides
/// where the browser goes. `status` is from 300 to 399; another one throws std::invalid_argument.
Response redirect(std::string_view location, int status = 302);

/// The reason phrase of a status, such as "Not Found"; empty when costrel does not know it.
std::string_view reason_phrase(int status) noexcept;

/// Flask's page for an error status: its title, its name and one sentence.
Response error_page(int status);

} // namespace costrel
