#pragma once

#include <costrel/url_options.hpp>

#include <string>
#include <string_view>

namespace costrel::inline v1 {

// The URL of a path with what `options` add. `scheme` and `host` are the request's. Throws
// std::invalid_argument when a scheme is asked for and `external` is false (Flask's ValueError), a
// value of the query is no scalar or list of scalars, or an external URL has no host.
std::string url_with(std::string path, const UrlOptions& options, std::string_view scheme,
                     std::string_view host);

} // namespace costrel::inline v1
