#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A cookie that a client sent.
struct Cookie {
    std::string name;
    std::string value;

    friend bool operator==(const Cookie&, const Cookie&) = default;
};

/// All cookies of a Cookie field (several fields joined by ";"), in their order: Werkzeug's
/// `request.cookies`. A name can occur more than once; the first one counts.
///
/// As in Werkzeug, the field is read as Latin-1 and returned as UTF-8, so an "é" that was sent raw
/// arrives as two characters; a value in double quotes is unquoted and its content read as UTF-8,
/// with U+FFFD for what is not. Only spaces and tabs are blank, and what is not a cookie is left
/// out, up to the next ";". Nothing is an error. Takes time proportional to the length of the text.
std::vector<Cookie> parse_cookie(std::string_view header);

/// The value of the first cookie called `name`, or nothing: one walk over the field, without
/// building the others. `name` and the value are bytes, as the client sent them; quotes around the
/// value are taken off. The view points into `header`, or into `buffer` when the value had to be
/// unescaped, and is valid as long as both are left alone.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name,
                                            std::string& buffer);

/// The attributes of a cookie, under the names that Flask's set_cookie() has.
struct CookieOptions {
    std::optional<std::chrono::seconds> max_age{};
    /// When it is not set it follows from max_age, for old browsers, unless sync_expires is false.
    std::optional<std::chrono::sys_seconds> expires{};
    std::optional<std::string> path = "/"; ///< percent-encoded where it has to be
    /// Without it the cookie goes only to the host that set it. A port and leading dots are cut
    /// off.
    std::optional<std::string> domain{};
    bool secure = false;
    bool httponly = false;
    std::optional<std::string> samesite{}; ///< "Strict", "Lax" or "None", in any case
    bool partitioned = false;              ///< also sets Secure
    bool sync_expires = true;
};

/// The value of a Set-Cookie field, byte for byte as Werkzeug's dump_cookie() makes it. A value
/// that has more than letters, digits and some marks is put in double quotes, with octal escapes.
///
/// Throws std::invalid_argument when the name is empty or has a control character, white space,
/// '=', ';', ',' or a quote; when the domain is not a host name in ASCII (an international one has
/// to be in its xn-- form); when samesite is none of the three; and when a time lies outside the
/// years 1 to 9999.
std::string dump_cookie(std::string_view name, std::string_view value,
                        const CookieOptions& options = {});
/// The same at a given time, which matters only when expires follows from max_age.
std::string dump_cookie(std::string_view name, std::string_view value, const CookieOptions& options,
                        std::chrono::sys_seconds now);

/// The value of a Set-Cookie field that makes browsers forget the cookie, as Flask's
/// delete_cookie() does. `options` has to have the domain and path with which it was set.
std::string delete_cookie(std::string_view name, CookieOptions options = {});

/// Werkzeug's warning about a Set-Cookie value `header` of the cookie `name` that is longer than
/// `limit` bytes, which browsers drop; empty when it is not, or when `limit` is 0.
std::string cookie_size_warning(std::string_view name, std::string_view header,
                                std::size_t limit = 4093);

} // namespace costrel::inline v1

#pragma GCC visibility pop
