#pragma once

#include "template/object.hpp"

#include <string>
#include <string_view>

// Python's ways to put values into a text. A Markup stays one and escapes what it is given.
namespace costrel::inline v1::templates {

Var str_format(const Var& format, const Arguments& arguments); // format.format(…)
Var str_format_map(const Var& format, const Var& mapping);     // format.format_map(mapping)
Var percent_format(const Var& format, const Var& arguments);   // format % arguments

// format(value, spec).
std::string format_value(const Var& value, std::string_view spec);

} // namespace costrel::inline v1::templates
