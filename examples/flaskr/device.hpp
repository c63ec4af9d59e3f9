#pragma once

#include <string>
#include <string_view>

namespace flaskr {

// A browser and its system as people call them, such as "Firefox on Linux", by the words that a
// User-Agent field has: a hint for who looks at a list, and no proof. All else is "Another device",
// so what is kept is never the client's own text.
std::string device_name(std::string_view user_agent);

} // namespace flaskr
