#include "site.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace {

std::string make_folder()
{
    std::string name = std::filesystem::temp_directory_path() / "flaskr-XXXXXX";
    if (!mkdtemp(name.data()))
        throw std::runtime_error("there can be no folder " + name);
    return name;
}

} // namespace

Site::Site(costrel::SessionStoreRef session_store)
    : folder_(make_folder()), db(folder_ + "/flaskr.sqlite"),
      app(flaskr::make_app(settings(folder_ + "/flaskr.sqlite", session_store))), client(app)
{
    flaskr::init_db(folder_ + "/flaskr.sqlite");
    // The passwords are "test" and "other", hashed by Werkzeug.
    db.execute("INSERT INTO user (username, password) VALUES ('test', 'pbkdf2:sha256:1$salt$"
               "e8a10b1e9c28b0003b84dc213edc7e03ebfce3122c57e01782170bca1cd91745'),"
               " ('other', 'pbkdf2:sha256:1$salt$"
               "59eadbea1dd9ebc1241016c9c39f9e05eff394778577330f96a0715d03353815')");
    db.execute("INSERT INTO post (title, body, author_id, created) VALUES"
               " ('test title', 'test' || char(10) || 'body', 1, '2018-01-01 00:00:00')");
}

Site::~Site()
{
    std::filesystem::remove_all(folder_);
}

flaskr::Settings Site::settings(const std::string& database,
                                const costrel::SessionStoreRef& session_store)
{
    flaskr::Settings settings;
    settings.config.secret_key = "a key for tests alone";
    settings.database = database;
    settings.config.session_store = session_store;
    return settings;
}

costrel::TestResponse Site::post(std::string_view path, costrel::TestFields fields)
{
    client.session_transaction([&](costrel::Session& session) {
        fields.emplace_back("csrf_token", costrel::csrf_token(session));
    });
    return client.post(path, fields);
}

costrel::TestResponse Site::log_in(const std::string& username, const std::string& password)
{
    return post("/auth/login", {{"username", username}, {"password", password}});
}
