#pragma once

#include "app/route_table.hpp"

#include <string>

namespace costrel::inline v1 {

// A line for each route: endpoint, methods and pattern, and what is special about it. As `flask
// routes` prints them, in the order in which they were added.
std::string route_listing(const RouteTable& routes);

} // namespace costrel::inline v1
