#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1 {

// Where a request of a test goes.
struct TestTarget {
    std::string host;    // may have a port
    bool secure = false; // as if over https
    std::string path;    // with the query
};

bool is_redirect(int status) noexcept;

// Where the Location field of a response to a request for `from` leads (RFC 9110 section 10.2.2).
// Throws std::runtime_error for what is no http or https URL.
TestTarget redirected(const TestTarget& from, std::string_view location);

// Whether the request is sent there by the same method, with its body: 307 and 308 say so (RFC 9110
// section 15.4). For the others it becomes GET, unless it is HEAD, as with Werkzeug's client.
bool keeps_method(int status, std::string_view method) noexcept;

} // namespace costrel::inline v1
