// Flaskr, the blog of Flask's tutorial, on the same database and with the same sessions.
//
//     flaskr init-db   makes an empty database
//     flaskr           serves
#include "application.hpp"
#include "database.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string_view>

int main(int argc, char** argv)
try {
    const auto settings = flaskr::Settings::from_env();
    if (argc == 1) {
        if (!std::filesystem::exists(settings.database))
            throw flaskr::DatabaseError("there is no " + settings.database +
                                        "; 'flaskr init-db' makes it");
        return flaskr::make_app(settings).run();
    }
    if (argc == 2 && argv[1] == std::string_view("init-db")) {
        flaskr::init_db(settings.database);
        std::puts("Initialized the database.");
        return 0;
    }
    std::fputs("usage: flaskr [init-db]\n", stderr);
    return 2;
} catch (const std::exception& error) {
    std::fprintf(stderr, "flaskr: %s\n", error.what());
    return 1;
}
