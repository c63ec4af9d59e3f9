#pragma once

#include <costrel/encoding/text.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

namespace detail {
class SessionFields;
}

/// One header field of a response.
struct Header {
    Text name;
    Text value;
};

/// One header field of a request, as it came.
struct HeaderField {
    std::string_view name;
    std::string_view value;
};

/// The header fields of a response, in the order in which they were put in. Names are compared
/// case-insensitively (RFC 9110 section 5.1).
///
/// set() and add() throw std::invalid_argument when the name is not a token (RFC 9110 section
/// 5.6.2) or the value has a control character other than HTAB (RFC 9110 section 5.5), so that
/// nothing a user sends can start a new line of the response or steer what reads it; and for the
/// names that are not a handler's to set here: Content-Length, Transfer-Encoding, Connection and
/// Date, which the server writes itself, and Content-Type, which is Response::content_type.
class Headers {
public:
    void set(Text name, Text value); ///< in place of all fields of that name
    void add(Text name, Text value); ///< beside those of that name (Set-Cookie, Link)
    bool remove(std::string_view name);
    /// The value of the first field of that name, or an empty view.
    std::string_view get(std::string_view name) const noexcept;
    bool contains(std::string_view name) const noexcept;

    /// Adds `field_name` to Vary (RFC 9110 section 12.5.5), as Werkzeug does: names that are there
    /// stay, none is added twice, whatever its case, and "*" becomes "*, " and the name. Throws
    /// std::invalid_argument when it is not a token.
    void add_vary(std::string_view field_name);

    std::size_t size() const noexcept { return fields_.size(); }
    bool empty() const noexcept { return fields_.empty(); }
    auto begin() const noexcept { return fields_.begin(); }
    auto end() const noexcept { return fields_.end(); }

private:
    friend class detail::SessionFields;

    Header& append();
    void append(Text&& name, Text&& value);
    void add_own(std::string_view name, std::string&& value);

    std::vector<Header> fields_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
