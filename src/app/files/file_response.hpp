#pragma once

#include "app/files/regular_file.hpp"

#include <costrel/send_file.hpp>

namespace costrel::inline v1 {

// The response to `request` that sends `file`, which was opened as `path`.
Response file_response(const Request& request, RegularFile file, const std::string& path,
                       const SendFileOptions& options);

} // namespace costrel::inline v1
