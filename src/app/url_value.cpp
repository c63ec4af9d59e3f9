#include "encoding/number_text.hpp"

#include <costrel/web/detail/url_value.hpp>

namespace costrel::inline v1::detail {

std::string url_value(std::string_view text)
{
    return std::string(text);
}

std::string url_value(std::int64_t number)
{
    return std::to_string(number);
}

std::string url_value(std::uint64_t number)
{
    return std::to_string(number);
}

std::string url_value(double number)
{
    std::string text;
    encoding::append_float(text, number);
    return text;
}

std::string url_value(const Uuid& uuid)
{
    return uuid.text();
}

} // namespace costrel::inline v1::detail
