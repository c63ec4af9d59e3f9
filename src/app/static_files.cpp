#include <costrel/send_file.hpp>
#include <costrel/static_files.hpp>

#include <filesystem>
#include <stdexcept>
#include <utility>

namespace costrel {

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
             [root = root.string(), sending = std::move(sending)](const Request& request,
                                                                  std::string_view filename) {
                 return send_from_directory(request, root, filename, sending);
             })
        .name(options.endpoint)
        .no_session_refresh();
}

} // namespace costrel
