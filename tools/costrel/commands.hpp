#pragma once

#include <costrel/config.hpp>

#include <string>
#include <string_view>
#include <vector>

// Each command prints to standard output and gives the exit status.
namespace costrel::command {

// A key that nobody can guess.
int secret();

// What is in a cookie, whoever signed it: nothing of it is to be trusted.
int show_cookie(std::string_view cookie);

// What an application with that configuration makes of a cookie. 0: it is good.
int verify_cookie(std::string_view cookie, Config config);

// The configuration of the environment, with the keys of these files in the place of its keys: the
// first is the current one, the others fallbacks, newest first. A line end behind a key is no part
// of it. Throws ConfigError when a file cannot be read or is empty.
Config read_config(const std::vector<std::string>& key_files);

} // namespace costrel::command
