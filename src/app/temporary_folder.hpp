#pragma once

#include <costrel/config.hpp>

#include <string>

namespace costrel::inline v1 {

// Where bodies go that are too large for memory: Config::temporary_folder, or the environment's
// TMPDIR, or /tmp. Throws ConfigError when the first is no folder that can be written to.
std::string temporary_folder(const Config& config);

} // namespace costrel::inline v1
