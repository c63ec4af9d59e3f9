#pragma once

#include <costrel/app.hpp>

#include <string>

namespace flaskr {

// What differs from one installation to the next.
struct Settings {
    costrel::Config config{.secret_key = "dev"}; // known to everybody: not for production
    std::string database = "instance/flaskr.sqlite";
    std::string static_folder = FLASKR_STATIC_FOLDER; // in the source tree

    // The defaults, with COSTREL_SECRET_KEY and its like, FLASKR_DATABASE and FLASKR_STATIC_FOLDER
    // of the environment in their place.
    static Settings from_env();
};

costrel::App make_app(const Settings& settings);

} // namespace flaskr
