#pragma once

#include "template/var.hpp"

#include <costrel/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::templates {

// Python's repr() of an aware datetime.
std::string date_repr(const DateTime& date);
// strftime(); with `has_zone` false it is that of a date without one.
std::string date_text(const DateTime& date, std::string_view format, bool has_zone = true);
// year, month, …; hex of a UUID
std::optional<Var> date_attribute(const Var& date, std::string_view name);

} // namespace costrel::inline v1::templates
