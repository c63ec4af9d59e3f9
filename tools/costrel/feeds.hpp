#pragma once

#include <costrel/session/revocation.hpp>

#include <memory>
#include <string>
#include <vector>

namespace costrel::inline v1::command {

// The feed of ended sessions with that URL; nullptr: it is no URL but a folder. Throws ConfigError.
std::unique_ptr<RevocationFeed> feed_at(const std::string& place);

// All that it has. Throws what it throws.
std::vector<std::string> all_lines(RevocationFeed& feed);

} // namespace costrel::inline v1::command
