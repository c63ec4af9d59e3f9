#pragma once

#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

// The names that Config::from_env() looks for behind its prefix: "SECRET_KEY", …
std::vector<std::string_view> config_variables();

} // namespace costrel::inline v1

#pragma GCC visibility pop
