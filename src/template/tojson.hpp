#pragma once

#include "template/var.hpp"

#include <string>

namespace costrel::inline v1::templates {

// The value as Flask's |tojson writes it: json.dumps() with sorted keys, and what HTML does not
// take as \u escapes. `indent` is nullptr, a number of blanks or a text.
std::string html_safe_json(const Var& value, const Var* indent);

} // namespace costrel::inline v1::templates
