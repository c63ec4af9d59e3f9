#pragma once

#include <costrel/html.hpp>
#include <costrel/request.hpp>

#include <string_view>

namespace flaskr {

// A whole page: the bar with the name of who is logged in, the messages that were flashed, the
// title with `action` (a link) beside it, and the content.
costrel::Html page(costrel::Request& request, std::string_view title, const costrel::Html& content,
                   const costrel::Html& action = "");

// A page that says what went wrong. It asks neither the session nor the database.
costrel::Html error_page(costrel::Request& request, std::string_view title,
                         std::string_view sentence);

} // namespace flaskr
