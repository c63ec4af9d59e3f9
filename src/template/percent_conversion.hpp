#pragma once

#include "template/var.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace costrel::inline v1::templates {

// What stands between % and the letter of a conversion, and that letter.
struct PercentConversion {
    bool left = false;
    bool plus = false;
    bool blank = false;
    bool alternate = false;
    bool zero = false;
    std::int64_t width = 0;
    std::optional<std::int64_t> precision;
    char type = '\0';
};

// The value as a conversion of numbers (d, i, u, x, X, o, e, E, f, F, g, G) shows it, in a text
// that may be markup. Throws Failure for what is no such number.
std::string percent_number(const PercentConversion& conversion, const Var& value, bool is_markup);

} // namespace costrel::inline v1::templates
