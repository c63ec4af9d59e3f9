#pragma once

#include "template/object.hpp"

#include <costrel/request.hpp>

namespace costrel::inline v1 {

// What templates see of a request, its session and the configuration. All of them are lent.
templates::Var request_view(Request& request);
templates::Var session_view(Request& request);
templates::Var config_view(const Dict& config);

// Flask's url_for(): the endpoint, the variables of its route by name, the query, and _anchor,
// _external and _scheme.
templates::Var template_url_for(const Request& request, const templates::Arguments& arguments);

} // namespace costrel::inline v1
