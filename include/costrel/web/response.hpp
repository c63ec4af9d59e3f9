#pragma once

#include <costrel/encoding/cookie.hpp>
#include <costrel/encoding/html.hpp>
#include <costrel/encoding/text.hpp>
#include <costrel/encoding/value.hpp>
#include <costrel/web/body.hpp>
#include <costrel/web/headers.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What a handler responds with. A literal and Html are sent as text/html; a std::string, which may
/// hold anything, as text/plain; a Value, Dict or List as JSON.
///
///     return "You are not logged in";                    // text/html
///     return html("Logged in as {}", name);              // text/html, name escaped
///     return std::to_string(count);                      // text/plain
///     return Dict{{"id", 7}};                            // application/json
///     return 404;                                        // Flask's page for that status
///     return {"<h1>Created</h1>", 201, {{"X-A", "b"}}};  // content, status, header fields
class Response {
public:
    int status = 200; ///< from 200 to 599
    Text content_type = Text::literal("text/html; charset=utf-8");
    Body body;
    Headers headers; ///< all others; Content-Length, Date and Connection are the server's

    /// A response with no body of its own: statuses from 400 on get Flask's page for them. Throws
    /// std::invalid_argument when it is not from 200 to 599.
    template <std::same_as<int> T>
    Response(T status_code) : Response(of_status(status_code))
    {
    }
    Response(Html page) : body(std::move(page).str()) {}
    /// Throws std::invalid_argument for an array that is not a literal: a local one is gone when
    /// the response is sent, and one in a struct can hold anything, and would be sent as HTML. A
    /// static constant array counts as a literal.
    template <std::size_t N>
    Response(const char (&literal)[N])
    {
        detail::require_constant(literal,
                                 "costrel: this array of characters is no literal, so it "
                                 "is no response: return html(\"{}\", text), which escapes "
                                 "it, std::string(text), or make it static constexpr");
        body = Text::literal(detail::literal_text(literal, N));
    }
    template <std::size_t N>
    Response(char (&)[N]) = delete; // a mutable buffer: return a std::string
    Response(std::string text)
        : content_type(Text::literal("text/plain; charset=utf-8")), body(std::move(text))
    {
    }
    Response(std::string_view) = delete; // a view may dangle: return a std::string

    /// JSON as Flask sends it: sorted keys, no spaces, ASCII, a line feed at the end. Throws
    /// std::invalid_argument for Bytes and for text that is not UTF-8.
    ///
    ///     return Dict{{"id", 7}, {"tags", List{"a", "b"}}};
    Response(const Value& value);
    Response(const Dict& dict) : Response(Value(dict)) {}
    Response(const List& list) : Response(Value(list)) {}

    /// Any of these with a status and header fields, Content-Type included, as Flask's tuples.
    /// Throws std::invalid_argument as with_status() and with() do.
    template <class Content>
    requires(!std::same_as<std::remove_cvref_t<Content>, int> &&
             std::constructible_from<Response, Content>)
        Response(Content&& content, int status_code, std::initializer_list<Header> fields = {})
        : Response(std::forward<Content>(content))
    {
        complete(status_code, fields);
    }

    template <std::same_as<int> T, class Content>
    Response(T, Content&&) = delete; // the status comes after the content: {html("…"), 404}

    /// Whether the body is sent piece by piece, out of a source, and not text.
    bool is_streamed() const noexcept { return body.source() != nullptr; }

    /// Sends a cookie, as Flask's set_cookie() does. Throws as dump_cookie() does.
    void set_cookie(std::string_view name, std::string_view value,
                    const CookieOptions& options = {});
    /// Makes the browser forget a cookie; `options` has the domain and path it was set with.
    void delete_cookie(std::string_view name, const CookieOptions& options = {});

    /// The same response with one header field set: `return Response("…").with("X-A", "b");`
    Response&& with(Text name, Text value) &&;
    /// The same response with another status: `return Response("…").with_status(201);`
    Response&& with_status(int status_code) &&;

private:
    static Response of_status(int status_code);
    void complete(int status_code, std::initializer_list<Header> fields);
};

namespace detail {

template <class T>
concept ResponseContent = std::same_as<T, Response> || std::same_as<T, Html> ||
    std::same_as<T, Value> || std::same_as<T, Dict> || std::same_as<T, List>;

// Whether `left, right` cannot mean anything but a response and its status. That of
// `for (…; page += "<br>", ++i)` is an ordinary comma.
template <class Content, class Status>
concept ResponseAndStatus =
    ResponseContent<std::remove_cvref_t<Content>> && std::same_as < std::remove_cvref_t<Status>,
int > &&!(std::is_lvalue_reference_v<Content> && std::is_lvalue_reference_v<Status>);

} // namespace detail

/// Does not compile: the comma of `return html("…"), 404;` drops the page, and that of
/// `return 404, html("…");` the status.
template <class Content, class Status>
requires detail::ResponseAndStatus<Content, Status>
int operator,(Content&&, Status&&)
{
    static_assert(!sizeof(Content), "costrel: a comma drops the response before it: write "
                                    "return {html(...), 404}; with braces");
    return 0;
}
template <class Status, class Content>
requires detail::ResponseAndStatus<Content, Status> std::remove_cvref_t<Content>
operator,(Status&&, Content&& content)
{
    static_assert(!sizeof(Content), "costrel: a comma drops the status before it: write "
                                    "return {html(...), 404}; with braces");
    return content;
}

/// A redirect, as Flask's redirect() makes it: the status, a Location that is percent-encoded where
/// a URL needs it and otherwise sent as it is, and a small page with a link.
///
/// `location` can be relative. Never pass it unchecked text from a visitor: it decides where the
/// browser goes. `status` is from 300 to 399; another one throws std::invalid_argument.
Response redirect(std::string_view location, int status = 302);

/// `target` when it is a path of this site, such as one that a form sent back as "next"; or
/// `fallback`. It rejects whatever a browser could take for another host or for a script:
/// "//evil.example", "/\\evil", "https:evil", "javascript:…", and anything with a control
/// character.
///
///     return redirect(safe_redirect_target(request.args.get("next"), request.url_for<index>()));
std::string safe_redirect_target(std::string_view target, std::string_view fallback = "/");

/// The reason phrase of a status, such as "Not Found"; empty when costrel does not know it.
std::string_view reason_phrase(int status) noexcept;

/// Flask's page for an error status: its title, its name and one sentence, or `description`,
/// escaped.
Response error_page(int status, std::string_view description = {});

} // namespace costrel::inline v1

#pragma GCC visibility pop
