#pragma once

#include <costrel/blueprint.hpp>
#include <costrel/html.hpp>

// Where a user is logged in, and ending it there.
namespace flaskr::sessions {

costrel::Html index(costrel::Request& request, costrel::Session& session);
costrel::Response end(costrel::Request& request, costrel::Session& session);
costrel::Response end_others(costrel::Request& request, costrel::Session& session);

costrel::Blueprint blueprint();

} // namespace flaskr::sessions
