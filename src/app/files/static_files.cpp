#include "app/files/file_response.hpp"
#include "app/files/served_path.hpp"
#include "http/representation/accept_encoding.hpp"

#include <costrel/send_file.hpp>
#include <costrel/static_files.hpp>

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

// The response with the packed file beside `filename`, if the client takes it and there is one.
std::optional<Response> packed_file(const Request& request, const std::string& folder,
                                    std::string_view filename, SendFileOptions options)
{
    const std::string path = std::string(filename) + ".gz";
    if (!http::prefers_gzip(request.header("Accept-Encoding")) ||
        !is_served_path(filename, options.hidden_files) ||
        !is_served_path(path, options.hidden_files))
        return std::nullopt;
    auto file =
        RegularFile::open_beneath(folder, path, {.follow_symlinks = options.follow_symlinks});
    if (!file)
        return std::nullopt;
    options.download_name = filename.substr(filename.rfind('/') + 1); // npos + 1 is 0
    Response response = file_response(request, *std::move(file), folder + '/' + path, options);
    if (response.status == 200 || response.status == 206)
        response.headers.set("Content-Encoding", "gzip");
    return response;
}

} // namespace

Route static_files(Router& router, std::string_view url_path, const std::string& folder,
                   StaticFilesOptions options)
{
    std::error_code error;
    const std::filesystem::path root = std::filesystem::absolute(folder, error);
    if (error || !std::filesystem::is_directory(root, error))
        throw std::invalid_argument("costrel: static_files() found no folder \"" + folder +
                                    "\"; a relative one is looked for in the directory that the "
                                    "program was started in");
    while (url_path.ends_with('/'))
        url_path.remove_suffix(1);
    const std::string pattern = std::string(url_path) + "/<path:filename>";
    SendFileOptions sending;
    sending.max_age = options.max_age;
    sending.hidden_files = options.hidden_files;
    sending.follow_symlinks = options.follow_symlinks;
    return router
        .get(runtime(pattern),
             [root = root.string(), sending = std::move(sending),
              precompressed = options.precompressed](const Request& request,
                                                     std::string_view filename) {
                 if (!precompressed)
                     return send_from_directory(request, root, filename, sending);
                 auto packed = packed_file(request, root, filename, sending);
                 Response response = packed ? *std::move(packed)
                                            : send_from_directory(request, root, filename, sending);
                 response.headers.add_vary("Accept-Encoding");
                 return response;
             })
        .name(options.endpoint)
        .no_session_refresh();
}

} // namespace costrel::inline v1
