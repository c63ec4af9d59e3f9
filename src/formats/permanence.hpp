#pragma once

#include <string_view>

namespace costrel::inline v1::formats {

// Whether the session in a cookie's value can be a permanent one, judged without verifying it.
// False is certain for every cookie that Flask or costrel signed; true means: open it and see.
// It is what lets a session that nobody used stay unopened although permanent ones are refreshed
// with each response. Nothing else may hang on it: the value can be forged.
bool may_be_permanent(std::string_view cookie_value);

} // namespace costrel::inline v1::formats
