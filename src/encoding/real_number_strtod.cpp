#include "encoding/real_number.hpp"

#include <clocale>
#include <cmath>
#include <cstdlib>
#include <locale.h>
#include <stdlib.h>
#include <string>

namespace costrel::inline v1::encoding {

namespace {

// strtod() also takes white space and a plus before a number, hexadecimal ones and names.
bool is_plain(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789.eE+-") == text.npos &&
           text.front() != '+';
}

} // namespace

std::errc read_real_with_strtod(std::string_view text, double& number)
{
    static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", nullptr);
    if (!is_plain(text))
        return std::errc::invalid_argument;
    const std::string zero_terminated(text);
    char* end = nullptr;
    const double read = strtod_l(zero_terminated.c_str(), &end, c_locale);
    if (end != zero_terminated.c_str() + text.size())
        return std::errc::invalid_argument;
    const std::string_view mantissa = text.substr(0, text.find_first_of("eE"));
    const bool is_zero = mantissa.find_first_of("123456789") == mantissa.npos;
    if (std::isinf(read) || (read == 0 && !is_zero))
        return std::errc::result_out_of_range;
    number = read;
    return {};
}

} // namespace costrel::inline v1::encoding
