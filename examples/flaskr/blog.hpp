#pragma once

#include <costrel/blueprint.hpp>

#include <cstdint>

// The posts: all of them for everybody, writing for who is logged in, changes for the author.
namespace flaskr::blog {

costrel::Html index(costrel::Request& request);
costrel::Response create(costrel::Request& request, costrel::Session& session);
costrel::Response update(costrel::Request& request, costrel::Session& session, std::int64_t id);
costrel::Response delete_post(costrel::Request& request, std::int64_t id);

costrel::Blueprint blueprint();

} // namespace flaskr::blog
