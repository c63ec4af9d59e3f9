#pragma once

#include <string>
#include <vector>

namespace costrel::inline v1::stores {

// What a name ending in ".example" is an address of, in this program.
void set_addresses(const std::string& name, std::vector<std::string> addresses);
// How often somebody has asked for that.
int times_asked(const std::string& name);

} // namespace costrel::inline v1::stores
