#pragma once

#include <costrel/web/router.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

struct StaticFilesOptions {
    /// How long caches may use a file without asking again: Flask's SEND_FILE_MAX_AGE_DEFAULT. Not
    /// set: they ask each time, and usually get a 304.
    std::optional<std::chrono::seconds> max_age{};
    std::string endpoint = "static";
    /// Sends style.css.gz, when it is there, in place of style.css to clients that accept gzip: for
    /// files that a build compresses. Make sure that the two have the same content.
    bool precompressed = false;
    bool hidden_files = false;    ///< as in SendFileOptions
    bool follow_symlinks = false; ///< as in SendFileOptions
};

/// Serves the files below `folder` under `url_path`, as Flask does with its static folder: a route
/// `url_path/<path:filename>` for GET and HEAD, which responds as send_from_directory() does.
///
///     static_files(app, "/static", "static");
///     …
///     request.url_for("static", "style.css") // "/static/style.css"
///
/// The session is left alone: a permanent one is not refreshed, so that caches can keep the files.
///
/// A relative folder is looked for in the directory that the program was started in. Throws
/// std::invalid_argument when there is no such folder, or the endpoint's name is taken.
Route static_files(Router& router, std::string_view url_path, const std::string& folder,
                   StaticFilesOptions options = {});

} // namespace costrel::inline v1

#pragma GCC visibility pop
