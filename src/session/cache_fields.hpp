#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1::session {

// The two fields that tell caches about a response with a session. Each takes the value of all of
// the response's fields of that name, joined by commas, and gives what it has to become.

// Vary with "Cookie" in it (RFC 9110 section 12.5.5). What is there stays, as in Werkzeug.
std::string varying_on_cookie(std::string vary);

// Cache-Control under which no shared cache stores the response (RFC 9111 section 5.2.2.7): with
// "private", and without what would allow it ("public", "s-maxage").
std::string not_shared(std::string_view cache_control);

} // namespace costrel::inline v1::session
