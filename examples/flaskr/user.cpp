#include "user.hpp"

namespace flaskr {

namespace {

std::optional<User> read_user(Statement found)
{
    if (!found.step())
        return std::nullopt;
    return User{found.integer(0), found.text(1), found.text(2)};
}

} // namespace

std::optional<User> find_user(Database& db, std::string_view username)
{
    return read_user(
        db.query("SELECT id, username, password FROM user WHERE username = ?", username));
}

bool add_user(Database& db, std::string_view username, std::string_view password_hash)
{
    return db.execute("INSERT INTO user (username, password) VALUES (?, ?)"
                      " ON CONFLICT (username) DO NOTHING",
                      username, password_hash) == 1;
}

const User* current_user(costrel::Request& request)
{
    using CurrentUser = std::optional<User>;
    const CurrentUser* current = request.g.find<CurrentUser>();
    if (!current) {
        const auto id = request.session().find<std::int64_t>("user_id");
        // The session may be older than a user who is gone.
        current = &request.g.emplace<CurrentUser>(
            id ? read_user(get_db(request).query(
                     "SELECT id, username, password FROM user WHERE id = ?", *id))
               : std::nullopt);
    }
    return current->has_value() ? &**current : nullptr;
}

const User& login_required(costrel::Request& request)
{
    const User* user = current_user(request);
    if (!user)
        throw LoginRequired();
    return *user;
}

} // namespace flaskr
