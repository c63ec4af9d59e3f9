#pragma once

#include <costrel/web/request.hpp>
#include <costrel/web/response.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// How a file is sent. The names are those of Flask's send_file().
struct SendFileOptions {
    /// What it is, such as "text/csv"; text gets "; charset=utf-8". Empty: by the ending of
    /// download_name, or application/octet-stream.
    std::string mimetype{};
    bool as_attachment = false;  ///< the browser offers to save it, and does not show it
    std::string download_name{}; ///< under which it is saved; empty: the file's own name
    /// Obeys the conditions and ranges of the request (RFC 9110 sections 13 and 14).
    bool conditional = true;
    /// The tag of this version of the file, without quotes; an empty one: no tag is sent. Not set:
    /// made from the file's time, size and path, as in Flask.
    std::optional<std::string> etag{};
    /// When it was changed; not set: the file's own time.
    std::optional<std::chrono::sys_seconds> last_modified{};
    /// How long caches may use it without asking again. Not set: they ask each time (no-cache).
    std::optional<std::chrono::seconds> max_age{};

    // Only for send_from_directory(), and costrel's own:

    /// Also finds files whose path has a name that begins with a dot or ends with "~".
    bool hidden_files = false;
    /// Follows symbolic links, as long as they stay below the directory.
    bool follow_symlinks = false;
};

/// Responds with a file, as Flask's send_file() does: with Content-Disposition, Last-Modified, ETag
/// and Cache-Control; with 304 when the client has this version, 206 with a part or several parts
/// that it asks for, 412 or 416. The content is read while it is sent. Browsers do not guess its
/// type (X-Content-Type-Options: nosniff).
///
/// `path` is trusted: never make it from what a client sent; that is what send_from_directory() is
/// for. Throws std::runtime_error when there is no regular file that can be read,
/// std::invalid_argument for an etag that cannot be sent, and HttpError 503 when no file descriptor
/// is left.
///
///     return send_file(request, "/srv/reports/2026.csv", {.as_attachment = true});
Response send_file(const Request& request, const std::string& path,
                   const SendFileOptions& options = {});

/// Responds with a file below a directory, as Flask's send_from_directory() does. `path` may be
/// what a client sent: whatever does not lead to a regular file below the directory that can be
/// read and is not hidden throws HttpError 404.
///
///     return send_from_directory(request, "/srv/uploads", name);
Response send_from_directory(const Request& request, const std::string& directory,
                             std::string_view path, const SendFileOptions& options = {});

} // namespace costrel::inline v1

#pragma GCC visibility pop
