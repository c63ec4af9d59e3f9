#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1 {

// Names of the environment that begin with COSTREL_ and mean nothing to costrel, each with the
// known one that it resembles most, in sentences for the log. `environment` ends with nullptr; its
// values are not looked at.
std::vector<std::string> unknown_variables(const char* const* environment);

} // namespace costrel::inline v1
