#pragma once

#include "database.hpp"

#include <costrel/request.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace flaskr {

struct User {
    std::int64_t id;
    std::string username;
    std::string password; // its hash
};

std::optional<User> find_user(Database& db, std::string_view username);
// Whether it was added: no two users have one name.
bool add_user(Database& db, std::string_view username, std::string_view password_hash);

// Who is logged in, or nullptr. The database is asked once a request.
const User* current_user(costrel::Request& request);

// What login_required() throws.
struct LoginRequired {};

// Who is logged in. When nobody is, the handler ends here, and the visitor is sent to the login.
const User& login_required(costrel::Request& request);

} // namespace flaskr
