#pragma once

#include <costrel/web/router.hpp>

#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

struct BlueprintOptions {
    /// Comes before the pattern of each of its routes: "/admin". Fixed text, with or without a
    /// slash at its end.
    std::string url_prefix{};
};

/// A group of routes with a name and a prefix of their own, added to an application as a whole:
/// Flask's Blueprint. Its endpoints are called "admin.dashboard", and what it registers to run
/// around requests runs only around those of its own routes.
///
///     Blueprint admin("admin", {.url_prefix = "/admin"});
///     admin.get<dashboard>("/");
///     app.register_blueprint(std::move(admin));
class Blueprint : public Router {
public:
    /// Throws std::invalid_argument when the name is empty or has a dot, or the prefix is not a
    /// path.
    explicit Blueprint(std::string_view name, BlueprintOptions options = {});

    /// Runs all its handlers that are plain functions as Route::blocking() does, those of
    /// blueprints in it included. A Task waits without a thread anyway.
    Blueprint& blocking();

    /// Puts a blueprint into this one: "admin.users.show", with both prefixes.
    void register_blueprint(Blueprint&& blueprint);
    void register_blueprint(Blueprint&) = delete; // write register_blueprint(std::move(users))
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
