#pragma once

#include <costrel/blueprint.hpp>

// Registering, logging in and logging out.
namespace flaskr::auth {

costrel::Response register_user(costrel::Request& request, costrel::Session& session);
costrel::Response login(costrel::Request& request, costrel::Session& session);
costrel::Response logout(costrel::Request& request, costrel::Session& session);

costrel::Blueprint blueprint();

} // namespace flaskr::auth
