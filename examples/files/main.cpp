// A folder on the web: its files can be looked at, saved, and asked for in parts.
//
//     FOLDER=/srv/files files
#include <costrel/compress.hpp>
#include <costrel/costrel.hpp>
#include <costrel/send_file.hpp>
#include <costrel/static_files.hpp>

#include <cstdlib>
#include <filesystem>

using namespace costrel;

namespace {

std::string folder()
{
    const char* name = std::getenv("FOLDER");
    return name ? name : ".";
}

Response download(Request& request, std::string_view path)
{
    return send_from_directory(request, folder(), path,
                               {.as_attachment = true, .download_name = request.args.get("name")});
}

Response index(Request& request)
{
    Html page = html("<!doctype html>\n<title>Files</title>\n<ul>\n");
    for (const auto& entry : std::filesystem::directory_iterator(folder())) {
        const std::string name = entry.path().filename().string();
        if (entry.is_regular_file() && !name.starts_with('.'))
            page += html("<li><a href=\"{}\">{}</a> <a href=\"{}\">save</a>\n",
                         request.url_for("static", name), name, request.url_for<download>(name));
    }
    return page + html("</ul>\n");
}

Response cached(Request& request, std::string_view path)
{
    return send_from_directory(request, folder(), path, {.max_age = std::chrono::minutes(1)});
}

App make_app()
{
    App app(Config::from_env());
    compress(app);
    static_files(app, "/static", folder());
    app.get<index>("/");
    app.get<download>("/download/<path:path>");
    app.get<cached>("/cached/<path:path>");
    return app;
}

} // namespace

int main()
{
    return make_app().run();
}
