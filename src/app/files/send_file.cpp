#include "app/files/file_response.hpp"
#include "app/files/served_path.hpp"

#include <costrel/errors.hpp>

#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

[[noreturn]] void refuse(FileError error, const std::string& path)
{
    if (error == FileError::no_descriptor)
        throw HttpError(503, "costrel: no file descriptor is left to open a file with");
    throw std::runtime_error(error == FileError::not_found
                                 ? "costrel: send_file() found no regular file \"" + path +
                                       "\" that it may read"
                                 : "costrel: the disk gave an error for the file \"" + path + "\"");
}

} // namespace

Response send_file(const Request& request, const std::string& path, const SendFileOptions& options)
{
    auto file = RegularFile::open(path);
    if (!file)
        refuse(file.error(), path);
    return file_response(request, *std::move(file), path, options);
}

Response send_from_directory(const Request& request, const std::string& directory,
                             std::string_view path, const SendFileOptions& options)
{
    if (!is_served_path(path, options.hidden_files))
        abort(404);
    const std::string relative(path);
    auto file = RegularFile::open_beneath(directory, relative,
                                          {.follow_symlinks = options.follow_symlinks});
    if (!file && file.error() == FileError::not_found)
        abort(404);
    std::string whole = directory;
    if (!whole.empty() && whole.back() != '/')
        whole += '/';
    whole += relative;
    if (!file)
        refuse(file.error(), whole);
    return file_response(request, *std::move(file), whole, options);
}

} // namespace costrel::inline v1
