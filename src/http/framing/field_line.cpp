#include "http/framing/field_line.hpp"

#include "http/grammar.hpp"

#include <cstddef>

namespace costrel::inline v1::http {

std::optional<Field> parse_field_line(std::string_view line) noexcept
{
    std::size_t colon = 0;
    while (colon < line.size() && is_tchar(line[colon]))
        ++colon;
    if (colon == 0 || colon == line.size() || line[colon] != ':')
        return std::nullopt;
    const std::string_view value = line.substr(colon + 1);
    if (has_control(value))
        return std::nullopt;
    return Field{line.substr(0, colon), trim(value)};
}

} // namespace costrel::inline v1::http
