#pragma once

#include <string>
#include <vector>

namespace costrel::inline v1::stores {

// The addresses, in that order, that the system finds of the name "several.test" from now on.
void set_addresses_of_several(std::vector<std::string> addresses);

} // namespace costrel::inline v1::stores
