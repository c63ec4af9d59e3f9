#pragma once

#include <string_view>
#include <vector>

namespace costrel {

// The names that Config::from_env() looks for behind its prefix: "SECRET_KEY", …
std::vector<std::string_view> config_variables();

} // namespace costrel
