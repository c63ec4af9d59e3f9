#pragma once

#include "sealing/private_file.hpp"

#include <costrel/sealing/key_ring.hpp>

#include <cstddef>
#include <string>

namespace costrel::inline v1::sealing {

inline constexpr std::size_t longest_key_file = 64 * 1024; // bytes

struct KeyFile {
    KeyRing ring;
    FileStamp stamp; // of what was read
};

// Throws ConfigError as KeyRing::load() does; each sentence names the file.
KeyFile read_key_file(const std::string& path);

} // namespace costrel::inline v1::sealing
