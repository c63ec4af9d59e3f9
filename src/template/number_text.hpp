#pragma once

#include "template/var.hpp"

#include <optional>
#include <string_view>

namespace costrel::inline v1::templates {

// Python's int(text, base) and float(text); nothing for its ValueError.
std::optional<Var> whole_number(std::string_view text, std::int64_t base);
std::optional<double> real_number(std::string_view text);

} // namespace costrel::inline v1::templates
