#pragma once

#include <costrel/app.hpp>

#include <string>

namespace flaskr {

// What differs from one installation to the next.
struct Settings {
    costrel::Config config{.secret_key = "dev", // known to everybody: not for production
                           .session_user_key = "user_id",
                           .session_summary_keys = {"device"}};
    std::string database = "instance/flaskr.sqlite";
    std::string static_folder = FLASKR_STATIC_FOLDER; // in the source tree
    std::string ended_sessions{}; // a folder; empty: only this process knows who has logged out

    // The defaults, with COSTREL_SECRET_KEY and its like, FLASKR_DATABASE, FLASKR_STATIC_FOLDER and
    // FLASKR_ENDED_SESSIONS of the environment in their place.
    static Settings from_env();
};

costrel::App make_app(const Settings& settings);

} // namespace flaskr
