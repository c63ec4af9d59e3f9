#pragma once

#include <costrel/dict.hpp>
#include <costrel/html.hpp>
#include <costrel/request.hpp>

#include <string_view>

namespace flaskr {

// The template of that name in templates/, which knows besides `context` who is logged in: g.user,
// with an id and a username, or None.
costrel::Html page(costrel::Request& request, std::string_view name, costrel::Dict context = {});

} // namespace flaskr
